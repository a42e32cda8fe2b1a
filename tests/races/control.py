"""The control: the same operations on a database whose locks were taken away, as if nobody had thought of them."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, event

ROW_LOCK = re.compile(r" FOR (NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b")


def loosen(engine: Engine) -> None:
    """PostgreSQL is asked without its row locks. SQLite begins as its driver would: with the first write."""

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def without(
        _c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> tuple[str, Any]:
        return ROW_LOCK.sub("", statement), parameters
