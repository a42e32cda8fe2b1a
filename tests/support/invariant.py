"""Whether every group that is approved or meets is covered or flagged, re-read from the raw rows by code of its own.

It imports nothing of groups, certificates or cases, so that a mistake there cannot hide itself here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

GRACE_DAYS = 90
FLAGGED = {"uncovered", "rest_proposed"}
FOR_NOW = "in_grace"
_AGAINST = {"suspended", "paused", "revoked"}
_TAKEN_BACK = {"lifted": "suspended", "resumed": "paused", "reinstated": "revoked"}
_ANSWERS = {"returned", "decided", "refused", "revoked"}


@dataclass(frozen=True)
class Wrong:
    """A group and what is wrong with it, in a word; see `_broken`."""

    group: str
    what: str


def broken(connection: Connection, day: date, *, grace_days: int = GRACE_DAYS) -> list[Wrong]:
    """Everything that breaks the promise on that day; nothing in a sound database."""
    return list(_broken(connection, day, grace_days))


def is_covered(connection: Connection, group: str, day: date, *, grace_days: int | None = GRACE_DAYS) -> bool:
    """Somebody who said yes, is still with us, and whose certificate counts that day or ended a short while ago.

    Without grace (None) only a certificate that has not ended counts.
    """
    return any(
        _covers(connection, row, day, grace_days)
        for row in _rows(connection, "SELECT * FROM assignments WHERE accepted_at IS NOT NULL")
        if _text(row.group_id) == group
    )


def _broken(connection: Connection, day: date, grace_days: int) -> Iterator[Wrong]:
    flags: dict[str, list[str]] = {}
    for case in _rows(
        connection, "SELECT subject_id, state FROM cases WHERE workflow = 'lost_cover' AND ended_at IS NULL"
    ):
        flags.setdefault(_text(case.subject_id), []).append(case.state)
    for group in _rows(connection, "SELECT id, status FROM groups ORDER BY id"):
        name = _text(group.id)
        states = flags.get(name, [])
        if len(states) > 1:
            yield Wrong(name, "two_flags")
        if group.status not in ("approved", "trial", "active"):
            if states:
                yield Wrong(name, "flagged_though_closed")
            continue
        covered = is_covered(connection, name, day, grace_days=grace_days)
        if not covered and not FLAGGED & set(states):
            yield Wrong(name, "unflagged")
        if covered and not states and not is_covered(connection, name, day, grace_days=None):
            yield Wrong(name, "unflagged_for_now")
        if covered and FLAGGED & set(states):
            yield Wrong(name, "flagged_though_covered")
        if not covered and FOR_NOW in states:
            yield Wrong(name, "covered_for_now_by_nobody")


def _covers(connection: Connection, held: Any, day: date, grace_days: int | None) -> bool:
    first = max(filter(None, (_local(held.accepted_at), _day(held.from_on))))
    ended, last = _local(held.ended_at), _day(held.until_on)
    if day < first or (ended is not None and day >= ended) or (last is not None and day > last):
        return False
    person = _text(held.person_id)
    for row in _rows(connection, "SELECT id, left_on FROM people WHERE left_on IS NOT NULL"):
        if _text(row.id) == person and (_day(row.left_on) or date.max) <= day:
            return False
    return _counts(connection, person, day, grace_days) and not _rests(connection, person, day)


def _counts(connection: Connection, person: str, day: date, grace_days: int | None) -> bool:
    """Valid that day, or in the grace after the newest end before it."""
    ends = []
    entered = []
    for row in _of(connection, "certificates", "entered_at", person):
        entered.append(_local(row.entered_at) or date.max)
        first, last = _day(row.valid_from) or _local(row.entered_at), _day(row.valid_to)
        if first is None or last is None or last < first:
            continue
        if first <= day <= last:
            return True
        if last < day:
            ends.append(last)
    if not ends or grace_days is None:
        return False
    return _in_grace(connection, person, max(ends), max(entered), day, grace_days)


def _in_grace(
    connection: Connection, person: str, end: date, newest: date, day: date, grace_days: int
) -> bool:
    """Day by day: one on which a renewal waits for its answer is not counted; a refusal ends it at once."""
    events = [
        (happened, row.kind)
        for row in _of(connection, "certificate_events", "from_on, number", person)
        if (happened := _day(row.from_on)) is not None and happened <= day
    ]
    refused = [happened for happened, kind in events if kind == "refused"]
    if refused and newest <= max(refused):
        return False
    used, waits = 0, False
    for n in range((day - end).days + 1):
        today = end + timedelta(n)
        for happened, kind in events:
            if happened != today and not (n == 0 and happened < today):
                continue
            if kind == "asked":
                waits = waits or n == 0 or used < grace_days
            elif kind in _ANSWERS:
                waits = False
        used += n > 0 and not waits
        if used > grace_days:
            return False
    return True


def _rests(connection: Connection, person: str, day: date) -> bool:
    against: set[str] = set()
    for row in _of(connection, "certificate_events", "from_on, number", person):
        if (_day(row.from_on) or date.max) > day:
            continue
        if row.kind in _AGAINST:
            against.add(row.kind)
        elif row.kind in _TAKEN_BACK:
            against.discard(_TAKEN_BACK[row.kind])
        if row.kind == "reinstated":
            against.discard("suspended")
    return bool(against)


def _of(connection: Connection, table: str, order: str, person: str) -> list[Any]:
    rows = _rows(connection, f"SELECT * FROM {table} ORDER BY {order}")
    return [row for row in rows if _text(row.person_id) == person]


def _rows(connection: Connection, statement: str) -> list[Any]:
    return list(connection.execute(text(statement)))


def _text(value: Any) -> str:
    """SQLite keeps an id as its hexadecimal digits."""
    return str(value).replace("-", "")


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _local(value: Any) -> date | None:
    """The day in Oslo; SQLite keeps moments as text, in UTC and without saying so."""
    if value is None:
        return None
    moment = datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value
    day: date = moment.astimezone(ZoneInfo("Europe/Oslo")).date()
    return day
