"""Who finds which candidates on the desk: the policy table and the process's own `seen_by`, as predicate and query."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select, false, or_, select

from intranet.candidates.way import CERTIFICATION, stages
from intranet.cases.models import Case
from intranet.cases.policy import can_see_case
from intranet.cases.policy import visible_to as cases_visible_to
from intranet.cases.store import CaseRow
from intranet.engine.process import Process
from intranet.organisation.models import Unit
from intranet.policy import Actor, allows, scopes


def visible_to(actor: Actor, processes: Mapping[str, Process]) -> Select[Case]:
    """The cases of candidates in the actor's reach that the actor may open; never their own, which has its own page."""
    process = processes.get(CERTIFICATION)
    states = () if process is None else stages(process)
    below = [
        Case.unit_path.startswith(scope, autoescape=True) for scope in scopes(actor, "see", "candidates")
    ]
    return cases_visible_to(actor, processes).where(
        Case.workflow == CERTIFICATION,
        Case.state.in_(states),
        Case.subject_id != actor.person_id,
        or_(false(), *below),
    )


def can_see(actor: Actor, process: Process, case: CaseRow) -> bool:
    return (
        process.workflow.key == CERTIFICATION
        and case.state in stages(process)
        and case.subject_id != actor.person_id
        and allows(actor, "see", "candidates", case.unit_path)
        and can_see_case(process, case, actor)
    )


def districts_of(actor: Actor) -> Select[Unit]:
    """The districts that the desk may be narrowed to."""
    below = [Unit.path.startswith(scope, autoescape=True) for scope in scopes(actor, "see", "candidates")]
    return select(Unit).where(Unit.kind == "district", Unit.closed_on.is_(None), or_(false(), *below))
