"""What a new group stands on when it is approved and open, how that is lost, and what a form of its steps may hold."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import select

from intranet.certificates import operations as certificates
from intranet.groups import assignments
from intranet.groups.models import Assignment
from intranet.people.operations import leave
from tests.workflows.new_group.driver import NewGroup

# Into each protected state leads one step, from one state.
WAYS_IN = {"approve": "decision", "open": "approved", "establish": "trial"}


def _suspended(new_group: NewGroup) -> None:
    new_group.suspend()


def _revoked(new_group: NewGroup) -> None:
    new_group.suspend()
    new_group.does(
        certificates.revoke, new_group.people.board_two,
        person_id=new_group.people.assistant.id, ground="safety", reason="Heard.", heard=True,
    )  # fmt: skip


def _expired(new_group: NewGroup) -> None:
    new_group.clock.forward(days=731)


def _withdrawn(new_group: NewGroup) -> None:
    asked = new_group.session.scalars(select(Assignment.id)).one()
    new_group.does(assignments.end, new_group.people.assistant, assignment_id=asked)


def _left(new_group: NewGroup) -> None:
    new_group.does(leave, new_group.people.admin, person_id=new_group.people.assistant.id)


LOST = {
    "suspended": _suspended,
    "revoked": _revoked,
    "expired": _expired,
    "withdrawn": _withdrawn,
    "left": _left,
}


def ready_for(new_group: NewGroup, step: str) -> None:
    new_group.until(WAYS_IN[step])
    if step == "open":
        new_group.clock.forward(days=7)
    if step == "establish":
        for _ in range(3):
            new_group.clock.forward(days=7)
            new_group.meet(3)


def second_group(new_group: NewGroup, start: time) -> NewGroup:
    """Another one in planning, with the same assistant on the same weekday."""
    people, clock = new_group.people, new_group.clock
    second = NewGroup(new_group.session, people, clock).register(people.volunteer)
    second.take("take_up", people.coordinator)
    second.complete("talk_around", people.coordinator)
    second.complete("look_nearby", people.coordinator)
    second.take("confirm_need", people.coordinator, expected=6)
    second.take("assistant_found", people.coordinator, leader=people.assistant.id)
    second.accept()
    second.complete("find_room", people.volunteer, room="Library", step_free=True)
    second.complete("set_time", people.assistant, weekday="tue", start_time=start)
    second.complete(
        "agree_contact", people.coordinator, contact_person=people.volunteer.id, stand_in=people.trainer.id
    )
    return second


def every_field(new_group: NewGroup) -> dict[str, str]:
    return {
        "first_meeting": (new_group.today + timedelta(days=7)).isoformat(),
        "came": "3",
        "reason": "Because.",
        "leader": str(new_group.people.assistant.id),
        "expected": "6",
        "children_welcome": "no",
        "budget": "0",
        "minutes": "Folder 3",
        "why_stopped": "other",
    }
