"""All that a case left in the database, without what must differ: ids are told by where they occur first."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from intranet.cases.models import CaseEvent, IdempotencyKey
from intranet.db import Base, table_of

SHARED = ("people", "units", "groups", "workflow_versions")
# The order in which rows of one table are told; their ids tell nothing.
ORDER = ("number", "kind", "key", "turn", "name", "at")


def rows_of(session: Session, case_id: uuid.UUID) -> dict[str, list[dict[str, Any]]]:
    known: dict[str, str] = {str(case_id): "the case"}
    tables = [
        table for table in Base.metadata.sorted_tables if table.name == "cases" or "case_id" in table.columns
    ]
    found = {table.name: _rows(session, table, case_id, known) for table in tables}
    found["idempotency_keys"] = _keys(session, case_id, known)
    return found


def _rows(session: Session, table: Table, case_id: uuid.UUID, known: dict[str, str]) -> list[dict[str, Any]]:
    column = table.c.id if table.name == "cases" else table.c.case_id
    wanted = select(table).where(column == case_id)
    rows = session.execute(wanted.order_by(*(table.c[name] for name in ORDER if name in table.c))).mappings()
    shared = {key.parent.name for key in table.foreign_keys if key.column.table.name in SHARED}
    return [
        {
            name: value if name in shared else _told(f"{table.name}.{name} {number}", value, known)
            for name, value in row.items()
        }
        for number, row in enumerate(rows)
    ]


def _keys(session: Session, case_id: uuid.UUID, known: dict[str, str]) -> list[dict[str, Any]]:
    key, event = table_of(IdempotencyKey), table_of(CaseEvent)
    rows = session.execute(
        select(key).join(event, event.c.id == key.c.event_id).where(event.c.case_id == case_id)
    ).mappings()
    return [
        {
            **row,
            "key": "a key",
            "what": row["what"].replace(str(case_id), "the case"),
            "event_id": _told("", row["event_id"], known),
        }
        for row in rows
    ]


def _told(place: str, value: Any, known: dict[str, str]) -> Any:
    return known.setdefault(str(value), place) if isinstance(value, uuid.UUID) else value
