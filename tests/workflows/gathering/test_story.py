"""The story of a gathering, on both databases, through all layers but the web."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from intranet.cases import operations
from intranet.gatherings import attendance, seats
from intranet.gatherings.looking import days_of
from intranet.training.models import Credit
from tests.workflows.gathering.driver import Arranged


def _credits(arranged: Arranged) -> list[Credit]:
    arranged.session.rollback()
    return list(arranged.session.scalars(select(Credit).where(Credit.withdrawn_at.is_(None))))


def test_a_supervision_goes_from_plan_to_hours_credited(arranged: Arranged) -> None:
    people = arranged.people
    arranged.plan()
    assert arranged.case.title == "Supervision in Bergen"
    assert arranged.case.unit_id == people.units["vestland"].id
    assert arranged.open_tasks == {"send_invitation"}

    arranged.invite()
    assert arranged.here.invited == {people.assistant.id, people.second.id, people.third.id}
    assert arranged.here.gathering.status == "invited"

    arranged.answer(people.assistant)
    arranged.answer(people.second)
    assert arranged.state == "full"
    arranged.answer(people.third)
    assert arranged.waiting() == [people.third.id]

    arranged.answer(people.second, yes=False)
    assert arranged.seated() == {people.assistant.id, people.third.id}
    assert arranged.state == "full"

    arranged.after_it()
    operations.tick(arranged.session, arranged.clock())
    assert arranged.open_tasks == {"was_it_held"}
    arranged.take("hold", people.trainer)
    assert arranged.open_tasks == {"mark_attendance", "write_points", "finish"}
    arranged.mark(assistant=90, third=None)
    arranged.complete("mark_attendance", people.trainer)
    arranged.complete("write_points", people.trainer, learned="Listen first.", decided=None, who_does=None)
    arranged.take("follow_up", people.trainer)

    assert arranged.state == "followed_up"
    assert arranged.here.gathering.status == "followed_up"
    (credit,) = _credits(arranged)
    assert (credit.person_id, credit.kind, credit.minutes, credit.ethics_minutes) == (
        people.assistant.id, "supervision", 90, 30,
    )  # fmt: skip
    assert credit.entered_by == people.trainer.id
    assert arranged.steps == ["plan", "invite", "fill", "hold", "follow_up"]


def test_a_course_of_several_days_is_credited_day_by_day(arranged: Arranged) -> None:
    people = arranged.people
    first = arranged.today + timedelta(days=20)
    arranged.plan(
        gathering_kind="course", called="Basic course", first_day=first, last_day=first + timedelta(days=2),
        minutes=480, ethics_minutes=60, seats=10,
    )  # fmt: skip
    arranged.invite()
    arranged.answer(people.assistant)
    arranged.hold()
    arranged.mark(assistant=480)
    days = days_of(arranged.here.gathering)
    here = arranged.here.gathering
    arranged.does(
        attendance.mark, people.trainer, gathering_id=here.id, version=here.version,
        marks={(people.assistant.id, days[1]): 240},
    )  # fmt: skip
    arranged.take("follow_up", people.trainer)
    told = {credit.held_on: (credit.minutes, credit.ethics_minutes) for credit in _credits(arranged)}
    assert told == {days[0]: (480, 60), days[1]: (240, 30), days[2]: (480, 60)}


def test_a_free_seat_opens_the_gathering_again(arranged: Arranged) -> None:
    people = arranged.people
    arranged.plan().invite()
    arranged.answer(people.assistant)
    arranged.answer(people.second)
    assert arranged.state == "full"
    arranged.answer(people.second, yes=False)
    assert arranged.state == "invited"
    assert arranged.steps == ["plan", "invite", "fill", "free_seat"]


def test_a_cancelled_gatherings_people_get_seats_in_another(arranged: Arranged) -> None:
    people = arranged.people
    arranged.plan().invite()
    for name in ("assistant", "second", "third"):
        arranged.answer(people.people[name])
    first, gathering = arranged.id, arranged.here.gathering.id
    arranged.take("cancel", people.staff, reason="The room is not free.")
    assert arranged.open_tasks == {"find_new_date"}
    arranged.plan(called="Supervision in Bergen, new day").invite("chosen")
    other = arranged.here.gathering.id
    moved = arranged.does(seats.move, people.trainer, gathering_id=gathering, to_id=other)
    assert moved == 3
    assert arranged.seated() == {people.assistant.id, people.second.id}
    assert arranged.waiting() == [people.third.id]
    assert arranged.state == "full"
    arranged.id = first
    assert arranged.here.gathering.moved_to_id == other


def test_the_leaders_own_hours_are_credited_by_somebody_else(arranged: Arranged) -> None:
    people = arranged.people
    arranged.plan().invite("chosen").hold()
    arranged.take("follow_up", people.trainer)
    assert _credits(arranged) == []
    gathering = arranged.here.gathering
    (day,) = days_of(gathering)
    arranged.does(attendance.mark_leader, people.trainer_two, gathering_id=gathering.id, days={day: 90})
    (credit,) = _credits(arranged)
    assert (credit.person_id, credit.entered_by) == (people.trainer.id, people.trainer_two.id)
