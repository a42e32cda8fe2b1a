"""Answers about people are shown only after it has been written down who is shown which."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases.models import SensitiveRead
from intranet.db import new_id


def note_reading(
    session: Session, case_id: uuid.UUID, actor: policy.Actor, moment: datetime, fields: Iterable[str]
) -> None:
    """Write that the actor is shown these fields now; to be committed before the page is sent."""
    session.execute(
        insert(SensitiveRead),
        {
            "id": new_id(),
            "reader_id": actor.person_id,
            "case_id": case_id,
            "fields": sorted(fields),
            "read_at": moment,
        },
    )
