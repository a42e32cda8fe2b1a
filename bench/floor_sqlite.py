"""The step by hand on SQLite: what a careful person would write for this one process, with the bare driver."""

from __future__ import annotations

import json
import sqlite3
import uuid
from datetime import datetime

from bench.relay import DUE, LATE, MOMENT, Relay

_PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)

_READ = """
    SELECT c.version, c.via, c.entered_at, c.people, c.takers, c.answers, c.events, c.unit_id, t.id
    FROM cases c JOIN tasks t ON t.case_id = c.id AND t.key = 'hand' AND t.status IN ('open', 'claimed')
    WHERE c.id = ? AND c.state = 'here' AND c.version = ?
"""
_MAY = """
    SELECT 1 FROM role_assignments r JOIN people p ON p.id = r.person_id
    WHERE r.person_id = ? AND r.role = 'coordinator' AND r.unit_id = ? AND r.starts_on <= ?
    AND (r.ends_on IS NULL OR r.ends_on > ?) AND (p.left_on IS NULL OR p.left_on > ?)
"""
_GUARD = "SELECT 1 FROM certificates WHERE person_id = ? AND valid_to >= ?"
_KEY = "INSERT INTO idempotency_keys (key, actor_id, what, event_id, used_at) VALUES (?, ?, ?, ?, ?)"
_EVENT = """
    INSERT INTO case_events (id, case_id, number, kind, at, actor_id, transition, from_state, to_state, workflow_hash,
    facts) VALUES (?, ?, ?, 'transition', ?, ?, 'pass_on', 'here', 'there', ?, ?)
"""
_MOVE = """
    UPDATE cases SET state = 'there', version = version + 1, via = 'pass_on', entered_at = ?, events = events + 1,
    takers = ? WHERE id = ? AND version = ?
"""
_CLOSE = """
    UPDATE tasks SET status = 'done', done_at = ?, done_by = ?, closed_with = 'pass_on', case_version = ?
    WHERE id = ? AND status IN ('open', 'claimed')
"""
_FORGET = "UPDATE timers SET cancelled_at = ? WHERE case_id = ? AND fired_at IS NULL AND cancelled_at IS NULL"
_OPEN = """
    INSERT INTO tasks (id, case_id, key, status, role, unit_id, opened_at, due_at, case_version)
    VALUES (?, ?, 'receive', 'open', 'coordinator', ?, ?, ?, ?)
"""
_TIMERS = """
    INSERT INTO timers (id, case_id, kind, key, task_id, who, turn, since, at)
    VALUES (?, ?, 'climb', 'receive', ?, 'staff', 1, ?, ?), (?, ?, 'climb', 'receive', ?, 'board', 2, ?, ?)
"""


class SQLiteFloor:
    def __init__(self, prepared: Relay) -> None:
        path = prepared.session.get_bind().engine.url.database
        self._connection = sqlite3.connect(str(path), isolation_level=None)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._actor = str(prepared.actor.person_id)
        self._hash = prepared.hash_of("relay")

    def __call__(self, case_id: uuid.UUID) -> None:
        day, now, due, late = MOMENT.date().isoformat(), _moment(MOMENT), _moment(DUE), _moment(LATE)
        me, case, version = uuid.UUID(self._actor).hex, case_id.hex, 1
        event, opened = uuid.uuid4().hex, uuid.uuid4().hex
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        found = run(_READ, (case, version)).fetchone()
        _, via, entered, people, takers, answers, events, unit, task = found
        assert run(_MAY, (me, unit, day, day, day)).fetchone()
        assert run(_GUARD, (me, day)).fetchone()
        run(_KEY, (str(uuid.uuid4()), me, f"{case_id}:pass_on", event, now))
        before = {
            "via": via,
            "entered_at": datetime.fromisoformat(entered).replace(tzinfo=MOMENT.tzinfo).isoformat(),
            "people": json.loads(people),
            "answers": json.loads(answers),
        }
        run(_EVENT, (event, case, events + 1, now, me, self._hash, json.dumps({"before": before})))
        taken = json.loads(takers)
        taken["pass_on"] = sorted({*taken.get("pass_on", ()), self._actor})
        assert run(_MOVE, (now, json.dumps(taken), case, version)).rowcount == 1
        assert run(_CLOSE, (now, me, version + 1, task)).rowcount == 1
        run(_FORGET, (now, case))
        run(_OPEN, (opened, case, unit, now, due, version + 1))
        run(_TIMERS, (uuid.uuid4().hex, case, opened, now, due, uuid.uuid4().hex, case, opened, now, late))
        run("COMMIT")

    def close(self) -> None:
        self._connection.close()


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
