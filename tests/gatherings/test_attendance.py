"""Who was there: marked by the leader alone, never of themselves, and what is told of those who stay away."""

from __future__ import annotations

import uuid
from datetime import date, time

import pytest
from sqlalchemy import select

from intranet.db import writing
from intranet.gatherings import attendance, operations, quiet
from intranet.gatherings.looking import attendance_of, days_of
from intranet.gatherings.models import Attendance
from intranet.people.models import Person
from intranet.problems import Denied, Refused, Stale
from intranet.training.models import Credit
from tests import factories
from tests.gatherings.stage import Stage
from tests.support.refusals import fields


def mark(stage: Stage, gathering_id: uuid.UUID, by: Person, **minutes: int | None) -> None:
    here = stage.here(gathering_id).gathering
    marks = {
        (stage.people.people[name].id, day): there for name, there in minutes.items() for day in days_of(here)
    }
    with writing(stage.session):
        attendance.mark(
            stage.session, stage.as_(by), stage.clock(), gathering_id=gathering_id, version=here.version,
            marks=marks,
        )  # fmt: skip


def mark_leader(stage: Stage, gathering_id: uuid.UUID, by: Person) -> None:
    days: dict[date, int | None] = dict.fromkeys(days_of(stage.here(gathering_id).gathering), 90)
    with writing(stage.session):
        attendance.mark_leader(
            stage.session, stage.as_(by), stage.clock(), gathering_id=gathering_id, days=days
        )


def follow_up(stage: Stage, gathering_id: uuid.UUID) -> None:
    with writing(stage.session):
        gathering = operations.follow_up(stage.session, stage.clock(), gathering_id)
        attendance.credit_everybody(stage.session, stage.clock(), gathering)


def credits_of(stage: Stage) -> dict[uuid.UUID, int]:
    stage.session.rollback()
    rows = stage.session.scalars(select(Credit).where(Credit.withdrawn_at.is_(None)))
    return {row.person_id: row.minutes for row in rows}


@pytest.fixture
def gathering(stage: Stage) -> uuid.UUID:
    """Held, with the assistant and the volunteer in its seats."""
    gathering_id = stage.announced(stage.people.assistant, stage.people.volunteer)
    for person in (stage.people.assistant, stage.people.volunteer):
        stage.answer(gathering_id, person)
    stage.held(gathering_id)
    return gathering_id


def test_what_was_marked_by_mistake_is_withdrawn_and_marked_anew(stage: Stage, gathering: uuid.UUID) -> None:
    mark(stage, gathering, stage.people.trainer, assistant=90, volunteer=None)
    mark(stage, gathering, stage.people.trainer, assistant=45, volunteer=None)
    stage.session.rollback()
    rows = stage.session.scalars(
        select(Attendance)
        .where(Attendance.person_id == stage.people.assistant.id)
        .order_by(Attendance.minutes)
    ).all()
    assert [(row.minutes, row.withdrawn_at is None) for row in rows] == [(45, True), (90, False)]
    assert len(attendance_of(stage.session, gathering)) == 2


@pytest.mark.parametrize("name", ["assistant", "volunteer", "staff", "coordinator", "board", "admin"])
def test_nobody_but_the_leader_marks_who_was_there(stage: Stage, gathering: uuid.UUID, name: str) -> None:
    with pytest.raises(Denied):
        mark(stage, gathering, stage.people.people[name], assistant=90)
    assert attendance_of(stage.session, gathering) == []


def test_nobody_marks_themselves_nor_whoever_had_no_seat(stage: Stage, gathering: uuid.UUID) -> None:
    for name in ("trainer", "staff"):
        with pytest.raises(Refused):
            mark(stage, gathering, stage.people.trainer, **{name: 90})
    with pytest.raises(Denied):
        mark_leader(stage, gathering, stage.people.trainer)
    assert attendance_of(stage.session, gathering) == []


def test_a_leader_who_has_a_seat_marks_everybody_but_themselves(stage: Stage) -> None:
    """The seat was given before they were named."""
    other = stage.somebody("leader", role="trainer", where="nation")
    gathering = stage.announced(other, stage.people.assistant)
    stage.answer(gathering, other)
    stage.answer(gathering, stage.people.assistant)
    with writing(stage.session):
        operations.name_leader(stage.session, stage.clock(), gathering, other.id)
    stage.held(gathering)
    with pytest.raises(Refused):
        mark(stage, gathering, other, leader=90)
    mark(stage, gathering, other, assistant=90)
    assert attendance.unmarked(stage.session, gathering) == ()


def _beside(stage: Stage, gathering: uuid.UUID, start: time, end: time) -> uuid.UUID:
    """Another gathering of the same day, led by somebody else, with the assistant in a seat of it."""
    other = stage.somebody(f"leader at {start.hour}", "trainer", "nation")
    stage.clock.forward(days=-1)
    first_day = days_of(stage.here(gathering).gathering)[0]
    beside = stage.announced(
        stage.people.assistant, first_day=first_day, start_time=start, end_time=end, leader_id=other.id
    )
    stage.answer(beside, stage.people.assistant)
    stage.held(beside)
    return beside


