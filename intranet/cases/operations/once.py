"""A form that is sent twice does one thing."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases import store
from intranet.engine.text import Text
from intranet.problems import Stale


def once(
    session: Session, key: str | None, actor: policy.Actor, what: str, event_id: uuid.UUID, moment: datetime
) -> uuid.UUID | None:
    """Take the form's idempotency key. None: go on; else the event that the same form led to before.

    Raises Stale if the key was used for something else. Without a key or a person nothing is remembered.
    """
    if key is None or actor.person_id is None:
        return None
    used = store.use_key(session, key, actor.person_id, what, event_id, moment)
    if used is None:
        return None
    if used.what != what:
        raise Stale(Text("This form was already used for something else. Please open the page again."))
    earlier: uuid.UUID = used.event_id
    return earlier
