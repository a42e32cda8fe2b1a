"""A form that is sent twice does one thing."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases.locking import Used
from intranet.cases.models import IdempotencyKey
from intranet.cases.together import write
from intranet.db import table_of
from intranet.engine.text import Text
from intranet.problems import Stale

_KEY = table_of(IdempotencyKey)
_TAKE = {
    dialect.__name__.rsplit(".", 1)[-1]: dialect.insert(_KEY)
    .on_conflict_do_nothing()
    .execution_options(preserve_rowcount=True)
    for dialect in (sqlite, postgresql)
}
_USED = select(_KEY.c.what, _KEY.c.event_id).where(
    _KEY.c.key == bindparam("key"), _KEY.c.actor_id == bindparam("actor")
)

USED = Text("This form was already used for something else. Please open the page again.")


def once(
    session: Session, key: str | None, actor: policy.Actor, what: str, event_id: uuid.UUID, moment: datetime
) -> uuid.UUID | None:
    """Take the form's idempotency key. None: go on; else the event that the same form led to before.

    For what has no case yet to be locked: of two at once the second waits here for the first. Raises Stale if the
    key was used for something else. Without a key or a person nothing is remembered.
    """
    if key is None or actor.person_id is None:
        return None
    row = {"key": key, "actor_id": actor.person_id, "what": what, "event_id": event_id, "used_at": moment}
    statement = _TAKE[session.get_bind().dialect.name]
    if session.connection().execute(statement, row).rowcount == 1:
        return None
    used = session.connection().execute(_USED, {"key": key, "actor": actor.person_id}).one()
    return earlier(Used(used.what, used.event_id), what)


def earlier(used: Used | None, what: str) -> uuid.UUID | None:
    """The event that the same form led to before, None for a new form. Raises Stale if it did something else."""
    if used is not None and used.what != what:
        raise Stale(USED)
    return None if used is None else used.event_id


def use_up(
    session: Session, key: str | None, actor: policy.Actor, what: str, event_id: uuid.UUID, moment: datetime
) -> None:
    """Remember what a form did, under the locks under which it was found new: the actor's own row is one of them."""
    if key is not None and actor.person_id is not None:
        row = {"key": key, "actor_id": actor.person_id, "what": what, "event_id": event_id, "used_at": moment}
        write(session, _TAKE[session.get_bind().dialect.name], row, rows=1)
