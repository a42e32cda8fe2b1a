"""Before somebody pauses, is suspended or leaves: which groups and cases would be without them; and who looks ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from intranet.cases.queries.foretelling import stopped_without, without_them
from intranet.db import writing
from intranet.groups.foresight import Losing, losing_cover, would_uncover
from intranet.organisation.models import Setting
from tests.support import invariant
from tests.workflows.lost_cover.driver import Cover


def _ahead(cover: Cover, days: int | None = None) -> Sequence[Losing]:
    cover.session.rollback()
    return losing_cover(cover.session, cover.people.units["nation"].path, cover.today, days)


def _foretold(cover: Cover, reader: str) -> list[str]:
    cover.session.rollback()
    actor = cover.as_(cover.people.people[reader])
    return [text.msgid for text in without_them(cover.session, actor, cover.people.assistant.id, cover.today)]


def test_without_the_one_who_leads_alone_the_group_is_uncovered_from_that_day(cover: Cover) -> None:
    cover.meets()
    day = cover.today + timedelta(12)
    (found,) = would_uncover(cover.session, cover.people.assistant.id, day)
    assert (found.group_id, found.name, found.on) == (cover.group_id, "Bergen", day)
    assert would_uncover(cover.session, cover.people.volunteer.id, day) == []


def test_where_two_lead_it_is_told_from_when_the_other_alone_would_not_be_enough(cover: Cover) -> None:
    people = cover.meets().people
    cover.certify(people.volunteer)
    cover.accept(people.volunteer, cover.ask(people.volunteer, until_in=30))
    (found,) = would_uncover(cover.session, people.assistant.id, cover.today)
    assert found.on == cover.today + timedelta(31)
    assert would_uncover(cover.session, people.assistant.id, cover.today, cover.today + timedelta(30)) == []


def test_what_is_uncovered_already_is_nobodys_to_lose(cover: Cover) -> None:
    cover.meets()
    cover.suspend()
    assert would_uncover(cover.session, cover.people.assistant.id, cover.today) == []


def test_a_case_on_its_way_is_told_to_who_may_open_it_and_counted_for_others(cover: Cover) -> None:
    people = cover.meets(state="decision").people
    cover.session.rollback()
    actor = cover.as_(people.coordinator)
    assert [one.case_id for one in stopped_without(cover.session, actor, people.assistant.id).seen] == [
        cover.new_group.id
    ]
    assert _foretold(cover, "coordinator") == ["“%(case)s”, %(place)s, would wait for another assistant."]
    assert _foretold(cover, "coordinator_east") == ["One more case would wait for somebody else."]
    assert _foretold(cover, "staff") == _foretold(cover, "coordinator")


def test_a_running_group_is_told_and_its_finished_case_is_not(cover: Cover) -> None:
    cover.meets()
    assert _foretold(cover, "coordinator") == ["%(group)s would have no certified assistant from %(day)s."]


@pytest.mark.parametrize(("ahead", "told"), [(119, True), (120, True), (121, False)])
def test_a_group_stands_on_the_list_from_four_months_before_it_loses_its_cover(
    cover: Cover, ahead: int, told: bool
) -> None:
    cover.meets(days=400)
    first_without = cover.end + timedelta(91)
    cover.clock.forward(days=(first_without - cover.today).days - ahead)
    assert [one.on for one in _ahead(cover)] == ([first_without] if told else [])
    assert _other_nation(cover) == []


def test_a_nation_that_looks_less_far_ahead_hears_later(cover: Cover) -> None:
    cover.meets(days=400)
    cover.clock.forward(days=(cover.end + timedelta(91) - cover.today).days - 100)
    assert len(_ahead(cover)) == 1
    with writing(cover.session):
        cover.session.add(
            Setting(
                unit_id=cover.people.units["nation"].id,
                key="cover_ahead_days",
                value="99",
                set_at=cover.clock(),
            )
        )
    assert _ahead(cover) == []


@pytest.mark.parametrize("how", ["pause to come", "stand-in's last day", "leaving on a day"])
def test_each_day_of_the_window_is_as_the_list_said(cover: Cover, how: str) -> None:
    people = cover.meets().people
    if how == "stand-in's last day":
        cover.certify(people.volunteer)
        cover.accept(people.volunteer, cover.ask(people.volunteer, until_in=9))
        cover.stop_leading()
    elif how == "pause to come":
        cover.pause_from(10)
    else:
        cover.leave_in(10)
    (found,) = _ahead(cover, 20)
    assert found.on == cover.today + timedelta(10)
    group, window = cover.group_id.hex, [cover.today + timedelta(n) for n in range(21)]
    connection = cover.session.connection()
    covered = [day for day in window if invariant.is_covered(connection, group, day)]
    assert covered == [day for day in window if day < found.on]
    assert _ahead(cover, 9) == []


def _other_nation(cover: Cover) -> Sequence[Losing]:
    return losing_cover(cover.session, cover.people.units["sweden"].path, cover.today)
