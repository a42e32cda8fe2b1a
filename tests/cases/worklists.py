"""Rows for the tests of the worklist: cases and tasks as operations would leave them, by the thousand if need be."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from intranet.cases.models import Case, Task
from intranet.db import new_id, table_of, writing
from intranet.organisation.models import Unit


def case(
    session: Session, unit: Unit, moment: datetime, title: str = "Bergen", workflow: str = "errand"
) -> uuid.UUID:
    """A case that stands in its first state."""
    row = Case(
        workflow=workflow, state="asked", subject_kind="group", title=title, unit_id=unit.id,
        unit_path=unit.path, via="ask", entered_at=moment, started_at=moment,
    )  # fmt: skip
    with writing(session):
        session.add(row)
    return row.id


def task(case_id: uuid.UUID, unit: Unit, moment: datetime, **columns: Any) -> dict[str, Any]:
    """An open task of the coordinators in this unit, due in a week, unless `columns` say otherwise."""
    return {
        "id": new_id(), "case_id": case_id, "key": "fetch", "status": "open", "person_id": None,
        "role": "coordinator", "unit_id": unit.id, "opened_at": moment, "due_at": moment + timedelta(days=7),
        "snoozed_until": None, "done_at": None, "done_by": None, "closed_with": None, "case_version": 1,
    } | columns  # fmt: skip


def write(session: Session, *tasks: dict[str, Any]) -> list[uuid.UUID]:
    with writing(session):
        session.connection().execute(insert(table_of(Task)), list(tasks))
    return [row["id"] for row in tasks]
