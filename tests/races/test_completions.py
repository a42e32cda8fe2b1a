"""One task, completed a thousand times over HTTP by many browsers at once: it is done once, and the rest are told."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from flask import Flask
from sqlalchemy import text

from intranet.cases import runtime, versions
from intranet.db import writing
from intranet.extensions import db
from tests import cast, factories
from tests.races.browsers import Browser, all_at_once, new_key
from tests.races.control import check_then_write
from tests.support.applications import NewApp, serving
from tests.support.clock import Clock
from tests.support.visitors import email_of, password_hash
from tests.workflows.new_group.driver import NewGroup

BROWSERS = 16
SENT = int(os.environ.get("INTRANET_COMPLETIONS", "1000"))


def _task(app: Flask, clock: Clock) -> uuid.UUID:
    """A task of the office's, in a case of its own."""
    with app.app_context():
        session = db.session()
        with writing(session):
            versions.record(session, runtime.processes(session).values(), clock())
            people = cast.build(session)
            for name in ("staff", "staff_two"):
                factories.account(session, people.people[name], email_of(name), password_hash())
        new_group = NewGroup(session, people, clock).until("approved")
        return next(task.id for task in new_group.case.tasks if task.key == "announce")


def _complete_from_everywhere(
    app: Flask, task_id: uuid.UUID, sent: int, key: Callable[[], str] = new_key
) -> Counter[int]:
    with serving(app, threads=BROWSERS) as address:
        browsers = [Browser(address) for _ in range(BROWSERS)]
        for browser, name in zip(browsers, cycle(("staff", "staff_two"))):
            browser.sign_in(email_of(name))
            assert browser.get(f"/tasks/{task_id}") == 200
        left = iter(range(sent))

        def complete(browser: Browser) -> Iterator[int]:
            while next(left, None) is not None:
                status, _text, _headers = browser.post(f"/tasks/{task_id}/completion", idempotency_key=key())
                yield status

        answered = all_at_once(browsers, complete)
        for browser in browsers:
            browser.close()
    return answered


def _times_done(app: Flask, task_id: uuid.UUID) -> int:
    with app.app_context():
        rows = db.session().execute(text("SELECT task_id FROM case_events WHERE kind = 'task_done'"))
        return sum(uuid.UUID(str(row.task_id)) == task_id for row in rows)


def test_of_a_thousand_completions_one_counts_and_the_rest_are_told(app: Flask, clock: Clock) -> None:
    task_id = _task(app, clock)
    assert _complete_from_everywhere(app, task_id, SENT) == {303: 1, 409: SENT - 1}
    assert _times_done(app, task_id) == 1


def test_whoever_checks_and_then_writes_fails_the_same_trial(
    new_app: NewApp, database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intranet.prepare_engine", check_then_write)
    app = new_app(database_url, TESTING=False)
    task_id = _task(app, clock)
    # Without a key, for the row of a key would be written first and hold up the others.
    answered = _complete_from_everywhere(app, task_id, 2 * BROWSERS, key=str)
    assert (answered, _times_done(app, task_id)) != ({303: 1, 409: 2 * BROWSERS - 1}, 1)
    assert answered[303] + answered[500] > 1
