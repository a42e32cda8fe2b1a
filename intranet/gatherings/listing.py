"""The calendar: which gatherings somebody sees, and their own part in each; it decides nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.gatherings import policy
from intranet.gatherings.looking import in_line
from intranet.gatherings.models import INVITED, YES, Gathering, Seat
from intranet.organisation.models import Town, Unit
from intranet.policy import Actor

PAST_SHOWN = 60


@dataclass(frozen=True)
class Row:
    """A gathering in the list; `place` is the reader's own in the line of those who wait, counted from 1."""

    gathering: Gathering
    within: str
    town: str | None
    free: int
    mine: Seat | None
    place: int | None

    @property
    def has_seat(self) -> bool:
        return self.mine is not None and self.mine.answer == YES and not self.mine.waiting

    @property
    def asks(self) -> bool:
        """The reader is invited and has not answered."""
        return self.mine is not None and self.mine.answer is None and self.gathering.status == INVITED

    @property
    def is_mine(self) -> bool:
        return self.has_seat or self.asks or self.place is not None

    @property
    def month(self) -> tuple[int, int]:
        day = local_date(self.gathering.starts_at)
        return day.year, day.month


def coming(session: Session, actor: Actor, moment: datetime, kind: str = "") -> list[Row]:
    """What is still to come or going on, the next first."""
    wanted = policy.visible_to(actor).where(Gathering.ends_at >= moment)
    return _rows(session, actor, wanted.order_by(Gathering.starts_at, Gathering.id), kind)


def past(session: Session, actor: Actor, moment: datetime, kind: str = "") -> list[Row]:
    """What is over, the newest first."""
    wanted = policy.visible_to(actor).where(Gathering.ends_at < moment)
    ordered = wanted.order_by(Gathering.starts_at.desc(), Gathering.id).limit(PAST_SHOWN)
    return _rows(session, actor, ordered, kind)


def by_month(rows: Iterable[Row]) -> Mapping[tuple[int, int], list[Row]]:
    found: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        found.setdefault(row.month, []).append(row)
    return found


def courses_with_seats(session: Session, path: str, moment: datetime) -> Sequence[Row]:
    """Announced courses at or above a unit, or below it, that are still to come and have free seats, the next first."""
    wanted = (
        select(Gathering)
        .join(Unit, Unit.id == Gathering.unit_id)
        .where(Gathering.kind == "course", Gathering.status == INVITED, Gathering.starts_at > moment)
        .order_by(Gathering.starts_at, Gathering.id)
    )
    return [
        row
        for row in _rows(session, Actor(None), wanted, "")
        if row.free > 0 and _on_one_way(session, row.gathering.unit_id, path)
    ]


def targets(session: Session, actor: Actor, moment: datetime, but: Gathering) -> list[Row]:
    """Where the people of a cancelled gathering can be moved: of the same kind, to come, with free seats."""
    return [
        row
        for row in coming(session, actor, moment, but.kind)
        if row.gathering.id != but.id
        and row.gathering.status == INVITED
        and row.gathering.starts_at > moment
        and row.free > 0
    ]


def _on_one_way(session: Session, unit_id: uuid.UUID, path: str) -> bool:
    own = session.get_one(Unit, unit_id).path
    return own.startswith(path) or path.startswith(own)


def _rows(session: Session, actor: Actor, wanted: Select[Gathering], kind: str) -> list[Row]:
    query = wanted.where(Gathering.kind == kind) if kind else wanted
    found = session.scalars(query.execution_options(populate_existing=True)).all()
    standing = _standing(session, [one.id for one in found])
    units = _names(session, Unit, {one.unit_id for one in found})
    towns = _names(session, Town, {one.town_id for one in found if one.town_id is not None})
    return [
        _row(one, standing.get(one.id, []), actor.person_id, units[one.unit_id], towns.get(one.town_id))
        for one in found
    ]


def _row(
    gathering: Gathering,
    seats: Sequence[Seat],
    reader: uuid.UUID | None,
    within: str,
    town: str | None,
) -> Row:
    taken = sum(seat.answer == YES and not seat.waiting for seat in seats)
    line = in_line(seat for seat in seats if seat.waiting)
    return Row(
        gathering=gathering,
        within=within,
        town=town,
        free=max(gathering.seats - taken, 0),
        mine=next((seat for seat in seats if seat.person_id == reader), None),
        place=next((number for number, seat in enumerate(line, 1) if seat.person_id == reader), None),
    )


def _standing(session: Session, gathering_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Seat]]:
    found: dict[uuid.UUID, list[Seat]] = {}
    rows = session.scalars(
        select(Seat)
        .where(Seat.gathering_id.in_(gathering_ids), Seat.replaced_at.is_(None))
        .execution_options(populate_existing=True)
    )
    for seat in rows:
        found.setdefault(seat.gathering_id, []).append(seat)
    return found


def _names(
    session: Session, model: type[Unit | Town], ids: Collection[uuid.UUID]
) -> dict[uuid.UUID | None, str]:
    rows = session.execute(select(model.id, model.name).where(model.id.in_(ids)))
    return {row.id: row.name for row in rows}
