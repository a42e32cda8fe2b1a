"""Who finds which members: the office in its units, and whoever has a task for one; the workflow's own `seen_by`."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select

from intranet.cases.models import Case
from intranet.cases.policy import visible_to as cases_visible_to
from intranet.engine.process import Process
from intranet.policy import Actor, allows

MEMBERSHIP = "membership"


def visible_to(actor: Actor, processes: Mapping[str, Process]) -> Select[Case]:
    """The cases about members that the actor may open."""
    return cases_visible_to(actor, processes).where(
        Case.subject_kind == MEMBERSHIP, Case.workflow.in_(processes)
    )


def can_see_all(actor: Actor, path: str) -> bool:
    """Birth year, pledge and fees beside the name and how to reach somebody."""
    return allows(actor, "see", MEMBERSHIP, path)


def can_settle(actor: Actor, path: str) -> bool:
    return allows(actor, "settle", "fee", path)


def can_correct(actor: Actor, path: str) -> bool:
    return allows(actor, "correct", MEMBERSHIP, path)
