"""What the application gives to running cases, carried by the session: the loaded processes and the key store."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases.models import Answer
from intranet.db import table_of
from intranet.engine.process import Process
from intranet.privacy import sealing
from intranet.privacy.keystore import KeyStore
from intranet.problems import NotVisible

_ANSWER = table_of(Answer)


def equip(session: Session, processes: Mapping[str, Process], keys: KeyStore) -> None:
    """Give a session what cases run with; done for every session the application opens."""
    session.info["processes"] = processes
    sealing.equip(session, keys)


def processes(session: Session) -> Mapping[str, Process]:
    found: Mapping[str, Process] = session.info["processes"]
    return found


def process(session: Session, key: str) -> Process:
    """Raises NotVisible for a workflow that is not loaded."""
    try:
        return processes(session)[key]
    except KeyError:
        raise NotVisible from None


def owner_of(case_id: uuid.UUID, field: str) -> uuid.UUID:
    """Whose key sealed a case's answers to a field before each answer had its own."""
    return uuid.uuid5(case_id, field)


def unseal(session: Session, answer_id: uuid.UUID) -> Any:
    """A sealed answer's value; None when it was erased or its key is gone."""
    row = session.execute(
        select(_ANSWER.c.case_id, _ANSWER.c.field, _ANSWER.c.sealed).where(_ANSWER.c.id == answer_id)
    ).one_or_none()
    if row is None or row.sealed is None:
        return None
    place = _place(answer_id)
    owners = (answer_id, owner_of(row.case_id, row.field))
    found = sealing.unseal_all(session, [(owner, place, row.sealed) for owner in owners])
    plain = next((plain for plain in found if plain is not None), None)
    return None if plain is None else json.loads(plain)


def seal(session: Session, answer_id: uuid.UUID, value: Any) -> bytes:
    return sealing.seal(session, answer_id, _place(answer_id), json.dumps(value))


def _place(answer_id: uuid.UUID) -> str:
    return f"answers.sealed/{answer_id}"
