"""Two views by hand, for the site of the bench: the worklist's page and a completion, with nothing but SQL below them.

They sign nobody in and draw the same template, so that what differs is how the database is asked and written.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain
from typing import Any

import psycopg
from flask import Flask, abort, flash, g, redirect, render_template, request, session, url_for
from sqlalchemy.engine import make_url

from bench.crowd import in_sqlite
from bench.relay import DUE, LATE, MOMENT
from bench.worklist import page_statement
from intranet.auth.login import Reader
from intranet.auth.queries import IDLE, LONGEST, SignedIn
from intranet.auth.tokens import hashed
from intranet.cases import runtime
from intranet.cases.queries.worklist import CAP, HORIZON, VIEWS, After, Choices, Filters, Line
from intranet.cases.routes import narrowing, task_words
from intranet.extensions import db
from intranet.organisation.models import Unit
from intranet.policy import Actor, Grant
from intranet.web.access import public

_READER = """
    SELECT s.id, a.id, p.id, p.name, a.email, p.language, s.seen_at FROM sign_in_sessions s
    JOIN accounts a ON a.id = s.account_id JOIN people p ON p.id = a.person_id
    WHERE s.token_hash = ? AND s.ended_at IS NULL AND s.seen_at > ? AND s.started_at > ? AND a.disabled_at IS NULL
    AND (p.left_on IS NULL OR p.left_on > ?)
"""
_ROLES = """
    SELECT r.role, u.id, u.path FROM role_assignments r JOIN units u ON u.id = r.unit_id
    WHERE r.person_id = ? AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on > ?) ORDER BY u.path, r.role
"""
_UNITS = """
    SELECT id, name, path FROM units WHERE path LIKE ? AND kind <> 'group' AND closed_on IS NULL
    ORDER BY length(path), name, id LIMIT 200
"""
_MINE = "SELECT id FROM tasks WHERE person_id = ? AND {where}"
_QUEUE = "SELECT id FROM tasks WHERE role = ? AND unit_id = ? AND person_id IS NULL AND {where}"
_AWAKE = "status IN ('open', 'claimed') AND (snoozed_until IS NULL OR snoozed_until <= ?)"
_ASLEEP = "status IN ('open', 'claimed') AND snoozed_until > ?"
_DONE_BY = "SELECT id FROM tasks WHERE done_by = ? AND status = 'done'"
_TASK = """
    SELECT t.case_id, t.person_id, t.role, t.unit_id, c.unit_path, c.people, c.answers, c.events, c.version
    FROM tasks t JOIN cases c ON c.id = t.case_id WHERE t.id = ? AND t.status IN ('open', 'claimed'){lock}
"""
_DONE = """
    UPDATE tasks SET status = 'done', person_id = ?, done_at = ?, done_by = ?, case_version = ?, snoozed_until = NULL
    WHERE id = ? AND status IN ('open', 'claimed')
"""
_KEY = "INSERT INTO idempotency_keys (key, actor_id, what, event_id, used_at) VALUES (?, ?, ?, ?, ?)"
_EVENT = """
    INSERT INTO case_events (id, case_id, number, kind, at, actor_id, task_id, workflow_hash, facts)
    VALUES (?, ?, ?, 'task_done', ?, ?, ?, ?, ?)
"""
_FORGET = "UPDATE timers SET cancelled_at = ? WHERE task_id = ? AND fired_at IS NULL AND cancelled_at IS NULL"
_NEXT = "SELECT id FROM tasks WHERE case_id = ? AND key = 'close' AND status = 'waiting'"
_OPEN = "UPDATE tasks SET status = 'open', role = 'coordinator', unit_id = ?, opened_at = ?, due_at = ? WHERE id = ?"
_TIMERS = """
    INSERT INTO timers (id, case_id, kind, key, task_id, who, turn, since, at)
    VALUES (?, ?, 'climb', 'close', ?, 'staff', 1, ?, ?), (?, ?, 'climb', 'close', ?, 'board', 2, ?, ?)
