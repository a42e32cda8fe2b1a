"""Putting something away from one's first page."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from intranet.home.models import CELEBRATION, WELCOME, PutAway
from intranet.home.queries import celebrations
from intranet.policy import Actor
from intranet.problems import NotVisible


def put_welcome_away(session: Session, actor: Actor, moment: datetime) -> None:
    _put_away(session, actor, moment, WELCOME)


def put_celebration_away(session: Session, actor: Actor, moment: datetime, case_id: uuid.UUID) -> None:
    """Raises NotVisible for a case whose goal was not told to this person, or is no news any more."""
    told = {one.case_id for one in celebrations(session, actor, moment)}
    known = session.get(PutAway, (actor.person_id, f"{CELEBRATION}/{case_id}"))
    if case_id not in told and known is None:
        raise NotVisible
    _put_away(session, actor, moment, f"{CELEBRATION}/{case_id}")


def _put_away(session: Session, actor: Actor, moment: datetime, what: str) -> None:
    """A second time changes nothing: the first one's moment stays."""
    if actor.person_id is not None and session.get(PutAway, (actor.person_id, what)) is None:
        session.add(PutAway(person_id=actor.person_id, what=what, put_away_at=moment))
        session.flush()
