"""What racers do: the steps that need a certified assistant, and the facts that take the ground from under them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.cases.operations import Outcome
from intranet.certificates import operations as certificates
from intranet.clock import local_date
from intranet.groups import assignments
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.organisation.roles import end_role
from intranet.people.operations import leave
from intranet.policy import Actor
from tests.races.scene import STEPS, Scene
from tests.workflows.new_group.driver import IDEA

Act = Callable[[Session, Scene, datetime], object]
KEY = "the key of one form"


def _who(session: Session, scene: Scene, name: str, moment: datetime) -> Actor:
    return actor_of(session, scene.people[name], local_date(moment))


def _step(step: str) -> Act:
    def take(session: Session, scene: Scene, moment: datetime) -> None:
        actor = _who(session, scene, STEPS[step][2], moment)
        operations.advance(session, scene.case_id, step, actor, moment, scene.answers(step))

    return take


def suspend(session: Session, scene: Scene, moment: datetime) -> None:
    certificates.suspend(
        session, _who(session, scene, "staff", moment), moment,
        person_id=scene.people["assistant"], ground="safety", reason="Being looked into.",
    )  # fmt: skip


def revoke(session: Session, scene: Scene, moment: datetime) -> None:
    suspend(session, scene, moment)
    certificates.revoke(
        session, _who(session, scene, "board_two", moment), moment,
        person_id=scene.people["assistant"], ground="safety", reason="Heard and decided.", heard=True,
    )  # fmt: skip


def withdraw_assignment(session: Session, scene: Scene, moment: datetime) -> None:
    assignments.end(session, _who(session, scene, "assistant", moment), moment, scene.assignment_id)


def assistant_leaves(session: Session, scene: Scene, moment: datetime) -> None:
    leave(session, _who(session, scene, "admin", moment), moment, scene.people["assistant"])


def _end_role_of(step: str) -> Act:
    def end(session: Session, scene: Scene, moment: datetime) -> None:
        end_role(session, _who(session, scene, "admin", moment), moment, scene.roles[STEPS[step][2]])

    return end


def approve_second(session: Session, scene: Scene, moment: datetime) -> Outcome:
    assert scene.second_case_id is not None
    actor = _who(session, scene, "board", moment)
    return operations.advance(
        session, scene.second_case_id, "approve", actor, moment, scene.answers("approve")
    )


def decline(session: Session, scene: Scene, moment: datetime) -> Outcome:
    actor = _who(session, scene, "staff", moment)
    return operations.advance(session, scene.case_id, "decline", actor, moment, {"reason": "Too few people."})


def approve_by_form(session: Session, scene: Scene, moment: datetime) -> Outcome:
    actor = _who(session, scene, "board", moment)
    return operations.advance(
        session, scene.case_id, "approve", actor, moment, scene.answers("approve"), key=KEY
    )


def _claim(name: str) -> Act:
    def claim(session: Session, scene: Scene, moment: datetime) -> Outcome:
        actor = _who(session, scene, name, moment)
        return operations.claim(session, scene.tasks["announce"], actor, moment)

    return claim


def _complete(name: str) -> Act:
    def complete(session: Session, scene: Scene, moment: datetime) -> Outcome:
        actor = _who(session, scene, name, moment)
        return operations.complete(session, scene.tasks["announce"], actor, moment, {})

    return complete


def complete_by_form(session: Session, scene: Scene, moment: datetime) -> Outcome:
    actor = _who(session, scene, "staff", moment)
    return operations.complete(session, scene.tasks["announce"], actor, moment, {}, key=KEY)


def begin_by_form(session: Session, scene: Scene, moment: datetime) -> Outcome:
    actor = _who(session, scene, "volunteer", moment)
    unit = session.get_one(Unit, actor.grants[0].unit_id)
    return operations.begin(session, "new_group", "register", actor, unit, moment, IDEA, key=KEY)


ACTS: dict[str, Act] = {
    **{step: _step(step) for step in STEPS},
    **{f"end_role_{step}": _end_role_of(step) for step in STEPS},
    "approve_second": approve_second,
    "decline": decline,
    "approve_by_form": approve_by_form,
    "complete_by_form": complete_by_form,
    "begin_by_form": begin_by_form,
    **{f"claim_{name}": _claim(name) for name in ("staff", "staff_two")},
    **{f"complete_{name}": _complete(name) for name in ("staff", "staff_two")},
    "suspend": suspend,
    "revoke": revoke,
    "withdraw_assignment": withdraw_assignment,
    "assistant_leaves": assistant_leaves,
}
