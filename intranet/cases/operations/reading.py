"""Answers about people are shown only after it has been written down who is shown which."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, time

from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases.models import SensitiveRead
from intranet.clock import ZONE, local_date
from intranet.db import new_id, writing


def note_reading(
    session: Session, case_id: uuid.UUID, actor: policy.Actor, moment: datetime, fields: Iterable[str]
) -> None:
    """Write that the actor is shown these fields now; to be committed before the page is sent."""
    session.execute(insert(SensitiveRead), _row(case_id, actor, moment, sorted(fields)))


def noted_today(
    session: Session, case_ids: Collection[uuid.UUID], actor: policy.Actor, moment: datetime, field: str
) -> bool:
    """Whether it stands written that the actor is shown this field of all of them today: once a day for each.

    In as many statements for many as for one, and in a transaction of its own where none is open.
    """
    if not case_ids:
        return True
    began = datetime.combine(local_date(moment), time(), ZONE)
    today = session.execute(
        select(SensitiveRead.case_id, SensitiveRead.fields).where(
            SensitiveRead.reader_id == actor.person_id,
            SensitiveRead.case_id.in_(case_ids),
            SensitiveRead.read_at >= began,
        )
    )
    wanted = set(case_ids) - {row.case_id for row in today if row.fields == [field]}
    if not wanted:
        return True
    try:
        with writing(session):
            rows = [_row(case_id, actor, moment, [field]) for case_id in sorted(wanted)]
            session.execute(insert(SensitiveRead), rows)
    except DBAPIError:
        return False
    return True


def _row(case_id: uuid.UUID, actor: policy.Actor, moment: datetime, fields: list[str]) -> dict[str, object]:
    return {
        "id": new_id(),
        "reader_id": actor.person_id,
        "case_id": case_id,
        "fields": fields,
        "read_at": moment,
    }
