"""When a group needs one more person to turn to; who wishes for that is neither asked nor told."""

from __future__ import annotations

from intranet.cases.context import Context
from intranet.cases.queries.about_one import last_ended
from intranet.engine.rules import Refusal, guard
from intranet.engine.text import Text
from intranet.participants import bars
from intranet.policy import COORDINATOR


@guard(relies_on=("participants",))
def nobody_to_turn_to(context: Context) -> Refusal | None:
    """Somebody keeps away everybody who leads the group, and that was not answered yet."""
    group_id = context.subject_id
    if group_id is not None:
        answered = last_ended(context.session, context.process.workflow.key, group_id)
        if bars.leaves_nobody(context.session, group_id, context.today, answered):
            return None
    return Refusal("nobody_to_turn_to", Text("Everybody has somebody to turn to."), mender=COORDINATOR)
