"""What the rules of changing a group read: what is planned for it, which other group is named, who is there."""

from __future__ import annotations

import uuid

from intranet.cases.context import Context
from intranet.cases.queries.about_one import last_taken
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.groups import queries
from intranet.groups.cover import Basis, covered
from intranet.groups.evidence import facts_of_group, limits_at
from intranet.groups.families import families_of
from intranet.groups.models import COUNTED, FAMILY_CLUB
from intranet.groups.queries import Placed
from intranet.organisation.settings import limit
from intranet.policy import COORDINATOR
from workflows.shared import group_link, the_group

SPLIT, MERGE, REST, CLOSE = "split", "merge", "rest", "close"
PLANS = {"plan_split": SPLIT, "plan_merge": MERGE, "plan_rest": REST, "plan_close": CLOSE}


def planned(context: Context) -> str | None:
    """What is planned: by the step that is asked for, or else by the one that was taken last."""
    step = context.transition if context.transition in PLANS else None
    if step is None and context.case_id is not None:
        step = last_taken(context.session, context.case_id, tuple(PLANS))
    return None if step is None else PLANS[step]


def the_other_group(context: Context) -> Placed | None:
    """The group that is named to go together with."""
    named = context.answers.get("merge_with")
    return queries.find(context.session, named) if isinstance(named, uuid.UUID) else None


def families_reach(context: Context, key: str) -> bool:
    group = the_group(context).group
    if group.kind != FAMILY_CLUB or group.status not in COUNTED:
        return False
    families = families_of(context.session, group.id, context.today)
    return families is not None and families >= limit(context.session, context.unit_path, key)


def basis_today(context: Context) -> Basis:
    group = the_group(context).group
    limits_here = limits_at(context.session, context.unit_path)
    return covered(facts_of_group(context.session, group.id), context.today, limits_here).basis


def not_filled_in(context: Context, *fields: str) -> bool:
    """The form of this very step asks for it: nothing is said against what nobody has written yet."""
    return context.transition in PLANS and any(context.answers.get(field) is None for field in fields)


def no(context: Context, name: str, text: Text) -> Refusal:
    """With the way to the group, but for what is mended in the form of the step that plans."""
    here = context.transition in PLANS and name != "somebody_sees_to_it"
    return Refusal(name, text, mender=COORDINATOR, link=None if here else group_link(the_group(context)))
