"""Everything in a database that an address can name, read plainly: where it stands, whose it is, whether it is over."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.auth.models import Account, SignInSession
from intranet.cases.models import Case, CaseEvent, CasePerson, Task
from intranet.certificates.models import Certificate, CertificateEvent
from intranet.engine.process import Process
from intranet.gatherings.models import Gathering, Seat
from intranet.groups.models import CLOSED, Assignment, Group, Meeting
from intranet.organisation.models import RoleAssignment, Town, Unit
from intranet.participants.models import Bar, Participant
from intranet.people.models import Person
from intranet.training.models import DOCUMENTS, Credit, Exemption, PracticeMeeting, Signature

People = frozenset[uuid.UUID]


@dataclass(frozen=True)
class Thing:
    """What one address names: `values` are the address's arguments, `people` whose it is."""

    kind: str
    values: Mapping[str, Any]
    path: str = ""
    people: People = frozenset()
    over: bool = False
    state: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Thing("nothing", {})
# The arguments of a rule, and the things that fit them.
KINDS: dict[frozenset[str], str] = {
    frozenset(): "nothing",
    frozenset({"person_id"}): "person",
    frozenset({"person_id", "role_id"}): "role",
    frozenset({"unit_id"}): "unit",
    frozenset({"unit_id", "limit_key"}): "limit",
    frozenset({"town_id"}): "town",
    frozenset({"group_id"}): "group",
    frozenset({"group_id", "assignment_id"}): "assignment",
    frozenset({"group_id", "meeting_id"}): "meeting",
    frozenset({"group_id", "person_id"}): "helper",
    frozenset({"gathering_id"}): "gathering",
    frozenset({"membership_id"}): "membership",
    frozenset({"membership_id", "year"}): "fee",
    frozenset({"certificate_id"}): "certificate",
    frozenset({"document"}): "document",
    frozenset({"document", "version"}): "text",
    frozenset({"credit_id"}): "credit",
    frozenset({"signature_id"}): "signature",
    frozenset({"exemption_id"}): "exemption",
    frozenset({"practice_id"}): "practice",
    frozenset({"case_id"}): "case",
    frozenset({"case_id", "key"}): "step",
    frozenset({"task_id"}): "task",
    frozenset({"key"}): "workflow",
    frozenset({"session_id"}): "session",
    frozenset({"token"}): "link",
    frozenset({"purpose"}): "purpose",
    frozenset({"bar_id"}): "bar",
    frozenset({"participant_id"}): "participant",
    frozenset({"participant_id", "mode"}): "handover",
    frozenset({"participant_id", "purpose"}): "agreement",
    frozenset({"filename"}): "file",
}


def things(
    session: Session, processes: Mapping[str, Process], today: date
) -> Mapping[str, tuple[Thing, ...]]:
    """By kind. Nothing here asks a policy or a view: these are the rows."""
    found: dict[str, list[Thing]] = defaultdict(list)
    groups = list(_groups(session, today))
    leaders = frozenset().union(*(one.facts["leaders"] for one in groups if one.kind == "group"))
    for thing in (
        NOTHING,
        *_organisation(session, today),
        *groups,
        *_gatherings(session),
        *_participants(session),
        *_certificates(session, today),
        *_training(session, today),
        *_cases(session, processes),
        *(Thing("workflow", {"key": key}, facts={"leaders": leaders}) for key in processes),
        Thing("file", {"filename": "app.css"}),
        Thing("purpose", {"purpose": "record"}),
        *(Thing("bar", {"bar_id": one}) for one in session.scalars(select(Bar.id)).all() or [uuid.uuid4()]),
    ):
        found[thing.kind].append(thing)
    return {kind: tuple(ones) for kind, ones in found.items()}


def _organisation(session: Session, today: date) -> Iterator[Thing]:
    units = {unit.id: unit for unit in session.scalars(select(Unit).order_by(Unit.path))}
    for unit in units.values():
        yield Thing("unit", {"unit_id": unit.id}, unit.path, state=unit.kind)
        yield Thing("limit", {"unit_id": unit.id, "limit_key": "grace_days"}, unit.path, state=unit.kind)
    nations = {unit.country: unit.path for unit in units.values() if unit.kind == "nation"}
    for town in session.scalars(select(Town).order_by(Town.name)):
        yield Thing("town", {"town_id": town.id}, nations[town.country], state=town.source)
    paths, mentors = {}, _mentors(session)
    for person in session.scalars(select(Person).order_by(Person.name, Person.id)):
        paths[person.id] = units[person.unit_id].path
        left = person.left_on is not None and person.left_on <= today
        facts = {"mentors": mentors[person.id]}
        yield Thing(
            "person", {"person_id": person.id}, paths[person.id], frozenset({person.id}), left, facts=facts
        )
    for role in session.scalars(select(RoleAssignment).order_by(RoleAssignment.id)):
        yield Thing(
            "role",
            {"person_id": role.person_id, "role_id": role.id},
            units[role.unit_id].path,
            frozenset({role.person_id}),
            role.ends_on is not None and role.ends_on <= today,
            facts={"role": role.role, "path_of_person": paths[role.person_id]},
        )
    owners = {account.id: account.person_id for account in session.scalars(select(Account))}
    for one in session.scalars(select(SignInSession)):
        yield Thing("session", {"session_id": one.id}, people=frozenset({owners[one.account_id]}))


