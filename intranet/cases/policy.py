"""Who sees a case and who may do a task: what the workflow says (`seen_by`, `for`), of a row or the database.

Need to know: a case about a participant is known only to those who hold a role in the very unit, the group, and whom
the participant has not barred; whom they barred knows nothing of their membership either. It is a rule of what the
case is about, so that no workflow can be written without it. Once a case about a participant has ended it is known to
nobody: whoever left and whoever keeps the reader away look the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from intranet.cases.models import Case, CasePerson, Task
from intranet.cases.store import CaseRow, TaskRow
from intranet.engine import rules
from intranet.engine.definition import THE_PERSON
from intranet.engine.process import Process
from intranet.policy import ASSISTANT, OFFICE, Actor
from intranet.problems import NotVisible

KNOWN_HERE = frozenset({"participant"})
# Whom a participant bars knows neither of them nor of their membership.
ASKS_WHO_BARS = KNOWN_HERE | {"membership"}
# That somebody in a group wishes for another person to turn to tells those who lead it that they are kept away.
PAST_WHO_LEADS = frozenset({"another_to_talk_to"})
# Nothing is written down freely about those who ask for company, come, or join.
NO_COMMENTS = KNOWN_HERE | {"enquiry", "membership"}
HELD = ("open", "claimed", "waiting")
# How long whoever took a step or finished a task may take it back.
UNDO = timedelta(minutes=10)


def roles_for(
    actor: Actor, subject_kind: str, subject_id: uuid.UUID | None, unit_path: str
) -> frozenset[str]:
    """The roles of the actor that count in a case about this, standing in this unit."""
    if subject_id in actor.barred_from:
        return frozenset()
    return actor.roles_in(unit_path) if subject_kind in KNOWN_HERE else actor.roles_at(unit_path)


def acting(actor: Actor, subject_kind: str, subject_id: uuid.UUID | None, unit_path: str) -> rules.Actor:
    """The actor as the engine asks about them. Raises NotVisible for a participant in a case of somebody else.

    And for whoever is not of the group, or barred: also who is named in the case takes no step of it then.
    """
    if actor.participant_id is None:
        roles = roles_for(actor, subject_kind, subject_id, unit_path)
        kept_out = subject_id in actor.barred_from or (subject_kind in KNOWN_HERE and not roles)
        if kept_out and actor.person_id is not None:
            raise NotVisible
        return rules.Actor(actor.person_id, roles)
    if subject_kind not in KNOWN_HERE or subject_id != actor.participant_id:
        raise NotVisible
    return rules.Actor(None, named=frozenset({THE_PERSON}))


def can_see_case(process: Process, case: CaseRow, actor: Actor) -> bool:
    """Whoever has a role of `seen_by` in its unit, is named in it, or has a task of it."""
    roles = _roles(case, actor)
    if roles & set(process.workflow.seen_by):
        return True
    if actor.person_id is None or _is_kept_out(case, actor, roles):
        return False
    return actor.person_id in case.people.values() or any(
        task.person_id == actor.person_id and task.live for task in case.tasks
    )


def visible_to(actor: Actor, processes: Mapping[str, Process]) -> Select[Case]:
    """The cases for which `can_see_case` says yes."""
    by_role = [
        and_(Case.workflow == key, _stands_in(process, grant.path))
        for key, process in processes.items()
        for grant in actor.grants
        if grant.role in process.workflow.seen_by
    ]
    named = select(CasePerson.case_id).where(
        CasePerson.person_id == actor.person_id, CasePerson.until.is_(None)
    )
    holding = select(Task.case_id).where(Task.person_id == actor.person_id, Task.status.in_(HELD))
    own = [Case.id.in_(named), Case.id.in_(holding)] if actor.person_id is not None else []
    return select(Case).where(or_(false(), *by_role, *own), _known_to(actor))


def _stands_in(process: Process, path: str) -> ColumnElement[bool]:
    if process.workflow.subject in KNOWN_HERE:
        return Case.unit_path == path
    return Case.unit_path.startswith(path, autoescape=True)


def _known_to(actor: Actor) -> ColumnElement[bool]:
    """Of what is known here alone: only where a role is held in the very unit, and never whoever barred the actor."""
    here = Case.unit_path.in_({grant.path for grant in actor.grants})
    known = or_(Case.subject_kind.not_in(KNOWN_HERE), and_(here, Case.ended_at.is_(None)))
    return and_(known, *not_barred(actor))


def not_kept_away(actor: Actor) -> ColumnElement[bool]:
    """Of cases that the actor was told of, or took part in: none about a participant who bars them now, or has left."""
    return and_(or_(Case.subject_kind.not_in(KNOWN_HERE), Case.ended_at.is_(None)), *not_barred(actor))


def not_barred(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Nothing about whoever keeps the actor away; no condition at all for those whom nobody does."""
    found: list[ColumnElement[bool]] = []
    if actor.barred_from:
        found.append(or_(Case.subject_id.is_(None), Case.subject_id.not_in(actor.barred_from)))
    if groups := groups_past(actor):
        found.append(or_(Case.workflow.not_in(PAST_WHO_LEADS), Case.subject_id.not_in(groups)))
    return tuple(found)


