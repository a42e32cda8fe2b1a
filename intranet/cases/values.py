"""Answers on their way to and from the database: each kind of field as a plain JSON value."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import Any


def to_json(value: Any) -> Any:
    """A typed answer (str, int, bool, date, time, UUID or None) as JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, uuid.UUID):
        return str(value)
    return value


def from_json(kind: str, value: Any) -> Any:
    """The typed answer of a field of this kind."""
    if value is None:
        return None
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "time":
        return time.fromisoformat(value)
    if kind in ("person", "record"):
        return uuid.UUID(value)
    return value
