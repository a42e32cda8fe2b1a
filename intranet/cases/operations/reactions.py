"""A fact changed elsewhere: the cases that wait for it go on, in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case, CasePerson, Task
from intranet.cases.operations.beginning import by_itself
from intranet.cases.operations.giving_back import hand_back, held_in, waiting_for_return
from intranet.cases.operations.subject import keep_up
from intranet.cases.operations.taking import follow
from intranet.cases.operations.work import take_up
from intranet.cases.policy import PAST_WHO_LEADS
from intranet.cases.store import LIVE
from intranet.db import table_of
from intranet.facts import Fact, fact_changed
from intranet.organisation.models import Unit
from intranet.policy import SYSTEM

_CASE = table_of(Case)
_TASK = table_of(Task)
_NAMED = table_of(CasePerson)


@contextmanager
def keeping_back(session: Session) -> Iterator[list[Fact]]:
    """Keep back what is told while a case is half written; the caller acts upon it afterwards.

    Inside another step, when an effect begins a case, the outermost acts upon all of it and this one gets nothing.
    """
    if "kept_back" in session.info:
        yield []
        return
    kept: list[Fact] = []
    session.info["kept_back"] = kept
    try:
        yield kept
    finally:
        del session.info["kept_back"]


def react(session: Session, facts: Iterable[Fact], *, but: uuid.UUID | None = None) -> None:
    """Begin what the facts make possible, and ask every case again whose next step may rely on them.

    `but` has followed up by itself already.

    A role that ends, and a person who comes or goes, is away or is back, also puts tasks on another list. All cases
    of a fact are taken in order of id, so that two facts never wait for each other's.
    """
    for fact in facts:
        _begin(session, fact)
        waiting = _waiting_for(session, fact) - {but}
        moves = fact.kind in ("roles", "people")
        rerouted = _with_tasks_of(session, fact) if moves else waiting_for_return(session, fact) - {but}
        rerouted |= _past_somebody(session, fact) - {but}
        about = _about(session, fact) - {but}
        held = held_in(session, fact) - {but}
        for case_id in sorted(waiting | rerouted | about | held):
            work = take_up(session, case_id, SYSTEM, fact.moment, in_reaction=True)
            if case_id in about:
                keep_up(work, fact)
            if case_id in rerouted:
                work.route_again(fact.person_id)
            if case_id in held:
                hand_back(work, fact)
            if case_id in waiting:
                with keeping_back(session) as more:
                    follow(work)
                react(session, more, but=case_id)


def ask_again(session: Session, case_id: uuid.UUID, moment: datetime) -> None:
    """Ask one case whether something in it may happen by itself, without a fact that changed now."""
    work = take_up(session, case_id, SYSTEM, moment)
    with keeping_back(session) as facts:
        follow(work)
    react(session, facts, but=case_id)


def _begin(session: Session, fact: Fact) -> None:
    beginning = by_itself(session, fact)
    begun: uuid.UUID | None = None
    while True:
        with keeping_back(session) as more:
            begun = next(beginning, None)
        react(session, more, but=begun)
        if begun is None:
            return


def _about(session: Session, fact: Fact) -> set[uuid.UUID]:
    """The cases about a group that was changed, and the open ones about a participant who was."""
    if fact.kind == "participants":
        its = (_CASE.c.subject_kind == "participant", _CASE.c.ended_at.is_(None))
        about = select(_CASE.c.id).where(_CASE.c.subject_id == fact.participant_id, *its)
    elif fact.kind == "groups" and fact.group_id is not None:
        about = select(_CASE.c.id).where(_CASE.c.subject_kind == "group", _CASE.c.subject_id == fact.group_id)
    else:
        return set()
    return set(session.execute(about).scalars())


def _past_somebody(session: Session, fact: Fact) -> set[uuid.UUID]:
    """The open cases of which somebody is to know nothing any more: about a membership, or the group they lead."""
    if fact.kind == "memberships" and fact.person_id is not None:
        its = (_CASE.c.subject_kind == "membership", _CASE.c.subject_id == fact.membership_id)
    elif fact.kind == "roles" and fact.unit_id is not None:
        its = (_CASE.c.workflow.in_(PAST_WHO_LEADS), _CASE.c.subject_id == fact.unit_id)
    else:
        return set()
    return set(session.execute(select(_CASE.c.id).where(*its, _CASE.c.ended_at.is_(None))).scalars())


def _waiting_for(session: Session, fact: Fact) -> set[uuid.UUID]:
    """Cases in a state where the system, or a task that is offered, watches this kind of fact."""
    found: set[uuid.UUID] = set()
    for process in runtime.processes(session).values():
        states = process.watched.get(fact.kind)
        if states is None or not concerns(fact, process.workflow.subject):
            continue
        wanted = select(_CASE.c.id).where(_CASE.c.workflow == process.workflow.key, _CASE.c.state.in_(states))
        subject, about = process.workflow.subject, fact.about(process.workflow.subject)
        if subject == "person" and about is not None:
            wanted = wanted.where(_CASE.c.id.in_(_naming(about)))
        elif fact.kind == "roles" and fact.unit_id is not None and subject not in ("person", "group"):
            # Who holds a role there may take up whatever is in the unit or below it.
            path = session.get_one(Unit, fact.unit_id).path
            wanted = wanted.where(_CASE.c.unit_path.startswith(path))
        elif subject != "person" and (subject != "group" or about is not None):
            wanted = wanted.where(_CASE.c.subject_id == about)
        found.update(session.execute(wanted).scalars())
    return found


def concerns(fact: Fact, subject: str) -> bool:
    """A day that begins is told for each person and each group apart; every other fact may concern any case."""
    if fact.kind != "days":
        return True
    return (subject == "person" and fact.person_id is not None) or (
        subject == "group" and fact.group_id is not None
    )


def _naming(person_id: uuid.UUID) -> Select[tuple[uuid.UUID]]:
    return select(_NAMED.c.case_id).where(_NAMED.c.person_id == person_id, _NAMED.c.until.is_(None))


def _with_tasks_of(session: Session, fact: Fact) -> set[uuid.UUID]:
    """Somebody came, went, or holds another role: unclaimed tasks, and those of whoever left, find their list anew."""
    live = _TASK.c.status.in_(LIVE)
    wanted = select(_TASK.c.case_id).join(_CASE, _CASE.c.id == _TASK.c.case_id).where(live).distinct()
    mine = _TASK.c.person_id == fact.person_id
    unit = None if fact.unit_id is None else session.get(Unit, fact.unit_id)
    if unit is not None:
        wanted = wanted.where(mine | (_TASK.c.person_id.is_(None) & _CASE.c.unit_path.startswith(unit.path)))
    else:
        wanted = wanted.where(mine)
    return set(session.execute(wanted).scalars())


@fact_changed.connect
def _on_fact(_sender: Any, session: Session, fact: Fact) -> None:
    kept: list[Fact] | None = session.info.get("kept_back")
    if kept is not None:
        kept.append(fact)
    elif "processes" in session.info:
        react(session, [fact])
