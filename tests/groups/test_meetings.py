"""Reporting meetings: once, in numbers, by those who may, and led by somebody who was allowed to."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import Any

import pytest

from intranet.db import writing
from intranet.groups import meetings, queries
from intranet.problems import Denied, NotVisible
from tests import factories
from tests.groups.club import Club
from tests.support.refusals import fields


def test_a_meeting_is_reported_once_in_numbers_and_can_be_withdrawn(club: Club) -> None:
    club.start()
    meeting = club.report()
    assert fields(club.report) == ["held_on"]
    with writing(club.session):
        meetings.withdraw(club.session, club.as_(club.people.assistant), club.clock(), meeting.id)
    assert club.report(came=4).came == 4


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"came": -1}, ["came"]),
        ({"came": 501}, ["came"]),
        ({"days": 1}, ["held_on", "led_by"]),
        ({"days": -1}, ["held_on", "led_by"]),
        ({"led_by": uuid.uuid4()}, ["led_by"]),
    ],
)
def test_a_report_that_cannot_be_is_refused(club: Club, told: dict[str, Any], wrong: list[str]) -> None:
    club.certify(club.people.assistant, until=club.today)
    row = club.start()
    told = dict(told)
    if days := told.pop("days", None):
        told["held_on"] = club.today + timedelta(days)
        club.end(row, club.people.assistant)
        found = fields(lambda: club.report(club.people.coordinator, **told))
    else:
        found = fields(lambda: club.report(**told))
    assert found == wrong


def test_nobody_leads_a_meeting_with_a_certificate_that_does_not_count(club: Club) -> None:
    row = club.start()
    with writing(club.session):
        factories.accepted_assignment(
            club.session, club.id, club.people.trainer, club.people.coordinator, club.clock()
        )
    assert fields(lambda: club.report(led_by=club.people.trainer.id)) == ["led_by"]
    club.end(row, club.people.assistant)
    club.clock.forward(days=1)
    assert fields(
        lambda: club.report(club.people.coordinator, held_on=club.today, led_by=club.people.assistant.id)
    ) == ["led_by"]


def test_one_person_does_not_lead_two_meetings_at_once(club: Club) -> None:
    club.start()
    club.report()
    club.id = club.plan()
    club.start(weekday="thu", start_time=time(19))
    assert fields(club.report) == ["led_by"]
    club.change(start_time=time(20))
    club.report()


def test_peer_support_asks_for_the_estimate_and_a_family_club_does_not(club: Club) -> None:
    club.id = club.plan("peer_support")
    club.start()
    assert fields(club.report) == ["different_visitors"]
    assert club.report(different_visitors=5).different_visitors == 5
    assert queries.newest_estimate(club.session, club.id, club.today) == 5
    assert queries.newest_estimate(club.session, club.id, club.today + timedelta(28)) is None


def test_others_than_the_leader_and_the_coordinator_report_nothing(club: Club) -> None:
    club.start()
    for name in ("volunteer", "staff", "board", "coordinator_east", "outsider", "swede"):
        with pytest.raises((Denied, NotVisible)):
            club.report(club.people.people[name])