"""
_COUNT = "UPDATE cases SET events = ? WHERE id = ?"


def add_views(app: Flask, url: str, workflow_hash: str) -> None:
    database = Database(url)

    @app.get("/by-hand/tasks")
    @public
    def worklist_by_hand() -> Any:
        return _worklist(database)

    @app.post("/by-hand/tasks/<uuid:task_id>/completion")
    @public
    def complete_by_hand(task_id: uuid.UUID) -> Any:
        _complete(database, task_id, workflow_hash)
        flash("This is done. Thank you.", "success")
        return redirect(url_for("tasks.show", task_id=task_id), 303)


class Database:
    """A connection for each thread; on SQLite writers stand in line, as ours do."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._own = threading.local()
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self._writer = threading.Lock() if self.is_sqlite else nullcontext()

    def run(self, statement: str, *values: Any) -> Any:
        if self.is_sqlite:
            return self._connection().execute(statement, [in_sqlite(value) for value in values])
        return self._connection().execute(statement.replace("?", "%s"), values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._writer:
            self.run("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                self.run("ROLLBACK")
                raise

    def _connection(self) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._connect()
        return self._own.connection

    def _connect(self) -> Any:
        url = self._url
        if not self.is_sqlite:
            return psycopg.connect(
                f"host={url.query['host']} user={url.username} dbname={url.database}", autocommit=True
            )
        connection = sqlite3.connect(str(url.database), isolation_level=None)
        for pragma in ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def _reader(database: Database) -> Actor:
    """Who asks, with today's roles; the layout finds both where ours puts them."""
    token, day = session.get("_user_id", ""), MOMENT.date().isoformat()
    found = database.run(_READER, hashed(token), MOMENT - IDLE, MOMENT - LONGEST, day).fetchone()
    if found is None:
        abort(403)
    session_id, account_id, me = (_uuid(value) for value in found[:3])
    known = SignedIn(session_id, account_id, me, found[3], found[4], found[5], MOMENT)
    g._login_user = Reader(token, known)  # noqa: SLF001 - where Flask-Login looks first
    rows = database.run(_ROLES, me, day, day).fetchall()
    g.actor = Actor(me, tuple(Grant(role, _uuid(unit), path) for role, unit, path in rows))
    return g.actor  # type: ignore[no-any-return]


def _uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def _worklist(database: Database) -> str:
    reader = _reader(database)
    one, two = reader.grants
    until = MOMENT + HORIZON
    mine, queues = (reader.person_id, MOMENT), ((one.role, one.unit_id), (two.role, two.unit_id))
    values = (*mine, until, *queues[0], until, *queues[1], until)
    found = database.run(page_statement("?"), *values).fetchall()
    lines = [
        Line(
            _uuid(row[0]),
            row[1],
            row[2],
            bool(row[3]),
            row[4],
            _moment(row[5]),
            row[6],
            row[7],
            _uuid(row[8]),
        )
        for row in found
    ]
    counts = _counts(database, reader)
    g.ready_count = counts["ready"]
    units = [
        Unit(id=_uuid(unit), name=name, path=path, kind="district", country="NO", regions=[])
        for unit, name, path in database.run(_UNITS, one.path + "%").fetchall()
    ]
    titles = {key: one.workflow.title for key, one in runtime.processes(db.session()).items()}
    choices = Choices(("coordinator", "volunteer"), tuple(units) if len(units) > 1 else (), titles)
    after = After(lines[CAP - 1].at, lines[CAP - 1].id) if len(lines) > CAP else None
    return render_template(
        "tasks/index.html",
        view="ready",
        rows=task_words.rows(db.session(), "ready", lines[:CAP], MOMENT),
        more=after and url_for("tasks.index", view="ready", after=narrowing.written(after)),
        tabs=task_words.tabs("ready", counts),
        ahead=counts["upcoming"],
        choices=choices,
        filters=narrowing.Narrowing({}, Filters()),
    )


def _counts(database: Database, reader: Actor) -> dict[Any, int]:
    """All views in one statement."""
    until, me = MOMENT + HORIZON, reader.person_id
    queues = [(grant.role, grant.unit_id) for grant in reader.grants]
    parts: list[str] = []
    values: list[Any] = []
    for where, of_mine, of_queue in (
        ("(due_at <= ? OR due_at IS NULL)", _AWAKE, "status = 'open'"),
        ("due_at > ?", _AWAKE, "status = 'open'"),
        ("opened_at < ?", "status = 'waiting'", "status = 'waiting'"),
    ):
        asked = [
            _MINE.format(where=f"{of_mine} AND {where}"),
            *(_QUEUE.format(where=f"{of_queue} AND {where}") for _ in queues),
        ]
        limited = " UNION ALL ".join(
            f"SELECT * FROM ({one} LIMIT {CAP + 1}) AS n{n}" for n, one in enumerate(asked)
        )
        parts.append(f"(SELECT count(*) FROM (SELECT * FROM ({limited}) AS a LIMIT {CAP + 1}) AS b)")
        values += [me, *([MOMENT] if of_mine == _AWAKE else []), until]
        for role, unit in queues:
            values += [role, unit, until]
    own = (_MINE.format(where=_ASLEEP), _DONE_BY)
    parts += [f"(SELECT count(*) FROM ({one} LIMIT {CAP + 1}) AS own)" for one in own]
    found = database.run("SELECT " + ", ".join(parts), *values, me, MOMENT, me).fetchone()
    return dict(zip(VIEWS, found, strict=True))


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _moment(value: Any) -> Any:
    return type(MOMENT).fromisoformat(f"{value}+00:00") if isinstance(value, str) else value


def _complete(database: Database, task_id: uuid.UUID, workflow_hash: str) -> None:
    with database.writing():
        me = _reader(database)
        lock = "" if database.is_sqlite else " FOR NO KEY UPDATE OF c"
        found = database.run(_TASK.format(lock=lock), task_id).fetchone()
        if found is None:
            abort(409)
        case_id, whose, role, unit, path, people, answers, events, version = found
        if (_uuid(whose) if whose else me.person_id) != me.person_id or role not in me.roles_at(path):
            abort(403)
        event = uuid.uuid4()
        facts = f'{{"before": {{"people": {_json(people)}, "answers": {_json(answers)}}}}}'
        if database.run(_DONE, me.person_id, MOMENT, me.person_id, version, task_id).rowcount != 1:
            abort(409)
        database.run(
            _KEY, request.form["idempotency_key"], me.person_id, f"complete:{task_id}", event, MOMENT
        )
        database.run(_EVENT, event, case_id, events + 1, MOMENT, me.person_id, task_id, workflow_hash, facts)
        database.run(_FORGET, MOMENT, task_id)
        (following,) = database.run(_NEXT, case_id).fetchone()
        database.run(_OPEN, unit, MOMENT, DUE, following)
        timers = ((uuid.uuid4(), case_id, following, MOMENT, at) for at in (DUE, LATE))
        database.run(_TIMERS, *chain.from_iterable(timers))
        database.run(_COUNT, events + 1, case_id)
