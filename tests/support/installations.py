"""An installation as an operator has it: a migrated database, keys, people and a case; and its commands."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet import config, create_app
from intranet.cases import operations, versions
from intranet.cli import intranet
from intranet.clock import local_date
from intranet.commands.application import application
from intranet.commands.failing import in_one_line
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from intranet.privacy import sentinel
from tests import cast
from tests.support.clock import Clock
from tests.support.databases import KINDS, FreshDatabase

SECRET = "a secret of these tests, long enough to be one"
CONTACT = "Nobody Eksempel, 000 00 000"


@dataclass(frozen=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Installation:
    kind: str
    url: str
    data: Path
    secret: str = SECRET

    @property
    def environment(self) -> dict[str, str]:
        return {
            "INTRANET_DATABASE_URL": self.url,
            "INTRANET_DATA": str(self.data),
            "INTRANET_SECRET_KEY": self.secret,
        }

    def run(self, *words: str | Path, **settings: str) -> Answer:
        return run(self.environment | settings, *words)

    @contextmanager
    def opened(self) -> Iterator[Flask]:
        settings = config.settings(data=self.data, secret=self.secret, database_url=self.url)
        with application(settings) as app:
            yield app


def run(environment: Mapping[str, str], *words: str | Path) -> Answer:
    """A command in this process; its settings are these alone."""
    cleared = {"INTRANET_WORKFLOWS": None, "INTRANET_BASE_URL": None, "INTRANET_SECRET_KEY": None}
    result = CliRunner().invoke(
        intranet,
        [str(word) for word in words],
        env={**cleared, **environment},
        obj=ScriptInfo(create_app=create_app, load_dotenv_defaults=False),
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return Answer(1, result.stdout, in_one_line(result.exception) + "\n")
    return Answer(result.exit_code, result.stdout, result.stderr)


def build_nothing(url: str) -> None:
    engine = create_engine(url)
    engine.connect().close()
    engine.dispose()


def build_migrated(url: str) -> None:
    with (
        tempfile.TemporaryDirectory() as data,
        Installation("", url, Path(data)).opened(),
    ):
        upgrade()


NewInstallation = Callable[..., Installation]


@pytest.fixture
def new_installation(fresh_database: FreshDatabase, tmp_path: Path) -> NewInstallation:
    """`new_installation(kind, build)`: migrated and empty, unless `build` says otherwise."""
    made: list[Installation] = []

    def new(kind: str, build: Callable[[str], None] = build_migrated) -> Installation:
        made.append(Installation(kind, fresh_database(kind, build), tmp_path / f"installation-{len(made)}"))
        return made[-1]

    return new


@pytest.fixture(params=KINDS)
def installation(
    new_installation: NewInstallation, request: pytest.FixtureRequest, clock: Clock
) -> Installation:
    """With the cast, and a case in which somebody left how they can be reached."""
    return filled(new_installation(request.param), clock)


@pytest.fixture
def on_sqlite(new_installation: NewInstallation, clock: Clock) -> Installation:
    return filled(new_installation("sqlite"), clock)


@contextmanager
def begun(installation: Installation, clock: Clock) -> Iterator[tuple[Session, cast.Cast]]:
    """An empty installation as `intranet init` leaves it, with the cast."""
    with installation.opened() as app:
        session = db.session()
        with writing(session):
            versions.take(session, app.extensions["processes"], clock())
            sentinel.set_up(session)
            people = cast.build(session)
        yield session, people


def filled(installation: Installation, clock: Clock, contact: str = CONTACT) -> Installation:
    """With a case in which somebody left this as the way to reach them."""
    with begun(installation, clock) as (session, people), writing(session):
        operations.begin(
            session, "new_group", "register",
            actor_of(session, people.volunteer.id, local_date(clock())), people.units["vestland"], clock(),
            {"place": "Bergen", "group_kind": "family_club", "contact": contact, "why_here": "Families ask."},
        )  # fmt: skip
    return installation


def elsewhere(installation: Installation, other: Installation, secret: str = SECRET) -> Installation:
    """The place to restore to: another database, no keys yet."""
    return replace(other, data=installation.data.with_name("elsewhere"), secret=secret)