def _groups(session: Session, today: date) -> Iterator[Thing]:
    asked = defaultdict(list)
    for row in session.scalars(select(Assignment).order_by(Assignment.id)):
        asked[row.group_id].append(row)
    meetings = defaultdict(list)
    for meeting in session.scalars(select(Meeting).order_by(Meeting.held_on)):
        meetings[meeting.group_id].append(meeting)
    helping = defaultdict(list)
    for role in session.scalars(select(RoleAssignment).order_by(RoleAssignment.id)):
        helping[role.unit_id].append(role.person_id)
    rows = session.execute(select(Group, Unit.path).join(Unit, Unit.id == Group.id).order_by(Unit.path))
    for group, path in rows:
        standing = [row for row in asked[group.id] if row.ended_at is None]
        named = {group.contact_person_id, group.stand_in_id, *(row.person_id for row in standing)}
        involved = frozenset(one for one in named if one is not None)
        facts = {
            "listed": group.listed,
            "involved": involved,
            "leaders": frozenset(row.person_id for row in standing if row.accepted_at),
            "version": group.version,
            "names_attendance": group.names_attendance,
        }
        over = group.status == CLOSED
        yield Thing("group", {"group_id": group.id}, path, involved, over, group.status, facts)
        for row in asked[group.id]:
            values = {"group_id": group.id, "assignment_id": row.id}
            yield Thing(
                "assignment", values, path, frozenset({row.person_id}), row.ended_at is not None, facts=facts
            )
        for person_id in dict.fromkeys(helping[group.id]):
            values = {"group_id": group.id, "person_id": person_id}
            yield Thing("helper", values, path, frozenset({person_id}), over, group.status, facts)
        for meeting in meetings[group.id][-2:]:
            values = {"group_id": group.id, "meeting_id": meeting.id}
            of_that_day = {**facts, "lately": meeting.held_on + timedelta(days=90) > today}
            yield Thing(
                "meeting", values, path, involved, meeting.withdrawn_at is not None, group.status, of_that_day
            )


def _barred(session: Session) -> dict[uuid.UUID, set[uuid.UUID]]:
    """By participant: whom they keep from knowing of them."""
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for bar in session.scalars(select(Bar).where(Bar.person_id.is_not(None))):
        if bar.person_id is not None:
            found[bar.participant_id].add(bar.person_id)
    return found


def _participants(session: Session) -> Iterator[Thing]:
    barred = _barred(session)
    rows = session.execute(
        select(Participant, Unit.path)
        .join(Unit, Unit.id == Participant.group_id)
        .order_by(Participant.group_id, Participant.number)
    ).all()
    for row, path in rows:
        facts, over = {"barred": barred[row.id]}, row.left_on is not None
        values = {"participant_id": row.id}
        yield Thing("participant", values, path, frozenset(), over, facts=facts)
        yield Thing("handover", {**values, "mode": "consent"}, path, frozenset(), over, facts=facts)
        yield Thing("agreement", {**values, "purpose": "record"}, path, frozenset(), over, facts=facts)


def _gatherings(session: Session) -> Iterator[Thing]:
    asked = defaultdict(set)
    for seat in session.scalars(select(Seat).where(Seat.replaced_at.is_(None))):
        asked[seat.gathering_id].add(seat.person_id)
    rows = session.execute(
        select(Gathering, Unit.path)
        .join(Unit, Unit.id == Gathering.unit_id)
        .order_by(Gathering.starts_at, Gathering.id)
    )
    for row, path in rows:
        planners = frozenset(one for one in (row.leader_id, row.planned_by) if one is not None)
        facts = {
            "announced": row.invited_at is not None,
            "nordic": row.kind == "nordic",
            "invited": frozenset(asked[row.id]),
            "planners": planners,
            "leader": frozenset({row.leader_id}),
            "version": row.version,
            "day": row.starts_at.date(),
        }
        over = row.status in ("followed_up", "cancelled")
        people = frozenset(asked[row.id]) | planners
        yield Thing("gathering", {"gathering_id": row.id}, path, people, over, row.status, facts)


