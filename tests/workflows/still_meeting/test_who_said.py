"""Whoever found nobody there may say so of few groups, and only whoever looks after the district learns who it was."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask

from intranet.clock import local_date
from intranet.groups import found_nobody
from intranet.groups.looking import seen
from intranet.groups.models import Group
from intranet.organisation.actors import actor_of
from intranet.people.models import Person
from intranet.problems import NotVisible, Refused
from tests.cases.bergen import driven
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.databases import ON_SQLITE
from tests.workflows.still_meeting.driver import Silence

pytestmark = ON_SQLITE

HEADING = "Several groups of one district are said not to meet"
WHO = "Upon the word of Volunteer Eksempel: Reported as not meeting."
BY_ITSELF = "By itself: Reported as not meeting."


@pytest.fixture
def silence(app: Flask, cast: Cast, clock: Clock) -> Iterator[Silence]:
    with driven(app, cast, clock) as driver:
        yield Silence(driver.session, cast, clock)


def _may_say(silence: Silence, person: Person, group_id: uuid.UUID) -> bool:
    """Whether the page of the group offers it."""
    session = silence.session
    actor = actor_of(session, person.id, local_date(silence.clock()))
    here = seen(session, actor, group_id)
    return found_nobody.why_not(session, actor, local_date(silence.clock()), here) is None


def test_one_person_takes_no_more_than_three_groups_off_the_list(silence: Silence) -> None:
    clubs = [silence.group_id, *silence.more_clubs(3)]
    for club in clubs[:3]:
        assert _may_say(silence, silence.people.volunteer, club)
        silence.says_nobody_was_there(club)
    assert not _may_say(silence, silence.people.volunteer, clubs[3])
    with pytest.raises(Refused) as refused:
        silence.says_nobody_was_there(clubs[3])
    assert "said so of %(n)s groups" in str(refused.value.refusals[0].text.plural)
    assert silence.group_of(clubs[3]).listed
    silence.says_nobody_was_there(clubs[3], silence.people.coordinator)
    assert not silence.group_of(clubs[3]).listed


def test_after_thirty_days_one_may_say_it_again(silence: Silence) -> None:
    silence.set_limit("silent_reports", 1)
    (other,) = silence.more_clubs(1)
    silence.find_nobody()
    silence.clock.forward(days=30)
    assert not _may_say(silence, silence.people.volunteer, other)
    silence.clock.forward(days=1)
    assert _may_say(silence, silence.people.volunteer, other)


def test_of_one_group_the_same_person_says_it_once(silence: Silence) -> None:
    silence.find_nobody()
    silence.meet(4)
    assert silence.group.listed
    assert not _may_say(silence, silence.people.volunteer, silence.group_id)
    with pytest.raises(Refused):
        silence.find_nobody()
    assert silence.group.listed
    assert _may_say(silence, silence.people.trainer, silence.group_id)


def test_the_last_of_them_sent_twice_is_harmless(silence: Silence) -> None:
    silence.set_limit("silent_reports", 1)
    silence.find_nobody(silence.people.coordinator)
    silence.find_nobody(silence.people.coordinator)
    assert silence.follow().state == "reported"
    with pytest.raises(NotVisible):
        silence.find_nobody(silence.people.outsider)


def test_the_page_offers_it_only_where_it_would_count(silence: Silence, visitor: NewVisitor) -> None:
    address = f"/groups/{silence.group_id}"
    assert "I found nobody there" in visitor("volunteer").get(address).text
    silence.find_nobody()
    silence.follow().take("we_meet", silence.people.assistant)
    assert "I found nobody there" not in visitor("volunteer").get(address).text


def test_the_history_names_who_said_it_to_the_district_and_not_to_whoever_leads_the_group(
    silence: Silence, visitor: NewVisitor
) -> None:
    silence.find_nobody()
    case = f"/cases/{silence.follow().id}"
    told = {}
    for name in ("coordinator", "staff", "board", "assistant", "trainer"):
        page = " ".join(visitor(name).get(case).text.split())
        told[name] = (WHO in page, BY_ITSELF in page)
    assert told == {
        "coordinator": (True, False), "staff": (True, False), "board": (True, False),
        "assistant": (False, True), "trainer": (False, True),
    }  # fmt: skip


def test_a_coordinator_who_leads_the_group_is_not_told_either(silence: Silence) -> None:
    silence.find_nobody()
    coordinator = silence.people.coordinator
    session = silence.session
    actor = actor_of(session, coordinator.id, local_date(silence.clock()))
    assert set(found_nobody.who_said(session, actor, silence.group_id).values()) == {"Volunteer Eksempel"}
    session.get_one(Group, silence.group_id).contact_person_id = coordinator.id
    session.flush()
    assert found_nobody.who_said(session, actor, silence.group_id) == {}


def test_two_groups_of_a_district_within_three_days_stand_on_the_first_page_of_the_office(
    silence: Silence, visitor: NewVisitor
) -> None:
    (other,) = silence.more_clubs(1)
    silence.find_nobody()
    assert HEADING not in visitor("staff").get("/").text
    silence.clock.forward(days=3)
    silence.says_nobody_was_there(other, silence.people.trainer)
    pages = {
        name: visitor(name).get("/").text for name in ("staff", "volunteer", "coordinator_east", "swede")
    }
    assert {name: HEADING in page for name, page in pages.items()} == {
        "staff": True, "volunteer": False, "coordinator_east": False, "swede": False,
    }  # fmt: skip
    assert pages["staff"].count("data-said=") == 2


def test_two_groups_a_week_apart_are_no_news(silence: Silence) -> None:
    (other,) = silence.more_clubs(1)
    silence.find_nobody()
    silence.clock.forward(days=3, minutes=1)
    silence.says_nobody_was_there(other, silence.people.trainer)
    staff = actor_of(silence.session, silence.people.staff.id, local_date(silence.clock()))
    assert found_nobody.several(silence.session, staff) == []
