"""Groups whose town fell to no district when they were planned move, by themselves, once one has it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from intranet.facts import Fact, fact_changed
from intranet.groups.models import CLOSED, Group
from intranet.groups.operations import settle
from intranet.organisation.models import Unit

# A district got other regions (groups), a town got a place of its own (reach): both are told without a group or person.
KINDS = frozenset({"groups", "reach"})


@fact_changed.connect
def on_fact(_sender: Any, session: Session, fact: Fact) -> None:
    if fact.kind not in KINDS or fact.group_id is not None or fact.person_id is not None:
        return
    parent = aliased(Unit)
    waiting = session.scalars(
        select(Group.id)
        .join(Unit, Unit.id == Group.id)
        .join(parent, parent.id == Unit.parent_id)
        .where(parent.kind == "nation", Group.status != CLOSED)
        .order_by(Group.id)
    )
    for group_id in waiting.all():
        settle(session, fact.moment, group_id)
