"""Reporting meetings: once, in numbers, by those who may, and led by somebody who was allowed to."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from functools import partial
from typing import Any

import pytest

from intranet.db import writing
from intranet.groups import meetings, queries
from intranet.organisation.models import Setting
from intranet.people.models import Person
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


@pytest.mark.parametrize(("minutes", "wrong"), [(90, ["led_by"]), (60, [])])
def test_how_long_a_meeting_lasts_whose_end_nobody_has_said_is_a_setting(
    club: Club, minutes: int, wrong: list[str]
) -> None:
    with writing(club.session):
        nation = club.people.units["nation"].id
        club.session.add(
            Setting(unit_id=nation, key="meeting_minutes", value=str(minutes), set_at=club.clock())
        )
    club.start()
    club.report()
    club.id = club.plan()
    club.start(weekday="thu", start_time=time(19))
    if wrong:
        assert fields(club.report) == wrong
    else:
        assert club.report().came == 3


def test_two_may_lead_together_and_both_have_accepted_the_group_and_are_certified(club: Club) -> None:
    people = club.people
    club.start()
    for wrong in (people.assistant.id, people.trainer.id, uuid.uuid4()):
        assert fields(partial(club.report, co_led_by=wrong)) == ["co_led_by"]
    _accepts(club, people.trainer)
    assert fields(partial(club.report, co_led_by=people.trainer.id)) == ["co_led_by"]
    club.certify(people.trainer)
    meeting = club.report(co_led_by=people.trainer.id)
    assert (meeting.led_by, meeting.co_led_by) == (people.assistant.id, people.trainer.id)


@pytest.mark.parametrize("first", ["assistant", "trainer"])
@pytest.mark.parametrize("second", [{"led_by": "assistant"}, {"led_by": "trainer", "co_led_by": "assistant"}])
def test_nobody_leads_two_meetings_at_once_together_with_somebody_either(
    club: Club, first: str, second: dict[str, str]
) -> None:
    people = club.people
    club.certify(people.trainer)
    club.start()
    _accepts(club, people.trainer)
    other = "trainer" if first == "assistant" else "assistant"
    club.report(led_by=people.people[first].id, co_led_by=people.people[other].id)
    club.id = club.plan()
    club.start(weekday="thu", start_time=time(19))
    _accepts(club, people.trainer)
    told: dict[str, Any] = {field: people.people[name].id for field, name in second.items()}
    assert fields(partial(club.report, **told)) == list(second)
    club.change(start_time=time(20))
    club.report(**told)


def _accepts(club: Club, person: Person) -> None:
    with writing(club.session):
        factories.accepted_assignment(club.session, club.id, person, club.people.coordinator, club.clock())


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
