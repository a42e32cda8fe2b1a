"""By what a database knows the key store that its rows were sealed with: one value that must open."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from intranet.db import new_id, table_of
from intranet.privacy import sealing
from intranet.privacy.errors import KeyStoreError
from intranet.privacy.models import Sentinel

_SENTINEL = table_of(Sentinel)
WORD = "it opens"


def set_up(session: Session) -> None:
    """The first start writes it. Raises KeyStoreError where the keys are not those of this database."""
    found = opens(session)
    if found is None:
        _write(session)
    elif not found:
        raise KeyStoreError(
            f"the keys in {sealing.keys(session).path} are not those of this database: "
            "bring its own back (intranet restore DIR --keys DIR)"
        )


def opens(session: Session) -> bool | None:
    """Whether the keys are those of this database; None before its first start."""
    rows = session.execute(select(_SENTINEL)).all()
    if not rows:
        return None
    return all(sealing.unseal(session, row.id, _place(row.id), row.sealed) == WORD for row in rows)


def give_up(session: Session) -> None:
    """The keys of this database are lost: what was sealed stays so, and the store that is there counts from now on."""
    session.execute(delete(_SENTINEL))
    _write(session)


def _write(session: Session) -> None:
    row = new_id()
    session.execute(insert(_SENTINEL), {"id": row, "sealed": sealing.seal(session, row, _place(row), WORD)})


def _place(row: uuid.UUID) -> str:
    return f"sentinels.sealed/{row}"
