"""Asking somebody to lead a group, their own answer, and the end of it: dated, and taken back as easily."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import new_id
from intranet.engine.text import Text
from intranet.groups import policy, queries, standing_in
from intranet.groups.cover import may_take_on
from intranet.groups.evidence import candidate, limits_at, weekly_of
from intranet.groups.looking import Seen, colleague, refused, seen, seen_and_locked, who
from intranet.groups.models import CLOSED, LED, Assignment
from intranet.groups.reasons import refuse
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused, Stale


def ask(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    group_id: uuid.UUID,
    person_id: uuid.UUID,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Assignment:
    """Ask a person to lead the group; with `until_on` as a stand-in, for these days only. They answer themselves."""
    if not policy.can_ask(actor, seen(session, actor, group_id).path):
        raise Denied(Text("The coordinator asks who leads a group."))
    here = seen_and_locked(session, actor, group_id, [person_id])
    today = local_date(moment)
    person = colleague(session, here, person_id)
    if person is None or (person.left_on is not None and person.left_on <= today):
        raise refused("person", Text("Choose somebody from the list."))
    if here.group.status == CLOSED:
        raise refused("group", Text("This group is closed."))
    for over in (row for row in here.assignments if row.until_on is not None and row.until_on < today):
        standing_in.end_over(session, moment, over.id)
    if any(row.person_id == person_id and row.ended_at is None for row in here.assignments):
        raise refused("person", Text("%(name)s has been asked already.", {"name": person.name}))
    _check_days(from_on, until_on, today)
    row = Assignment(
        id=new_id(), group_id=group_id, person_id=person_id, asked_by=who(actor), asked_at=moment,
        from_on=from_on, until_on=until_on,
    )  # fmt: skip
    session.add(row)
    _tell(session, moment, row)
    return row


def accept(session: Session, actor: Actor, moment: datetime, assignment_id: uuid.UUID) -> Assignment:
    """The person asked says yes, in person: nobody does it for them.

    Raises Stale when it was taken back meanwhile, Refused when a group that runs already leaves no room for it.
    """
    row, here = _of(session, actor, assignment_id)
    if not policy.can_answer(actor, here.path, row.person_id):
        raise Denied(Text("Only the person who was asked can say yes."))
    here = seen_and_locked(session, actor, row.group_id, [row.person_id])
    session.refresh(row)
    if row.ended_at is not None:
        raise Stale(Text("This question was taken back meanwhile."))
    if row.accepted_at is not None:
        return row
    if row.until_on is not None and row.until_on < local_date(moment):
        raise Stale(Text("The days that you were asked for have passed."))
    if here.group.status == CLOSED:
        raise refused("group", Text("This group is closed."))
    if here.group.status in LED:
        _must_have_room(session, here, row)
    row.accepted_at = moment
    _tell(session, moment, row)
    return row


def end(session: Session, actor: Actor, moment: datetime, assignment_id: uuid.UUID) -> Assignment:
    """Said no, taken back, or stopped: from today it no longer covers. Ending it twice does nothing more."""
    row, here = _of(session, actor, assignment_id)
    if not policy.can_end(actor, here.path, row.person_id):
        raise Denied(Text("The person asked or the coordinator ends this."))
    seen_and_locked(session, actor, row.group_id, [row.person_id])
    session.refresh(row)
    if row.ended_at is not None:
        return row
    row.ended_at, row.ended_by = moment, who(actor)
    _tell(session, moment, row)
    return row


def _of(session: Session, actor: Actor, assignment_id: uuid.UUID) -> tuple[Assignment, Seen]:
    row = session.scalars(select(Assignment).where(Assignment.id == assignment_id)).one_or_none()
    if row is None:
        raise NotVisible
    here = seen(session, actor, row.group_id, [row.person_id])
    if not policy.can_see_inside(actor, here.path, {*here.involved, row.person_id}):
        raise NotVisible
    return row, here


def _must_have_room(session: Session, here: Seen, row: Assignment) -> None:
    known = candidate(session, here.group, row.person_id)
    if known is None:
        raise NotVisible
    reasons = may_take_on(
        known.facts,
        weekly_of(here.group),
        stand_in=row.until_on is not None,
        limits=limits_at(session, here.path),
    )
    refusal = refuse(
        "assignment",
        reasons,
        name=known.name,
        group_id=here.group.id,
        name_of_group=lambda group_id: queries.name_of(session, group_id),
    )
    if refusal is not None:
        raise Refused((refusal,))


def _check_days(from_on: date | None, until_on: date | None, today: date) -> None:
    if until_on is None:
        if from_on is not None:
            raise refused("until_on", Text("Say until when, or leave both days empty."))
        return
    if until_on < (from_on or today):
        raise refused("until_on", Text("The last day lies before the first."))
    if until_on < today or (until_on - today).days > 366:
        raise refused("until_on", Text("A stand-in helps out for some time, at most for a year from today."))


def _tell(session: Session, moment: datetime, row: Assignment) -> None:
    fact = facts.Fact("assignments", moment, person_id=row.person_id, group_id=row.group_id)
    facts.tell(session, fact)
