"""Each rule of a gathering at its edge, with the setting it reads, and what goes back or on by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intranet.cases import operations
from intranet.cases.models import Notice
from intranet.db import writing
from intranet.gatherings import quiet
from intranet.gatherings.looking import attendance_of, days_of
from intranet.organisation.models import Setting
from intranet.people.operations import leave
from intranet.problems import Denied, Refused, Stale
from intranet.training.models import Credit
from tests.workflows.gathering.driver import Arranged


def _set(arranged: Arranged, key: str, value: int) -> None:
    with writing(arranged.session):
        nation = arranged.people.units["nation"].id
        arranged.session.add(Setting(unit_id=nation, key=key, value=str(value), set_at=arranged.clock()))


def _refused(arranged: Arranged, step: str, **answers: object) -> set[str]:
    with pytest.raises(Refused) as refused:
        arranged.take(step, arranged.people.trainer, **answers)
    return {refusal.guard for refusal in refused.value.refusals}


@pytest.mark.parametrize(
    ("kind", "days", "good"),
    [
        ("supervision", 14, True),
        ("supervision", 13, False),
        ("course", 14, True),
        ("interclub", 13, False),
        ("national", 42, True),
        ("national", 41, False),
        ("nordic", 41, False),
        ("members", 14, True),
    ],
)
def test_it_is_announced_in_time(arranged: Arranged, kind: str, days: int, good: bool) -> None:
    arranged.plan(gathering_kind=kind, first_day=arranged.today + timedelta(days=days))
    if good:
        arranged.invite()
        assert arranged.state == "invited"
    else:
        assert _refused(arranged, "invite", whom="assistants") == {"announced_in_time"}
        assert arranged.here.invited == set()


@pytest.mark.parametrize(
    ("key", "kind"), [("notice_days", "supervision"), ("notice_days_national", "national")]
)
def test_how_early_it_is_announced_is_a_setting(arranged: Arranged, key: str, kind: str) -> None:
    arranged.plan(gathering_kind=kind, first_day=arranged.today + timedelta(days=50))
    _set(arranged, key, 51)
    assert _refused(arranged, "invite", whom="assistants") == {"announced_in_time"}
    with writing(arranged.session):
        nation = arranged.people.units["nation"].id
        arranged.session.get_one(Setting, (nation, key)).value = "50"
    arranged.invite()


def test_nobody_is_invited_to_what_nobody_leads(arranged: Arranged) -> None:
    people = arranged.people
    arranged.plan(leader=people.trainer_two.id)
    with writing(arranged.session):
        leave(
            arranged.session, arranged.as_(people.staff), arranged.clock(), person_id=people.trainer_two.id,
            left_on=arranged.today,
        )  # fmt: skip
    assert _refused(arranged, "invite", whom="assistants") == {"leader_named"}
    arranged.take("change", people.trainer, **arranged.plan_of())
    arranged.invite()


def test_it_is_held_when_it_has_ended_and_not_a_minute_before(arranged: Arranged) -> None:
    arranged.plan(last_day=arranged.today + timedelta(days=22)).invite()
    arranged.go_to(arranged.here.gathering.ends_at - timedelta(minutes=1))
    assert _refused(arranged, "hold") == {"day_has_passed"}
    arranged.clock.forward(minutes=1)
    arranged.take("hold", arranged.people.trainer)


def test_it_is_not_finished_before_everybody_is_marked_for_each_day(arranged: Arranged) -> None:
    arranged.plan(last_day=arranged.today + timedelta(days=22)).invite()
    for name in ("assistant", "second"):
        arranged.answer(arranged.people.people[name])
    arranged.hold()
    assert _refused(arranged, "follow_up") == {"attendance_marked"}
    arranged.mark(assistant=90, second=None)
    here = arranged.here.gathering
    with writing(arranged.session):
        row = attendance_of(arranged.session, here.id)[-1]
        row.withdrawn_at, row.withdrawn_by = arranged.clock(), arranged.people.trainer.id
    assert _refused(arranged, "follow_up") == {"attendance_marked"}
    arranged.mark(assistant=90, second=None)
    arranged.take("follow_up", arranged.people.trainer)


def test_held_by_mistake_is_taken_back_and_answers_are_asked_again(arranged: Arranged) -> None:
    arranged.plan().invite().hold()
    case = arranged.case
    with writing(arranged.session):
        operations.undo(
            arranged.session, case.id, arranged.as_(arranged.people.trainer), arranged.clock(),
            version=case.version,
        )  # fmt: skip
    assert arranged.state == "invited"
    assert arranged.here.gathering.status == "invited"


def test_somebody_else_leads_it_and_marks_who_was_there(arranged: Arranged) -> None:
    people = arranged.people
    arranged.plan().invite()
    arranged.answer(people.assistant)
    arranged.hold()
    arranged.take("name_leader", people.staff, leader=people.trainer_two.id)
    assert arranged.state == "invited"
    with pytest.raises(Denied):
        arranged.take("hold", people.trainer)
    arranged.take("hold", people.trainer_two)
    with pytest.raises(Denied):
        arranged.mark(people.trainer, assistant=90)
    arranged.mark(people.trainer_two, assistant=90)
    arranged.take("follow_up", people.trainer_two)
    credit = arranged.session.scalars(select(Credit)).one()
    assert credit.entered_by == people.trainer_two.id


def test_what_is_not_followed_up_in_a_fortnight_is_told_to_the_office(arranged: Arranged) -> None:
    arranged.plan().invite().hold()

    def told() -> set[str | None]:
        operations.tick(arranged.session, arranged.clock())
        arranged.session.rollback()
        finish = next(task.id for task in arranged.case.tasks if task.key == "finish")
        rows = select(Notice.role).where(Notice.task_id == finish, Notice.withdrawn_at.is_(None))
        return set(arranged.session.scalars(rows))

    arranged.clock.forward(days=13)
    assert told() == set()
    arranged.clock.forward(days=4)
    assert "staff" in told()


def test_the_plan_is_changed_before_anybody_is_told(arranged: Arranged) -> None:
    people = arranged.people
    arranged.plan()
    later = arranged.today + timedelta(days=60)
    changed = arranged.plan_of(
        other_name="National days", gathering_kind="national", first_day=later, town="Oslo"
    )
    arranged.take("change", people.staff, **changed)
    here = arranged.here
    assert (here.gathering.title, here.gathering.kind) == ("National days", "national")
    assert days_of(here.gathering) == (later,)
    assert arranged.case.title == "National days"
    assert here.gathering.room == "Library, first floor"
    assert arranged.open_tasks == {"send_invitation"}
    arranged.invite()
    with pytest.raises(Stale):
        arranged.take("change", people.staff, **changed)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"seats": 0}, "seats"), ({"minutes": 20}, "ethics_minutes"), ({"town": None}, "town")],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(
    arranged: Arranged, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        arranged.plan(**changed)
    assert [refusal.guard for refusal in refused.value.refusals] == [field]


@pytest.mark.parametrize(
    ("whom", "invited"),
    [
        ("chosen", set()),
        ("assistants", {"assistant", "second", "third"}),
        ("nation", {"assistant", "second", "third"}),
        ("helpers", {"assistant", "second", "third", "volunteer"}),
    ],
)
def test_whom_an_invitation_goes_to(arranged: Arranged, whom: str, invited: set[str]) -> None:
    arranged.plan().invite(whom)
    people = {person.id: name for name, person in arranged.people.people.items()}
    assert {people[person_id] for person_id in arranged.here.invited} == invited


@pytest.mark.parametrize(("days", "told"), [(44, False), (45, True)])
def test_when_a_district_is_without_supervision_for_too_long_is_a_setting(
    arranged: Arranged, days: int, told: bool
) -> None:
    people = arranged.people
    arranged.plan().invite("chosen").hold()
    held_on = days_of(arranged.here.gathering)[0]
    arranged.clock.forward(days=days - (arranged.today - held_on).days)

    def seen() -> bool:
        actor = arranged.as_(people.trainer)
        found = quiet.districts_without_supervision(arranged.session, actor, arranged.clock())
        return bool(found)

    assert seen() is told
    _set(arranged, "supervision_due_days", 46)
    assert not seen()
    _set(arranged, "supervision_late_days", 40)
    office = quiet.districts_without_supervision(
        arranged.session, arranged.as_(people.staff), arranged.clock()
    )
    assert [one.district for one in office] == ["Vestland"]