def groups_past(actor: Actor) -> frozenset[uuid.UUID]:
    """Which groups such a case goes past them in: those that they lead, and those where somebody keeps them away.

    None for whoever it never climbs to.
    """
    if not any(grant.role in OFFICE for grant in actor.grants):
        return frozenset()
    return actor.barred_in | {grant.unit_id for grant in actor.grants if grant.role == ASSISTANT}


def is_passed_over(case: CaseRow, actor: Actor) -> bool:
    return case.workflow in PAST_WHO_LEADS and case.subject_id in groups_past(actor)


def _is_kept_out(case: CaseRow, actor: Actor, roles: frozenset[str]) -> bool:
    """Also who is named, or holds a task: barred, or no longer of the group in which alone it is known."""
    barred = case.subject_id in actor.barred_from or is_passed_over(case, actor)
    return barred or (case.subject_kind in KNOWN_HERE and not roles)


def _roles(case: CaseRow, actor: Actor) -> frozenset[str]:
    if is_passed_over(case, actor) or (case.subject_kind in KNOWN_HERE and case.ended_at is not None):
        return frozenset()
    return roles_for(actor, case.subject_kind, case.subject_id, case.unit_path)


def can_read(process: Process, case: CaseRow, field: str, actor: Actor) -> bool:
    """May somebody at work in the case read the answer about a person? Whom the case is about reads all of them."""
    roles = _roles(case, actor)
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


def can_comment_in(case: CaseRow) -> bool:
    """Whether anything is written down freely in cases about this, by whoever sees them."""
    return case.subject_kind not in NO_COMMENTS


def can_do_task(process: Process, case: CaseRow, task: TaskRow, actor: Actor) -> bool:
    """Whoever has it; while nobody has, whoever holds its role in the case's unit, or a role it would climb to."""
    roles = _roles(case, actor)
    if actor.person_id is None or _is_kept_out(case, actor, roles):
        return False
    if task.person_id == actor.person_id or (
        actor.person_id in case.people.values() and _named(process, case, task, actor)
    ):
        return True
    return bool(roles & climbing(process, task))


def can_see_task(process: Process, case: CaseRow, task: TaskRow, actor: Actor) -> bool:
    """Its label and place: whoever sees the case, could do the task, or did it. All the rest is the case's.

    Of a case that is known here alone also whom the task has climbed to: it is late, and whose it is they are not told.
    """
    if can_see_case(process, case, actor) or can_do_task(process, case, task, actor):
        return True
    if case.subject_id in actor.barred_from or is_passed_over(case, actor):
        return False
    if case.subject_kind in KNOWN_HERE:
        return task.live and _climbed_to(task, actor)
    return actor.person_id is not None and task.done_by == actor.person_id


def _climbed_to(task: TaskRow, actor: Actor) -> bool:
    return any(grant.role == task.role and grant.unit_id == task.unit_id for grant in actor.grants)


def climbing(process: Process, task: TaskRow) -> frozenset[str]:
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