@pytest.mark.parametrize(("start", "end", "may"), [
    (time(17), time(19), False), (time(19), time(21), False), (time(16), time(18), True), (time(20), time(22), True),
])  # fmt: skip
def test_nobody_was_at_two_gatherings_at_the_same_time(
    stage: Stage, gathering: uuid.UUID, start: time, end: time, may: bool
) -> None:
    beside = _beside(stage, gathering, start, end)
    mark(stage, gathering, stage.people.trainer, assistant=90, volunteer=None)
    leader = stage.people.people[f"leader at {start.hour}"]
    if may:
        mark(stage, beside, leader, assistant=90)
    else:
        assert fields(lambda: mark(stage, beside, leader, assistant=90)) == ["marks"]
    assert len(attendance_of(stage.session, beside)) == may
    mark(stage, beside, leader, assistant=None)
    mark(stage, gathering, stage.people.trainer, assistant=None)
    mark(stage, beside, leader, assistant=90)
    assert [row.minutes for row in attendance_of(stage.session, beside)] == [90]


@pytest.mark.parametrize("minutes", [-1, 91, 10_000])
def test_nobody_was_there_longer_than_it_lasted(stage: Stage, gathering: uuid.UUID, minutes: int) -> None:
    with pytest.raises(Refused):
        mark(stage, gathering, stage.people.trainer, assistant=minutes)


def test_nothing_is_marked_before_it_was_held_or_after_it_was_finished(
    stage: Stage, gathering: uuid.UUID
) -> None:
    early = stage.announced(stage.people.assistant)
    stage.answer(early, stage.people.assistant)
    with pytest.raises(Refused):
        mark(stage, early, stage.people.trainer, assistant=90)
    mark(stage, gathering, stage.people.trainer, assistant=90, volunteer=None)
    follow_up(stage, gathering)
    with pytest.raises(Refused):
        mark(stage, gathering, stage.people.trainer, assistant=45)
    assert credits_of(stage) == {stage.people.assistant.id: 90}


def test_an_older_form_is_told_so(stage: Stage, gathering: uuid.UUID) -> None:
    version = stage.here(gathering).gathering.version
    mark(stage, gathering, stage.people.trainer, assistant=90)
    (day,) = days_of(stage.here(gathering).gathering)
    with pytest.raises(Stale), writing(stage.session):
        attendance.mark(
            stage.session, stage.as_(stage.people.trainer), stage.clock(), gathering_id=gathering,
            version=version, marks={(stage.people.assistant.id, day): 10},
        )  # fmt: skip


def test_the_leaders_hours_are_noted_once_by_somebody_else(stage: Stage, gathering: uuid.UUID) -> None:
    mark(stage, gathering, stage.people.trainer, assistant=None, volunteer=None)
    mark_leader(stage, gathering, stage.people.staff)
    follow_up(stage, gathering)
    assert credits_of(stage) == {stage.people.trainer.id: 90}
    with pytest.raises(Refused):
        mark_leader(stage, gathering, stage.people.staff)


@pytest.mark.parametrize("name", ["assistant", "coordinator", "board"])
def test_the_leaders_hours_are_noted_by_those_who_plan(stage: Stage, gathering: uuid.UUID, name: str) -> None:
    with pytest.raises(Denied):
        mark_leader(stage, gathering, stage.people.people[name])


def test_whoever_was_absent_three_times_in_a_row_is_told_to_the_trainer_alone(stage: Stage) -> None:
    people = stage.people
    for number in range(3):
        gathering = stage.announced(people.assistant, people.volunteer)
        for person in (people.assistant, people.volunteer):
            stage.answer(gathering, person)
        stage.held(gathering)
        mark(stage, gathering, people.trainer, assistant=None, volunteer=90 if number == 1 else None)
        follow_up(stage, gathering)
        if number < 2:
            assert quiet.absent_in_a_row(stage.session, stage.as_(people.trainer)) == []
    told = quiet.absent_in_a_row(stage.session, stage.as_(people.trainer))
    assert [one.person_id for one in told] == [people.assistant.id]
    assert quiet.absent_in_a_row(stage.session, stage.as_(people.coordinator)) == []


@pytest.mark.parametrize(
    ("days", "told"), [(44, set()), (45, {"trainer"}), (59, {"trainer"}), (60, {"trainer", "staff"})]
)
def test_a_district_without_supervision_is_seen_by_the_trainer_and_later_by_the_office(
    stage: Stage, days: int, told: set[str]
) -> None:
    gathering = stage.announced()
    stage.held(gathering)
    held_on = days_of(stage.here(gathering).gathering)[0]
    stage.clock.forward(days=days - (stage.today - held_on).days)
    for name in ("trainer", "staff", "coordinator"):
        found = quiet.districts_without_supervision(
            stage.session, stage.as_(stage.people.people[name]), stage.clock()
        )
        assert ("Vestland" in {one.district for one in found}) is (name in told), name


def test_one_for_the_whole_nation_counts_for_each_district(stage: Stage) -> None:
    with writing(stage.session):
        east = stage.people.units["ostlandet"]
        factories.role(
            stage.session, factories.person(stage.session, "East Eksempel", east), "assistant", east
        )

    def quiet_ones() -> dict[str, int | None]:
        actor = stage.as_(stage.people.trainer)
        found = quiet.districts_without_supervision(stage.session, actor, stage.clock())
        return {one.district: one.days for one in found}

    assert quiet_ones() == {"Vestland": None, "Østlandet": None}
    stage.held(stage.announced())
    assert quiet_ones() == {"Østlandet": None}
    stage.held(stage.announced(town=None, online_link="https://meet.example/x"))
    assert quiet_ones() == {}
    stage.clock.forward(days=50)
    assert set(quiet_ones()) == {"Vestland", "Østlandet"}
