"""What somebody's first page tells of gatherings: an invitation, a day that comes near, a seat, a cancelling."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.clock import beginning_of, local_date
from intranet.engine.text import Text
from intranet.gatherings.models import CANCELLED, INVITED, YES, Gathering, Seat

# One reminder for whoever has not answered for so long (processes.md, table of `gathering`).
UNANSWERED = timedelta(days=10)
NEAR = timedelta(days=7)
JUST_NOW = timedelta(days=3)


@dataclass(frozen=True)
class News:
    """`asks`: an answer is waited for."""

    gathering_id: uuid.UUID
    text: Text
    asks: bool = False


def news_for(session: Session, person_id: uuid.UUID | None, moment: datetime) -> list[News]:
    """What asks for an answer first, then by day; of a gathering whose day has passed nothing is told."""
    day_begins = beginning_of(local_date(moment))
    rows = session.execute(
        select(Seat, Gathering)
        .join(Gathering, Gathering.id == Seat.gathering_id)
        .where(
            Seat.person_id == person_id,
            Seat.replaced_at.is_(None),
            Gathering.invited_at.is_not(None),
            Gathering.ends_at >= day_begins,
        )
        .order_by(Gathering.starts_at, Gathering.id)
    ).all()
    found = [one for seat, gathering in rows for one in _told(session, seat, gathering, moment)]
    return sorted(found, key=lambda one: not one.asks)


def _told(session: Session, seat: Seat, gathering: Gathering, moment: datetime) -> Iterator[News]:
    about = {"title": gathering.title, "day": gathering.starts_at}
    if gathering.status == CANCELLED:
        if seat.answer == YES:
            yield News(gathering.id, _cancelled(session, seat, gathering))
        return
    if gathering.status != INVITED or gathering.starts_at <= moment:
        return
    if seat.answer is None:
        asked = max(seat.invited_at, gathering.invited_at or seat.invited_at)
        late = moment - asked >= UNANSWERED
        yield News(gathering.id, _asked(about, late=late), asks=True)
    elif seat.answer == YES and not seat.waiting:
        got = (
            seat.seated_at is not None and seat.answered_at is not None and seat.seated_at > seat.answered_at
        )
        if got and seat.seated_at is not None and moment - seat.seated_at <= JUST_NOW:
            yield News(gathering.id, Text("A seat became free for you: %(title)s, %(day)s.", about))
        elif gathering.starts_at - moment <= NEAR:
            yield News(gathering.id, Text("%(title)s is on %(day)s. You have a seat.", about))


def _asked(about: dict[str, object], *, late: bool) -> Text:
    if late:
        return Text("Your answer is still waited for: %(title)s, %(day)s.", about)
    return Text("You are invited: %(title)s, %(day)s. Do you come?", about)


def _cancelled(session: Session, seat: Seat, gathering: Gathering) -> Text:
    about: dict[str, object] = {"title": gathering.title, "day": gathering.starts_at}
    other = session.get(Gathering, gathering.moved_to_id) if gathering.moved_to_id else None
    if other is None:
        return Text("%(title)s on %(day)s is cancelled.", about)
    about |= {"other": other.title, "other_day": other.starts_at}
    seated = session.scalar(
        select(Seat.id).where(
            Seat.gathering_id == other.id, Seat.person_id == seat.person_id, Seat.replaced_at.is_(None),
            Seat.answer == YES, Seat.waiting.is_(False),
        )
    )  # fmt: skip
    if seated is None:
        return Text("%(title)s on %(day)s is cancelled. Look at %(other)s, %(other_day)s, instead.", about)
    return Text(
        "%(title)s on %(day)s is cancelled. You have a seat in %(other)s, %(other_day)s, instead.", about
    )
