"""Who sees a case and who may do a task: what the workflow says (`seen_by`, `for`), of a row or the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Select, and_, false, or_, select

from intranet.cases.models import Case, CasePerson, Task
from intranet.cases.store import CaseRow, TaskRow
from intranet.engine.definition import THE_PERSON
from intranet.engine.process import Process
from intranet.policy import Actor

HELD = ("open", "claimed", "waiting")
# How long whoever took a step or finished a task may take it back.
UNDO = timedelta(minutes=10)


def can_see_case(process: Process, case: CaseRow, actor: Actor) -> bool:
    """Whoever has a role of `seen_by` in its unit, is named in it, or has a task of it."""
    if actor.roles_at(case.unit_path) & set(process.workflow.seen_by):
        return True
    if actor.person_id is None:
        return False
    return actor.person_id in case.people.values() or any(
        task.person_id == actor.person_id and task.live for task in case.tasks
    )


def visible_to(actor: Actor, processes: Mapping[str, Process]) -> Select[Case]:
    """The cases for which `can_see_case` says yes."""
    by_role = [
        and_(Case.workflow == key, Case.unit_path.startswith(grant.path, autoescape=True))
        for key, process in processes.items()
        for grant in actor.grants
        if grant.role in process.workflow.seen_by
    ]
    named = select(CasePerson.case_id).where(
        CasePerson.person_id == actor.person_id, CasePerson.until.is_(None)
    )
    holding = select(Task.case_id).where(Task.person_id == actor.person_id, Task.status.in_(HELD))
    own = [Case.id.in_(named), Case.id.in_(holding)] if actor.person_id is not None else []
    return select(Case).where(or_(false(), *by_role, *own))


def can_read(process: Process, case: CaseRow, field: str, actor: Actor) -> bool:
    """May somebody at work in the case read the answer about a person? Whom the case is about reads all of them."""
    roles = actor.roles_at(case.unit_path)
    return any(
        name in roles
        or (name in case.people and case.people[name] == actor.person_id)
        or (name not in case.people and process.workflow.role_of(name) in roles)
        for name in _readers(process, field)
    )


def _readers(process: Process, field: str) -> frozenset[str]:
    """Whoever may write it, works or decides where it was written for, or takes a step whose guards look at it.

    In a state where the case has ended nobody decides upon it any more.
    """
    workflow = process.workflow
    names, states = {THE_PERSON}, set()
    for key, step in workflow.transitions.items():
        if field in step.fields:
            names.update(step.by)
            states.add(step.to)
        if any(field in process.guard_rule(guard).reads for guard in process.guards_of(key)):
            names.update(step.by)
    for task in workflow.tasks.values():
        if field in task.fields:
            names.update(task.for_)
            states.update(task.in_)
    for state in states:
        if not workflow.states[state].end:
            names.update(who for step in workflow.leaving(state).values() for who in step.by)
            names.update(who for task in workflow.tasks_in(state).values() for who in task.for_)
    return frozenset(names)


def can_do_task(process: Process, case: CaseRow, task: TaskRow, actor: Actor) -> bool:
    """Whoever has it; while nobody has, whoever holds its role in the case's unit, or a role it would climb to."""
    if actor.person_id is None:
        return False
    if task.person_id == actor.person_id or (
        actor.person_id in case.people.values() and _named(process, case, task, actor)
    ):
        return True
    return bool(actor.roles_at(case.unit_path) & roles_for(process, task))


def can_see_task(process: Process, case: CaseRow, task: TaskRow, actor: Actor) -> bool:
    """Its label and place: whoever sees the case, could do the task, or did it. All the rest is the case's."""
    if can_see_case(process, case, actor) or can_do_task(process, case, task, actor):
        return True
    return actor.person_id is not None and task.done_by == actor.person_id


def roles_for(process: Process, task: TaskRow) -> frozenset[str]:
    """The role on whose list a task stands, and those above it, step by step."""
    roles: list[str] = []
    role = task.role
    while role is not None and role not in roles:
        roles.append(role)
        role = process.settings.above.get(role)
    return frozenset(roles)


def _named(process: Process, case: CaseRow, task: TaskRow, actor: Actor) -> bool:
    written = process.workflow.tasks.get(task.key)
    return written is not None and any(case.people.get(name) == actor.person_id for name in written.for_)
