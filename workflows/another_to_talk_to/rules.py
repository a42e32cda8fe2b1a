"""When a group needs one more person to turn to; who wishes for that is neither asked nor told."""

from __future__ import annotations

from sqlalchemy import func, select

from intranet.cases.context import Context
from intranet.cases.models import Case
from intranet.engine.rules import Refusal, guard
from intranet.engine.text import Text
from intranet.participants import bars
from intranet.policy import COORDINATOR

KEY = "another_to_talk_to"


@guard(relies_on=("participants",))
def nobody_to_turn_to(context: Context) -> Refusal | None:
    """Somebody keeps away everybody who leads the group, and that was not answered yet."""
    answered = select(func.max(Case.ended_at)).where(
        Case.workflow == KEY, Case.subject_id == context.subject_id
    )
    since = context.session.scalars(answered).one()
    if context.subject_id is not None and bars.leaves_nobody(
        context.session, context.subject_id, context.today, since
    ):
        return None
    return Refusal("nobody_to_turn_to", Text("Everybody has somebody to turn to."), mender=COORDINATOR)
