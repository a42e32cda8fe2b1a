"""What a load balancer and an operator hear: that it serves, or not; never why, and nothing about anybody."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from intranet.db import writing
from intranet.extensions import db
from intranet.home import health
from tests.support.applications import NewApp
from tests.support.clock import Clock
from tests.workflows.new_group.driver import NewGroup


def stamp(app: Flask, heads: frozenset[str]) -> None:
    """As `intranet db upgrade` leaves it."""
    with app.app_context(), writing(db.session()):
        db.session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32))"))
        db.session.execute(text("DELETE FROM alembic_version"))
        for head in heads:
            db.session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})


def test_the_process_answers_without_a_database(new_app: NewApp, tmp_path: Path) -> None:
    app = new_app(f"sqlite:///{tmp_path / 'nowhere' / 'none.sqlite'}")
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "database": False, "migrations": False, "time": False}


def test_it_is_ready_when_the_database_has_the_migrations_of_this_code(
    app: Flask, client: FlaskClient
) -> None:
    stamp(app, health.heads())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        200,
        {"ready": True, "database": True, "migrations": True, "time": True},
    )


def test_it_is_not_ready_on_a_database_of_another_version(app: Flask, client: FlaskClient) -> None:
    stamp(app, frozenset({"another"}))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert (answer.json["database"], answer.json["migrations"]) == (True, False)


def test_it_tells_that_nobody_does_what_time_has_made_due(
    bergen: NewGroup, app: Flask, client: FlaskClient, clock: Clock
) -> None:
    stamp(app, health.heads())
    bergen.until("idea")
    clock.forward(days=30)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["time"] is False
