"""The control: the same operations on a database whose locks were taken away, as if nobody had thought of them."""

from __future__ import annotations

import re
import time
from typing import Any

from sqlalchemy import Engine, event

# What makes a task's change conditional; it still stands there, and no longer says anything.
CONDITION, NO_CONDITION = "tasks.status IN", "tasks.status = tasks.status OR 1 = 0 AND tasks.status IN"
PAUSE_SECONDS = 0.15
ROW_LOCK = re.compile(r" FOR (NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b(?: OF \w+)?")


def loosen(engine: Engine) -> None:
    """PostgreSQL is asked without its row locks. SQLite begins as its driver would: with the first write."""

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def without(
        _c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> tuple[str, Any]:
        return ROW_LOCK.sub("", statement), parameters


def check_then_write(engine: Engine) -> None:
    """As above, and a task's status is asked first and then written, with a moment between."""
    loosen(engine)

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def whatever_it_is(
        _c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> tuple[str, Any]:
        if statement.startswith("UPDATE tasks SET"):
            time.sleep(PAUSE_SECONDS)
            statement = statement.replace(CONDITION, NO_CONDITION)
        return statement, parameters
