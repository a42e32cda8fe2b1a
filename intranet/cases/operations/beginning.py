"""A case begins: by somebody's step, or by itself when a changed fact makes it possible; it orders no steps."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases import runtime, store
from intranet.cases.models import Case
from intranet.cases.operations.naming import must_be_known
from intranet.cases.operations.taking import agree, apply, checked
from intranet.cases.operations.work import Work
from intranet.cases.store import CaseRow
from intranet.db import Base, lock_rows, new_id, table_of
from intranet.engine.definition import STARTER, THE_PERSON
from intranet.engine.planning import plan
from intranet.engine.process import Process
from intranet.enquiries.models import Enquiry
from intranet.facts import Fact
from intranet.gatherings.models import Gathering
from intranet.groups.models import Assignment, Group
from intranet.groups.operations import answers_of
from intranet.memberships.models import Membership
from intranet.organisation.models import Town, Unit
from intranet.participants.models import Participant
from intranet.people.models import Person
from intranet.policy import SYSTEM
from intranet.problems import NotVisible

_CASE = table_of(Case)
_ROWS: Mapping[str, type[Base]] = {
    "person": Person,
    "group": Group,
    "gathering": Gathering,
    "enquiry": Enquiry,
    "participant": Participant,
    "membership": Membership,
}


@dataclass(frozen=True)
class About:
    """What a case that begins is about: its unit, what it is called (never a person's name), and its people."""

    subject_id: uuid.UUID | None
    unit_id: uuid.UUID
    unit_path: str
    title: str = ""
    people: Mapping[str, uuid.UUID] | None = None


def about(session: Session, process: Process, subject_id: uuid.UUID) -> About:
    """The row it is about, locked, with the people whom a group's or an enquiry's row names. Raises NotVisible."""
    kind = process.workflow.subject
    lock_rows(session, _ROWS[kind], [subject_id])
    found = session.get(_ROWS[kind], subject_id, populate_existing=True)
    if isinstance(found, Group):
        own = session.get_one(Unit, subject_id)
        unit = session.get_one(Unit, own.parent_id)
        fields = process.workflow.fields
        named = {
            key: value
            for key, value in answers_of(found).items()
            if value is not None and key in fields and fields[key].kind == "person"
        }
        return About(subject_id, unit.id, unit.path, own.name, named)
    if isinstance(found, Person):
        unit = session.get_one(Unit, found.unit_id)
        return About(subject_id, unit.id, unit.path, "", {THE_PERSON: subject_id})
    if isinstance(found, Gathering):
        unit = session.get_one(Unit, found.unit_id)
        return About(subject_id, unit.id, unit.path, found.title)
    if isinstance(found, Participant):
        unit = session.get_one(Unit, found.group_id)
        return About(subject_id, unit.id, unit.path)
    if isinstance(found, Enquiry):
        unit = session.get_one(Unit, found.unit_id)
        taker = {"taker": found.received_by} if found.goes_on and found.received_by else {}
        return About(subject_id, unit.id, unit.path, session.get_one(Town, found.town_id).name, taker)
    if isinstance(found, Membership):
        unit = session.get_one(Unit, found.unit_id)
        return About(subject_id, unit.id, unit.path)
    raise NotVisible


def start(
    session: Session,
    process: Process,
    transition: str,
    actor: policy.Actor,
    here: About,
    moment: datetime,
    *,
    answers: Mapping[str, Any],
    event_id: uuid.UUID,
) -> uuid.UUID:
    """Begin the case; what it tells is for the caller to act upon. Raises Denied, Refused."""
    work = _work(session, process, transition, actor, here, moment)
    nothing_yet = replace(work.situation(), state=None, entered_at=None, via=None)
    new = checked(process, transition, answers)
    context = work.context(transition, new)
    context.state = None
    agree(work, nothing_yet, context, transition)
    must_be_known(work, new, new)
    store.insert_case(session, work.case)
    for name, person_id in work.case.people.items():
        store.name_person(session, work.case.id, name, person_id, moment)
    apply(work, plan(process, nothing_yet, transition, new, moment), context, new, event_id)
    return work.case.id


def by_itself(session: Session, fact: Fact) -> Iterator[uuid.UUID]:
    """Begin every case that this fact makes possible: its guards agree, and none of its kind is open about the same.

    Each is yielded when it has begun, so that the caller can act upon what it tells before the next.
    """
    for process in runtime.processes(session).values():
        ways = process.begun_by.get(fact.kind, ())
        for subject_id in _subjects(session, process, fact) if ways else ():
            here = about(session, process, subject_id)
            if _is_open(session, process, subject_id):
                continue
            for way in ways:
                if not _refused(session, process, way, here, fact.moment):
                    yield start(
                        session, process, way, SYSTEM, here, fact.moment, answers={}, event_id=new_id()
                    )
                    break


def _work(
    session: Session, process: Process, transition: str, actor: policy.Actor, here: About, moment: datetime
) -> Work:
    starter = {} if actor.person_id is None else {STARTER: actor.person_id}
    case = CaseRow(
        id=new_id(), workflow=process.workflow.key, state=process.workflow.transitions[transition].to, version=0,
        subject_kind=process.workflow.subject, subject_id=here.subject_id, title=here.title,
        unit_id=here.unit_id, unit_path=here.unit_path, via=transition,
        entered_at=moment, started_at=moment, ended_at=None, events=0,
        people={**(here.people or {}), **starter}, takers={}, answers={},
    )  # fmt: skip
    return Work(session, process, case, actor, moment, frozenset())


def _refused(session: Session, process: Process, way: str, here: About, moment: datetime) -> bool:
    context = _work(session, process, way, SYSTEM, here, moment).context(way)
    context.state = None
    # One refusal is enough: this is asked with every fact, and nobody reads what else is missing.
    return any(process.guards[name](context) is not None for name in process.guards_of(way))


def _subjects(session: Session, process: Process, fact: Fact) -> Iterable[uuid.UUID]:
    """Whom or what the fact is about, in the order in which rows are locked; of a person, also the groups they lead."""
    if process.workflow.subject == "person":
        return [] if fact.person_id is None else [fact.person_id]
    if process.workflow.subject != "group":
        subject_id = fact.about(process.workflow.subject)
        return [] if subject_id is None else [subject_id]
    if fact.group_id is not None:
        return [fact.group_id]
    if fact.person_id is None or fact.kind == "days":
        return []
    leads = select(Assignment.group_id).where(
        Assignment.person_id == fact.person_id,
        Assignment.accepted_at.is_not(None),
        Assignment.ended_at.is_(None),
    )
    named = select(Group.id).where(or_(Group.leader_id == fact.person_id, Group.id.in_(leads)))
    return session.scalars(named.order_by(Group.id)).all()


def _is_open(session: Session, process: Process, subject_id: uuid.UUID) -> bool:
    standing = select(_CASE.c.id).where(
        _CASE.c.workflow == process.workflow.key,
        _CASE.c.subject_id == subject_id,
        _CASE.c.ended_at.is_(None),
    )
    return session.execute(standing.limit(1)).first() is not None