def _certificates(session: Session, today: date) -> Iterator[Thing]:
    last: dict[uuid.UUID, str] = {}
    for event in session.scalars(select(CertificateEvent).order_by(CertificateEvent.number)):
        last[event.person_id] = event.kind
    rows = session.execute(
        select(Certificate, Unit.path)
        .join(Person, Person.id == Certificate.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .order_by(Certificate.entered_at.desc(), Certificate.id)
    )
    for row, path in rows:
        over = row.valid_to is not None and row.valid_to < today
        state = last.get(row.person_id, "")
        facts = {"until": row.valid_to}
        whose = frozenset({row.person_id})
        yield Thing("certificate", {"certificate_id": row.id}, path, whose, over, state, facts)


def _mentors(session: Session) -> Mapping[uuid.UUID, People]:
    """Whom each person named as mentor of a practice meeting that stands."""
    found: dict[uuid.UUID, People] = defaultdict(frozenset)
    for row in session.scalars(select(PracticeMeeting).where(PracticeMeeting.withdrawn_at.is_(None))):
        found[row.person_id] |= {row.mentor_id}
    return found


def _training(session: Session, today: date) -> Iterator[Thing]:
    for key in DOCUMENTS:
        yield Thing("document", {"document": key})
        yield Thing("text", {"document": key, "version": 1})
    mentors = _mentors(session)
    rows = session.execute(select(Person.id, Unit.path).join(Unit, Unit.id == Person.unit_id))
    paths = {row.id: row.path for row in rows}
    for credit in session.scalars(select(Credit).order_by(Credit.id)):
        yield _of_training("credit", credit, paths, mentors, credit.withdrawn_at is not None)
    for signature in session.scalars(select(Signature).order_by(Signature.id)):
        by_hand = {"on_paper": signature.entered_by is not None}
        yield _of_training(
            "signature", signature, paths, mentors, signature.withdrawn_at is not None, **by_hand
        )
    for exemption in session.scalars(select(Exemption).order_by(Exemption.id)):
        over = exemption.ended_at is not None or exemption.until_on < today
        yield _of_training("exemption", exemption, paths, mentors, over)
    for row in session.scalars(select(PracticeMeeting).order_by(PracticeMeeting.id)):
        over = row.withdrawn_at is not None
        yield _of_training("practice", row, paths, mentors, over, mentor=row.mentor_id)


def _of_training(
    kind: str,
    row: Credit | Signature | Exemption | PracticeMeeting,
    paths: Mapping[uuid.UUID, str],
    mentors: Mapping[uuid.UUID, People],
    over: bool,
    **facts: Any,
) -> Thing:
    known = {"mentors": mentors[row.person_id], **facts}
    whose = frozenset({row.person_id})
    return Thing(kind, {f"{kind}_id": row.id}, paths[row.person_id], whose, over, facts=known)


def _cases(session: Session, processes: Mapping[str, Process]) -> Iterator[Thing]:
    named: dict[uuid.UUID, dict[str, uuid.UUID]] = defaultdict(dict)
    for row in session.scalars(select(CasePerson).where(CasePerson.until.is_(None))):
        named[row.case_id][row.name] = row.person_id
    tasks = defaultdict(list)
    for task in session.scalars(select(Task).order_by(Task.opened_at, Task.id)):
        tasks[task.case_id].append(task)
    actors = defaultdict(set)
    for case_id, actor_id in session.execute(select(CaseEvent.case_id, CaseEvent.actor_id)):
        actors[case_id].add(actor_id)
    barred = _barred(session)
    for case in session.scalars(select(Case).order_by(Case.started_at, Case.id)):
        workflow = processes[case.workflow].workflow
        live = {one.person_id for one in tasks[case.id] if one.status in ("open", "claimed", "waiting")}
        people = frozenset(one for one in {*named[case.id].values(), *live} if one is not None)
        over = workflow.states[case.state].end
        facts = {
            "workflow": case.workflow,
            "named": named[case.id],
            "actors": actors[case.id],
            "version": case.version,
            "path": case.unit_path,
            "people": people,
            "about": case.subject_kind,
            "ended": over,
            "barred": barred[case.subject_id] if case.subject_id is not None else set(),
        }
        values = {"case_id": case.id}
        yield Thing("case", values, case.unit_path, people, over, case.state, facts)
        if case.subject_kind == "membership":
            member = {"membership_id": case.subject_id}
            yield Thing("membership", member, case.unit_path, people, over, case.state, facts)
            year = case.started_at.year
            yield Thing("fee", {**member, "year": year}, case.unit_path, people, over, case.state, facts)
        for key in workflow.transitions:
            yield Thing("step", {**values, "key": key}, case.unit_path, people, over, case.state, facts)
        for task in tasks[case.id]:
            whose = frozenset(one for one in (task.person_id, task.done_by) if one is not None)
            about = {
                **facts,
                "task": task.key,
                "role": task.role,
                "unit": task.unit_id,
                "person": task.person_id,
                "by": task.done_by,
            }
            ended = task.status in ("done", "cancelled")
            yield Thing("task", {"task_id": task.id}, case.unit_path, whose, ended, task.status, about)
