"""Who comes to bear a name that somebody keeps away, or begins to help in a group: the bar means them from then on."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.facts import Fact, fact_changed
from intranet.organisation.actors import GROUP
from intranet.organisation.models import RoleAssignment, Unit
from intranet.organisation.queries import counts_on
from intranet.participants import names
from intranet.participants.bars import hold_off, locked, meant, take_away
from intranet.participants.models import Bar, Participant
from intranet.people.models import Person


def to_meet(session: Session, day: date) -> list[uuid.UUID]:
    """Whoever helps in a group that day, as long as a name is kept away that nobody was found to bear."""
    if "keys" not in session.info or not _by_name_alone(session):
        return []
    here = (
        select(RoleAssignment.person_id)
        .join(Unit, Unit.id == RoleAssignment.unit_id)
        .where(Unit.kind == GROUP, counts_on(day))
    )
    return list(session.scalars(here.distinct().order_by(RoleAssignment.person_id)))


def meet(session: Session, moment: datetime, person_id: uuid.UUID) -> None:
    """Bars set on the name of this person mean them from now on; what they had to do with these finds another list."""
    hold_off(session)
    if not _by_name_alone(session):
        return
    words = names.words_of(session.get_one(Person, person_id).name)
    indexes = [names.index_of(session, part) for part in names.parts(words)]
    named = session.scalars(select(Bar).where(Bar.person_id.is_(None), Bar.name_index.in_(indexes))).all()
    met = select(Bar.participant_id, Bar.name_index).where(
        Bar.person_id == person_id, Bar.name_index.in_(indexes)
    )
    known = {tuple(row) for row in session.execute(met)} if named else set()
    new = [bar for bar in named if (bar.participant_id, bar.name_index) not in known]
    session.add_all(meant(bar, person_id, moment) for bar in new)
    session.flush()
    for participant_id in sorted({bar.participant_id for bar in new}):
        take_away(session, moment, locked(session, participant_id), [person_id])


@fact_changed.connect
def _on_fact(_sender: Any, session: Session, fact: Fact) -> None:
    if fact.kind in ("people", "roles") and fact.person_id is not None and "keys" in session.info:
        meet(session, fact.moment, fact.person_id)
        if fact.kind == "roles" and fact.unit_id is not None:
            _ask_again(session, fact.moment, fact.unit_id)


def _ask_again(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    """Who helps in the group is another: whoever keeps somebody away may have nobody there to turn to now."""
    keep_away = select(Bar.participant_id).where(Bar.person_id.is_not(None))
    there = select(Participant.id).where(Participant.group_id == group_id, Participant.id.in_(keep_away))
    for one in session.scalars(there.order_by(Participant.id)).all():
        facts.tell(session, Fact("participants", moment, participant_id=one, group_id=group_id))


def _by_name_alone(session: Session) -> bool:
    """Whether any name is kept away at all."""
    standing_names = select(Bar.id).where(Bar.person_id.is_(None))
    return session.scalars(standing_names.limit(1)).first() is not None
