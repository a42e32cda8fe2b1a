"""Erasing: written down in the caller's transaction; the key is destroyed after it, and by whoever comes next if not.

Two ledgers hold who was erased. The database's is written with the step itself; the key store's, with the key's
destruction. The key store's knows at least what any older copy of the database knew, and the other way round, once
`settle` has run: so whichever of the two is restored from a backup, the other one tells it what must not open again.
"""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, event, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from intranet.db import table_of
from intranet.privacy import ledger
from intranet.privacy.errors import KeyStoreError
from intranet.privacy.keystore import MANY, KeyStore
from intranet.privacy.models import Erasure

log = logging.getLogger(__name__)

_ERASURE = table_of(Erasure)
_ERASING = "erasing"


def erase(session: Session, moment: datetime, owners: Iterable[uuid.UUID]) -> None:
    """Erase these owners with the caller's transaction; the caller empties the columns in it.

    From the commit on their keys are destroyed: what was sealed for them opens in no copy, however old.
    """
    erased = sorted(set(owners))
    if not erased:
        return
    write_down(session.connection(), dict.fromkeys(erased, moment))
    session.info.setdefault(_ERASING, set()).update(erased)


def write_down(connection: Connection, erased: Mapping[uuid.UUID, datetime]) -> None:
    """Add to the database's ledger who is not in it yet; one that has no ledger gets it with its next migration."""
    if erased and _is_there(connection):
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        connection.execute(
            insert(_ERASURE).on_conflict_do_nothing(),
            [{"owner": owner, "erased_at": at} for owner, at in erased.items()],
        )


def written_down(connection: Connection) -> dict[uuid.UUID, datetime]:
    """The database's ledger."""
    rows = connection.execute(select(_ERASURE)) if _is_there(connection) else ()
    return {row.owner: row.erased_at for row in rows}


def _is_there(connection: Connection) -> bool:
    """A database that was restored and not yet brought to today's shape may have none."""
    return inspect(connection).has_table(_ERASURE.name)


def settle(session: Session) -> int:
    """Destroy the keys of all whom the database's ledger names; how many were still unknown to the key store.

    Done before anything is unsealed by a process, and each time that time is let pass.
    """
    store: KeyStore = session.info["keys"]
    connection = session.connection()
    done = _settle(connection, store) if _is_there(connection) else 0
    store.settled = True
    return done


def reconcile(session: Session) -> None:
    """Both ledgers hold all that either held, and the copies of the key store have forgotten it too.

    Within the caller's write transaction, at a start and after a restore.
    """
    settle(session)
    store: KeyStore = session.info["keys"]
    erased = ledger.read(store.path)
    known = written_down(session.connection())
    write_down(session.connection(), {owner: at for owner, at in erased.items() if owner not in known})
    ledger.replay_in_copies(store.path, erased)


def unfinished(session: Session) -> int:
    """How many are erased in the database whose keys have not been destroyed yet."""
    known = ledger.read(session.info["keys"].path)
    return sum(owner not in known for owner in written_down(session.connection()))


def _settle(connection: Connection, store: KeyStore) -> int:
    number = connection.execute(select(func.count()).select_from(_ERASURE)).scalar_one()
    if store.settled and number == ledger.count(store.path):
        return 0
    known = ledger.read(store.path)
    missing = {
        row.owner: row.erased_at for row in connection.execute(select(_ERASURE)) if row.owner not in known
    }
    if missing:
        store.erase(missing)
    return len(missing)


@event.listens_for(Session, "after_commit")
def _destroy(session: Session) -> None:
    if session.in_nested_transaction() or not (erased := session.info.pop(_ERASING, None)):
        return
    try:
        with session.get_bind().engine.connect() as connection:
            _destroy_committed(connection, session.info["keys"], sorted(erased))
    except (KeyStoreError, OSError, SQLAlchemyError, sqlite3.Error) as error:
        # It is committed; the keys are destroyed with the next look at the clock, or at the next start.
        log.warning("the keys of %d erased could not be destroyed yet: %s", len(erased), type(error).__name__)


def _destroy_committed(connection: Connection, store: KeyStore, erased: list[uuid.UUID]) -> None:
    """Only what the ledger really holds: a part of the transaction may have been taken back."""
    for start in range(0, len(erased), MANY):
        part = select(_ERASURE).where(_ERASURE.c.owner.in_(erased[start : start + MANY]))
        store.erase({row.owner: row.erased_at for row in connection.execute(part)})
