"""The coordinator's word that somebody from further away can be there each week, and taking it back."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import new_id
from intranet.engine.text import Text
from intranet.groups import policy
from intranet.groups.looking import colleague, refused, seen, seen_and_locked, who
from intranet.groups.models import ReachConfirmation
from intranet.policy import Actor
from intranet.problems import Denied


def confirm(
    session: Session, actor: Actor, moment: datetime, *, group_id: uuid.UUID, person_id: uuid.UUID
) -> ReachConfirmation:
    """The person can be in this group's town each week. Confirming it twice does nothing more."""
    _must_be_theirs(actor, seen(session, actor, group_id).path, person_id)
    here = seen_and_locked(session, actor, group_id, [person_id])
    person = colleague(session, here, person_id)
    if person is None or (person.left_on is not None and person.left_on <= local_date(moment)):
        raise refused("person", Text("Choose somebody from the list."))
    if standing := _standing(session, here.placed.town.id, person_id):
        return standing
    row = ReachConfirmation(
        id=new_id(),
        town_id=here.placed.town.id,
        person_id=person_id,
        confirmed_by=who(actor),
        confirmed_at=moment,
    )
    session.add(row)
    facts.tell(session, facts.Fact("reach", moment, person_id=person_id))
    return row


def withdraw(
    session: Session, actor: Actor, moment: datetime, *, group_id: uuid.UUID, person_id: uuid.UUID
) -> None:
    """It no longer holds; without a confirmation that stands nothing happens."""
    _must_be_theirs(actor, seen(session, actor, group_id).path, person_id)
    here = seen_and_locked(session, actor, group_id, [person_id])
    if (row := _standing(session, here.placed.town.id, person_id)) is None:
        return
    row.withdrawn_at, row.withdrawn_by = moment, who(actor)
    facts.tell(session, facts.Fact("reach", moment, person_id=person_id))


def _standing(session: Session, town_id: uuid.UUID, person_id: uuid.UUID) -> ReachConfirmation | None:
    return session.scalars(
        select(ReachConfirmation)
        .where(
            ReachConfirmation.town_id == town_id,
            ReachConfirmation.person_id == person_id,
            ReachConfirmation.withdrawn_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()


def _must_be_theirs(actor: Actor, path: str, person_id: uuid.UUID) -> None:
    if actor.person_id == person_id:
        raise Denied(Text("Nobody confirms this for themselves. Ask a colleague."))
    if not policy.can_confirm_reach(actor, path, person_id):
        raise Denied(Text("The coordinator confirms that somebody can be there each week."))
