"""Where a phone keeps the counts of a meeting until they have arrived: in a place that is its reader's alone."""

from __future__ import annotations

import uuid

from flask import Flask

from intranet.extensions import db
from intranet.privacy.sealing import blind
from intranet.web.access import actor


def kept_at(group_id: uuid.UUID) -> str:
    """What stands there of the reader tells nobody who they are; the next user of the browser looks elsewhere."""
    return f"{blind(db.session(), 'kept on a phone', str(actor().person_id)).hex()}/{group_id}"


def init_app(app: Flask) -> None:
    app.jinja_env.globals["kept_at"] = kept_at
