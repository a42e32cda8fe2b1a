"""Answers about people are shown only after it has been written down who is shown which."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases.models import SensitiveRead
from intranet.clock import beginning_of, local_date
from intranet.db import new_id, writing


def note_reading(
    session: Session,
    case_ids: Collection[uuid.UUID],
    actor: policy.Actor,
    moment: datetime,
    fields: Iterable[str],
) -> None:
    """Write that the actor is shown these fields of them now; to be committed before the page is sent."""
    names = sorted(fields)
    rows = [
        {"id": new_id(), "reader_id": actor.person_id, "case_id": case_id, "fields": names, "read_at": moment}
        for case_id in sorted(case_ids)
    ]
    if rows:
        session.execute(insert(SensitiveRead), rows)


def noted(
    session: Session,
    case_ids: Collection[uuid.UUID],
    actor: policy.Actor,
    moment: datetime,
    fields: Iterable[str],
) -> bool:
    """Whether it could be written, in a transaction of its own, that the actor is shown these fields of them now."""
    if not case_ids:
        return True
    try:
        with writing(session):
            note_reading(session, case_ids, actor, moment, fields)
    except DBAPIError:
        return False
    return True


def noted_today(
    session: Session, case_ids: Collection[uuid.UUID], actor: policy.Actor, moment: datetime, field: str
) -> bool:
    """Whether it stands written that the actor is shown this field of all of them today: once a day for each.

    In as many statements for many as for one.
    """
    if not case_ids:
        return True
    began = beginning_of(local_date(moment))
    today = session.execute(
        select(SensitiveRead.case_id, SensitiveRead.fields).where(
            SensitiveRead.reader_id == actor.person_id,
            SensitiveRead.case_id.in_(case_ids),
            SensitiveRead.read_at >= began,
        )
    )
    wanted = set(case_ids) - {row.case_id for row in today if row.fields == [field]}
    return noted(session, wanted, actor, moment, [field])
