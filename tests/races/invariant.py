"""What a group needs to go on, worked out from the raw rows by SQL and arithmetic of its own.

It imports nothing of groups, certificates or cases, so that a mistake there cannot hide itself here.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

PROTECTED = ("approved", "trial", "active")
MOST_GROUPS = 2
LASTS_DAYS = 90


def state_of(connection: Connection, case_id: uuid.UUID) -> str:
    return str(_value(connection, "SELECT state FROM cases WHERE id = :it", case_id))


def missing_ground(connection: Connection, case_id: uuid.UUID, day: date) -> set[str]:
    """What the case's leader lacks on that day: nobody, left, certificate, assignment, too_many."""
    leader = _value(
        connection,
        "SELECT person_id FROM case_people WHERE case_id = :it AND name = 'leader' AND until IS NULL",
        case_id,
    )
    if leader is None:
        return {"nobody"}
    missing = set()
    left_on = _day(_value(connection, "SELECT left_on FROM people WHERE id = :it", leader))
    if left_on is not None and left_on <= day:
        missing.add("left")
    if not _certified(connection, leader, day, _first_meeting(connection, case_id)):
        missing.add("certificate")
    if not _accepted(connection, case_id, leader):
        missing.add("assignment")
    if groups_led(connection, leader) > MOST_GROUPS:
        missing.add("too_many")
    return missing


def groups_led(connection: Connection, person: Any) -> int:
    """Groups in approved, trial or active that the person has accepted to lead and not left."""
    return int(
        _value(
            connection,
            "SELECT count(DISTINCT g.id) FROM groups g JOIN assignments a ON a.group_id = g.id "
            "WHERE a.person_id = :it AND a.accepted_at IS NOT NULL AND a.ended_at IS NULL "
            "AND a.until_on IS NULL AND g.status IN ('approved', 'trial', 'active')",
            person,
        )
    )


def holds_role(connection: Connection, person: uuid.UUID, role: str, day: date) -> bool:
    rows = _rows(
        connection, "SELECT role, starts_on, ends_on FROM role_assignments WHERE person_id = :it", person
    )
    return any(
        row.role == role
        and (_day(row.starts_on) or date.max) <= day
        and ((ends_on := _day(row.ends_on)) is None or day < ends_on)
        for row in rows
    )


def steps_of(connection: Connection, case_id: uuid.UUID) -> list[Any]:
    """The rows of the history that moved the case, in order."""
    return _rows(
        connection,
        "SELECT number, kind, transition, from_state, to_state, at, actor_id FROM case_events "
        "WHERE case_id = :it AND kind IN ('transition', 'undone') ORDER BY number",
        case_id,
    )


def _certified(connection: Connection, person: Any, day: date, first_meeting: date | None) -> bool:
    rows = _rows(
        connection,
        "SELECT valid_from, valid_to, entered_at FROM certificates WHERE person_id = :it",
        person,
    )
    periods = sorted(
        (_day(row.valid_from) or _local(row.entered_at), end) for row in rows if (end := _day(row.valid_to))
    )
    end = None
    for begins, ends in periods:
        if begins <= day <= ends or (end is not None and begins <= end + timedelta(1)):
            end = max(ends, end or ends)
    return (
        end is not None
        and (end - (first_meeting or day)).days >= LASTS_DAYS
        and not _rests(connection, person, day)
    )


def _rests(connection: Connection, person: Any, day: date) -> bool:
    rows = _rows(
        connection,
        "SELECT kind, from_on FROM certificate_events WHERE person_id = :it ORDER BY number",
        person,
    )
    against: set[str] = set()
    for row in rows:
        from_on = _day(row.from_on)
        if from_on is None or from_on > day:
            continue
        if row.kind in ("suspended", "revoked", "paused"):
            against.add(row.kind)
        else:
            against.discard({"lifted": "suspended", "reinstated": "revoked", "resumed": "paused"}[row.kind])
    return bool(against)


def _accepted(connection: Connection, case_id: uuid.UUID, person: Any) -> bool:
    rows = _rows(
        connection,
        "SELECT a.person_id, a.accepted_at, a.ended_at, a.until_on FROM assignments a "
        "JOIN cases c ON c.subject_id = a.group_id WHERE c.id = :it",
        case_id,
    )
    return any(
        row.person_id == person
        and row.accepted_at is not None
        and row.ended_at is None
        and row.until_on is None
        for row in rows
    )


def _first_meeting(connection: Connection, case_id: uuid.UUID) -> date | None:
    return _day(
        _value(
            connection,
            "SELECT g.first_meeting_on FROM groups g JOIN cases c ON c.subject_id = g.id WHERE c.id = :it",
            case_id,
        )
    )


def _rows(connection: Connection, statement: str, it: Any) -> list[Any]:
    if isinstance(it, uuid.UUID) and connection.dialect.name == "sqlite":
        it = it.hex
    return list(connection.execute(text(statement), {"it": it}))


def _value(connection: Connection, statement: str, it: Any) -> Any:
    rows = _rows(connection, statement, it)
    return rows[0][0] if rows else None


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _local(value: Any) -> date:
    """The day in Oslo; SQLite keeps moments as text, in UTC and without saying so."""
    moment = datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value
    day: date = moment.astimezone(ZoneInfo("Europe/Oslo")).date()
    return day
