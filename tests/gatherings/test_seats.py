"""Seats and the waiting list: in order, never more than there are, and only by one's own answer."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from intranet.db import writing
from intranet.gatherings import operations, policy, seats
from intranet.gatherings.models import Gathering, Seat
from intranet.organisation.models import Unit
from intranet.problems import Denied, NotVisible
from tests.gatherings.stage import Stage
from tests.support.refusals import fields


def test_whoever_says_yes_first_gets_a_seat_and_the_others_wait_in_order(stage: Stage) -> None:
    four = [stage.somebody(name) for name in ("anna", "bo", "cai", "dag")]
    gathering = stage.announced(*four)
    for person in four:
        stage.answer(gathering, person)
    assert stage.seated(gathering) == {four[0].id, four[1].id}
    assert stage.waiting(gathering) == [four[2].id, four[3].id]


def test_a_seat_that_gets_free_goes_to_whoever_waited_longest(stage: Stage) -> None:
    four = [stage.somebody(name) for name in ("anna", "bo", "cai", "dag")]
    gathering = stage.announced(*four)
    for person in four:
        stage.answer(gathering, person)
    stage.answer(gathering, four[0], yes=False)
    assert stage.seated(gathering) == {four[1].id, four[2].id}
    assert stage.waiting(gathering) == [four[3].id]
    seat = stage.here(gathering).seat_of(four[2].id)
    assert seat
    assert seat.seated_at == stage.clock()


def test_whoever_changes_their_mind_twice_stands_last_in_line(stage: Stage) -> None:
    four = [stage.somebody(name) for name in ("anna", "bo", "cai", "dag")]
    gathering = stage.announced(*four)
    for person in four:
        stage.answer(gathering, person)
    stage.answer(gathering, four[0], yes=False)
    stage.answer(gathering, four[0])
    assert stage.waiting(gathering) == [four[3].id, four[0].id]
    rows = stage.session.scalars(select(Seat).where(Seat.person_id == four[0].id)).all()
    assert [row.answer for row in sorted(rows, key=lambda row: str(row.answered_at))] == ["yes", "no", "yes"]
    assert sum(row.replaced_at is None for row in rows) == 1


def test_the_last_seat_is_given_to_the_last_who_fits(stage: Stage) -> None:
    one = stage.somebody("anna")
    gathering = stage.announced(one, seats=1)
    stage.answer(gathering, one)
    stage.answer(gathering, one)
    assert stage.seated(gathering) == {one.id}


def test_nobody_answers_for_somebody_else_or_uninvited(stage: Stage) -> None:
    gathering = stage.announced(stage.people.assistant)
    with pytest.raises(Denied):
        stage.answer(gathering, stage.people.volunteer)
    with pytest.raises(Denied):
        stage.answer(gathering, stage.people.staff)
    assert stage.seated(gathering) == set()


def test_nobody_answers_once_it_has_begun(stage: Stage) -> None:
    gathering = stage.announced(stage.people.assistant)
    stage.clock.forward(days=22)
    assert fields(lambda: stage.answer(gathering, stage.people.assistant)) == ["answer"]


def test_nobody_answers_what_is_not_announced(stage: Stage) -> None:
    gathering = stage.plan()
    stage.invite(gathering, stage.people.assistant)
    with pytest.raises(NotVisible):
        stage.answer(gathering, stage.people.assistant)


@pytest.mark.parametrize("name", ["assistant", "coordinator", "board", "admin", "volunteer"])
def test_only_those_who_plan_invite(stage: Stage, name: str) -> None:
    gathering = stage.announced()
    with pytest.raises(Denied):
        stage.invite(gathering, stage.people.assistant, by=stage.people.people[name])


def test_somebody_of_another_country_comes_to_a_nordic_gathering_alone(stage: Stage) -> None:
    here, nordic = stage.announced(), stage.announced(kind="nordic", title="Nordic days")
    assert fields(lambda: stage.invite(here, stage.people.swede)) == ["people"]
    assert stage.invite(nordic, stage.people.swede) == 1
    stage.answer(nordic, stage.people.swede)
    assert stage.seated(nordic) == {stage.people.swede.id}


def test_inviting_twice_asks_once_and_never_the_leader(stage: Stage) -> None:
    gathering = stage.announced(stage.people.assistant)
    assert stage.invite(gathering, stage.people.assistant, stage.people.trainer) == 0
    assert stage.here(gathering).invited == {stage.people.assistant.id}


def test_a_candidate_takes_a_seat_only_where_one_is_free(stage: Stage) -> None:
    course = stage.announced(kind="course", title="Basic course", seats=1)
    for name in ("anna", "bo"):
        stage.somebody(name)

    def start(name: str) -> None:
        with writing(stage.session):
            seats.take_seat(
                stage.session, stage.clock(), gathering_id=course, person_id=stage.people.people[name].id,
                by=stage.people.trainer.id,
            )  # fmt: skip

    start("anna")
    start("anna")
    assert fields(lambda: start("bo")) == ["course"]
    assert stage.seated(course) == {stage.people.anna.id}


def test_a_cancelled_gatherings_people_are_moved_once_and_only_where_there_is_room(stage: Stage) -> None:
    three = [stage.somebody(name) for name in ("anna", "bo", "cai")]
    first, full, other = stage.announced(*three), stage.announced(*three, seats=1), stage.announced()
    for person in three:
        stage.answer(first, person)
    stage.answer(full, three[0])

    def move(to: uuid.UUID, by: str = "trainer") -> int:
        with writing(stage.session):
            actor = stage.as_(stage.people.people[by])
            return seats.move(stage.session, actor, stage.clock(), gathering_id=first, to_id=to)

    assert fields(lambda: move(other)) == ["to"]
    with writing(stage.session):
        operations.cancel(stage.session, stage.clock(), first)
    assert fields(lambda: move(full)) == ["to"]
    with pytest.raises(Denied):
        move(other, by="assistant")
    assert move(other) == 3
    assert stage.seated(other) == {three[0].id, three[1].id}
    assert stage.waiting(other) == [three[2].id]
    assert fields(lambda: move(other)) == ["to"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"seats": 0}, "seats"),
        ({"seats": 100_000}, "seats"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1500}, "minutes"),
        ({"ethics_minutes": 91}, "ethics_minutes"),
        ({"town": None}, "town"),
        ({"town": None, "online_link": "javascript:alert(1)"}, "online_link"),
    ],
)
def test_a_plan_that_cannot_be_names_its_field(stage: Stage, changed: dict[str, Any], field: str) -> None:
    assert fields(lambda: stage.plan(**changed)) == [field]


@pytest.mark.parametrize(
    ("days", "last", "field"), [(-1, None, "first_day"), (1, 0, "last_day"), (1, 60, "last_day")]
)
def test_days_that_cannot_be_are_refused(stage: Stage, days: int, last: int | None, field: str) -> None:
    first = stage.today + timedelta(days=days)
    last_day = None if last is None else stage.today + timedelta(days=last)
    assert fields(lambda: stage.plan(first_day=first, last_day=last_day)) == [field]


def test_the_hour_of_the_end_belongs_to_the_last_day(stage: Stage) -> None:
    friday = stage.today + timedelta(days=21)
    evening, afternoon = time(18), time(15)
    weekend = stage.plan(
        first_day=friday, last_day=friday + timedelta(days=2), start_time=evening, end_time=afternoon
    )
    gathering = stage.here(weekend).gathering
    assert gathering.ends_at - gathering.starts_at == timedelta(days=1, hours=21)
    assert fields(lambda: stage.plan(first_day=friday, start_time=evening, end_time=afternoon)) == [
        "end_time"
    ]
    assert fields(lambda: stage.plan(first_day=friday, start_time=evening, end_time=evening)) == ["end_time"]


def test_who_may_see_is_what_the_list_shows(stage: Stage) -> None:
    planned, announced = stage.plan(), stage.announced(stage.people.assistant)
    nordic = stage.announced(kind="nordic", title="Nordic days")
    for person in stage.people.people.values():
        actor = stage.as_(person)
        listed = set(stage.session.scalars(policy.visible_to(actor).with_only_columns(Gathering.id)))
        for one in (planned, announced, nordic):
            here = stage.here(one)
            path = stage.session.get_one(Unit, here.gathering.unit_id).path
            assert (one in listed) is policy.can_see(actor, path, here.gathering, here.invited), person.name
    assert stage.here(planned).gathering.id not in set(
        stage.session.scalars(
            policy.visible_to(stage.as_(stage.people.assistant)).with_only_columns(Gathering.id)
        )
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=14), st.integers(1, 4))
def test_whatever_people_answer_seats_and_line_are_those_of_a_plain_model(
    stage: Stage, answers: list[tuple[int, bool]], number: int
) -> None:
    five = [stage.somebody(f"somebody-{n}") for n in range(5)]
    gathering = stage.announced(*five, seats=number)
    line: list[uuid.UUID] = []
    for which, yes in answers:
        person = five[which]
        stage.answer(gathering, person, yes=yes)
        if yes and person.id not in line:
            line.append(person.id)
        elif not yes and person.id in line:
            line.remove(person.id)
        assert stage.waiting(gathering) == line[number:]
        assert stage.seated(gathering) == set(line[:number])
    stage.clock.forward(days=-1)
