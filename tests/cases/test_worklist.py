"""What stands on whose worklist, in which order, and how many there are."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from intranet.cases.queries import worklist
from intranet.cases.queries.worklist import VIEWS, Filters, View
from intranet.clock import local_date
from intranet.organisation.actors import actor_of
from intranet.people.models import Person
from intranet.policy import Actor
from tests.cases.worklists import case, task, write
from tests.cast import Cast
from tests.support.clock import Clock


def actor(session: Session, person: Person, clock: Clock) -> Actor:
    return actor_of(session, person.id, local_date(clock()))


def on_list(
    session: Session,
    who: Actor,
    clock: Clock,
    view: View = "ready",
    filters: Filters = Filters(),  # noqa: B008 - frozen
) -> list[uuid.UUID]:
    return [line.id for line in worklist.rows(session, who, view, clock(), filters=filters).lines]


def test_what_is_mine_and_what_nobody_of_my_role_has_yet_stands_on_one_list_by_its_day(
    session: Session, people: Cast, clock: Clock
) -> None:
    here, now = people.units["vestland"], clock()
    about = case(session, here, now)
    theirs, late, mine, soon, undated = write(
        session,
        task(about, here, now, person_id=people.staff.id, status="claimed"),
        task(about, here, now, due_at=now - timedelta(days=3)),
        task(
            about,
            here,
            now,
            due_at=now + timedelta(days=1),
            person_id=people.coordinator.id,
            status="claimed",
        ),
        task(about, here, now, due_at=now + timedelta(days=2)),
        task(about, here, now, due_at=None),
    )
    shown = on_list(session, actor(session, people.coordinator, clock), clock)
    assert shown == [late, mine, soon, undated]
    assert theirs not in shown


def test_a_task_of_another_unit_or_of_another_role_is_on_nobody_elses_list(
    session: Session, people: Cast, clock: Clock
) -> None:
    west, now = people.units["vestland"], clock()
    about = case(session, west, now)
    (of_west,) = write(session, task(about, west, now))
    assert on_list(session, actor(session, people.coordinator, clock), clock) == [of_west]
    for somebody in (people.coordinator_east, people.volunteer, people.staff, people.outsider, people.swede):
        assert on_list(session, actor(session, somebody, clock), clock) == []


def test_what_is_due_later_than_in_six_weeks_is_upcoming_until_then(
    session: Session, people: Cast, clock: Clock
) -> None:
    here = people.units["vestland"]
    (later,) = write(
        session, task(case(session, here, clock()), here, clock(), due_at=clock() + timedelta(days=48))
    )
    me = actor(session, people.coordinator, clock)
    assert (on_list(session, me, clock), on_list(session, me, clock, "upcoming")) == ([], [later])
    clock.forward(days=6)
    assert (on_list(session, me, clock), on_list(session, me, clock, "upcoming")) == ([later], [])


def test_a_task_that_comes_after_others_waits(session: Session, people: Cast, clock: Clock) -> None:
    here, now = people.units["vestland"], clock()
    about = case(session, here, now)
    second, first, mine = write(
        session,
        task(about, here, now + timedelta(hours=1), status="waiting", due_at=None),
        task(about, here, now, status="waiting", due_at=None),
        task(
            about,
            here,
            now + timedelta(hours=2),
            status="waiting",
            person_id=people.coordinator.id,
            role=None,
        ),
    )
    me = actor(session, people.coordinator, clock)
    assert on_list(session, me, clock, "waiting") == [first, second, mine]
    assert on_list(session, me, clock) == []


def test_a_snoozed_task_is_out_of_sight_and_comes_back_by_itself(
    session: Session, people: Cast, clock: Clock
) -> None:
    here, now = people.units["vestland"], clock()
    (asleep,) = write(
        session,
        task(
            case(session, here, now), here, now,
            person_id=people.coordinator.id, status="claimed", snoozed_until=now + timedelta(days=2),
        ),
    )  # fmt: skip
    me = actor(session, people.coordinator, clock)
    assert (on_list(session, me, clock), on_list(session, me, clock, "snoozed")) == ([], [asleep])
    clock.forward(days=2)
    assert (on_list(session, me, clock), on_list(session, me, clock, "snoozed")) == ([asleep], [])


def test_done_shows_what_i_did_the_newest_first_and_nobody_elses(
    session: Session, people: Cast, clock: Clock
) -> None:
    here, now = people.units["vestland"], clock()
    about, me = case(session, here, now), people.coordinator.id
    old, new, other, cancelled = write(
        session,
        task(about, here, now, status="done", done_at=now - timedelta(days=2), done_by=me, person_id=me),
        task(about, here, now, status="done", done_at=now, done_by=me, person_id=me),
        task(about, here, now, status="done", done_at=now, done_by=people.staff.id),
        task(about, here, now, status="cancelled", done_at=now, person_id=me),
    )
    shown = on_list(session, actor(session, people.coordinator, clock), clock, "done")
    assert shown == [new, old]
    assert not {other, cancelled} & set(shown)


@pytest.mark.parametrize("view", VIEWS)
def test_pages_follow_one_another_without_gap_or_repetition_and_the_count_is_theirs(
    session: Session, people: Cast, clock: Clock, view: View
) -> None:
    here, now = people.units["vestland"], clock()
    about, me = case(session, here, now), people.coordinator.id
    rows = []
    for number in range(23):
        same_day = timedelta(hours=number // 4)
        by_view: dict[str, dict[str, Any]] = {
            "ready": {
                "due_at": None if number % 3 == 0 else now + same_day,
                "person_id": me if number % 2 else None,
            },
            "upcoming": {"due_at": now + timedelta(days=60) + same_day},
            "waiting": {
                "status": "waiting",
                "opened_at": now + same_day,
                "person_id": me if number % 2 else None,
            },
            "snoozed": {"person_id": me, "snoozed_until": now + timedelta(days=1) + same_day},
            "done": {"status": "done", "done_by": me, "done_at": now - same_day},
        }
        rows.append(task(about, here, now, **by_view[view]))
    ids = write(session, *rows)
    who = actor(session, people.coordinator, clock)
    seen: list[uuid.UUID] = []
    after = None
    for _turn in range(10):
        page = worklist.rows(session, who, view, now, after, limit=5)
        seen += [line.id for line in page.lines]
        after = page.after
        if after is None:
            break
    assert seen == on_list(session, who, clock, view)
    assert sorted(seen) == sorted(ids)
    assert worklist.count(session, who, view, now) == 23


def test_counting_stops_where_the_page_says_fifty_and_more(
    session: Session, people: Cast, clock: Clock
) -> None:
    here, now = people.units["vestland"], clock()
    about = case(session, here, now)
    write(session, *(task(about, here, now, due_at=now if n % 2 else None) for n in range(70)))
    me = actor(session, people.coordinator, clock)
    assert worklist.count(session, me, "ready", now) == worklist.CAP + 1
    assert len(on_list(session, me, clock)) == worklist.CAP


def test_filters_narrow_the_list_and_its_count_alike(session: Session, people: Cast, clock: Clock) -> None:
    west, now = people.units["vestland"], clock()
    errand, other = case(session, west, now), case(session, west, now, "Voss", "other")
    by_role, by_workflow, mine_elsewhere = write(
        session,
        task(errand, west, now),
        task(other, west, now + timedelta(hours=1)),
        task(
            case(session, people.units["ostlandet"], now, "Oslo"), west, now,
            person_id=people.coordinator.id, role="assistant",
        ),
    )  # fmt: skip
    me = actor(session, people.coordinator, clock)
    expected = {
        Filters(role="coordinator"): {by_role, by_workflow},
        Filters(workflow="other"): {by_workflow},
        Filters(unit_path=west.path): {by_role, by_workflow},
        Filters(unit_path=people.units["nation"].path): {by_role, by_workflow, mine_elsewhere},
        Filters(role="assistant", unit_path=west.path): set(),
    }
    for filters, ids in expected.items():
        assert set(on_list(session, me, clock, filters=filters)) == ids
        assert worklist.count(session, me, "ready", now, filters) == len(ids)


def test_whoever_holds_a_role_twice_in_a_unit_sees_each_task_once(
    session: Session, people: Cast, clock: Clock
) -> None:
    here, now = people.units["vestland"], clock()
    write(session, task(case(session, here, now), here, now))
    me = actor(session, people.coordinator, clock)
    twice = Actor(me.person_id, me.grants * 2)
    assert len(on_list(session, twice, clock)) == 1
