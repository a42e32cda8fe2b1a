"""Changing a group that is approved: its details, its first meeting and who leads it."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta
from typing import Any

import pytest

from intranet.db import writing
from intranet.groups import details, operations
from intranet.people.models import Person
from intranet.problems import Stale
from tests.groups.club import Club
from tests.support.refusals import fields


def test_details_are_changed_after_approval_and_an_older_form_is_stale(club: Club) -> None:
    club.start()
    version = club.group.version
    club.change(club.people.assistant, room="Library", end_time=time(20), rhythm="biweekly")
    assert (club.group.room, club.group.rhythm) == ("Library", "biweekly")
    with pytest.raises(Stale):
        club.change(version=version, room="Somewhere else")
    assert club.group.room == "Library"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"room": " "}, ["room"]),
        ({"weekday": "someday"}, ["weekday"]),
        ({"end_time": time(17)}, ["end_time"]),
        ({"rhythm": "now and then"}, ["rhythm"]),
        ({"meeting_language": "xx"}, ["meeting_language"]),
        ({"contact_person_id": uuid.uuid4()}, ["contact_person_id"]),
        ({"first_meeting_on": date.max}, ["first_meeting_on"]),
        ({"children_welcome": True}, ["children_welcome", "children_welcome"]),
    ],
)
def test_a_change_that_cannot_be_is_refused(club: Club, changes: dict[str, Any], wrong: list[str]) -> None:
    club.start()
    assert fields(lambda: club.change(**changes)) == wrong


def test_the_day_of_the_first_meeting_stays_once_it_was_held(club: Club) -> None:
    club.start()
    club.change(first_meeting_on=club.today + timedelta(7))
    club.clock.forward(days=7)
    with writing(club.session):
        operations.open_group(
            club.session,
            club.clock(),
            club.id,
            led_by=club.people.assistant.id,
            came=2,
            by=club.people.coordinator.id,
        )
    assert fields(lambda: club.change(first_meeting_on=club.today - timedelta(1)))[0] == "first_meeting_on"


def test_a_new_leader_is_named_only_with_everything_the_first_one_needed(club: Club) -> None:
    club.start()

    def name(person: Person) -> None:
        with writing(club.session):
            details.change_leader(
                club.session,
                club.as_(club.people.coordinator),
                club.clock(),
                group_id=club.id,
                version=club.group.version,
                person_id=person.id,
            )

    assert fields(lambda: name(club.people.trainer)) == ["leader"]
    club.certify(club.people.volunteer)
    club.accept(club.ask(club.people.volunteer))
    name(club.people.volunteer)
    assert club.group.leader_id == club.people.volunteer.id
