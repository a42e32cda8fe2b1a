"""`intranet demo`: the demonstration organisation on this machine, with its web server and its clock in one process."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError

from intranet.cases.operations import tick
from intranet.clock import now
from intranet.commands.application import application
from intranet.commands.failing import Command
from intranet.commands.serving import must_be_free, open_keys, serve, take_definitions
from intranet.config import ConfigError
from intranet.demo import build
from intranet.demo.accounts import NORWAY, PASSWORD, SWEDEN
from intranet.demo.stage import DOMAIN
from intranet.extensions import db
from intranet.schema import check_schema, is_known, revision_of

HOST = "127.0.0.1"
TICK_SECONDS = 60

log = logging.getLogger(__name__)


@click.command(cls=Command)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--data", default=Path("var/demo"), show_default=True, type=click.Path(path_type=Path, file_okay=False)
)
@click.option("--fresh", is_flag=True, help="Forget what was done in it, and begin anew.")
def demo(port: int, data: Path, fresh: bool) -> None:
    """Serve the demonstration: an invented organisation, told since the year 2000."""
    data = data.resolve()
    must_be_free(HOST, port)
    with _alone(data):
        if build.prepare(data, fresh=fresh):
            click.echo("The organisation's story is being told; this takes up to a minute.")
            build.build(data, now())
        with application(build.settings(data, port)) as app:
            if (found := revision_of(db.engine)) is not None and is_known(found):
                upgrade()
            check_schema(db.engine)
            open_keys()
            take_definitions(app)
        stop = threading.Event()
        clock = threading.Thread(target=_let_time_pass, args=(app, stop), name="clock", daemon=True)
        clock.start()
        serve(app, HOST, port, threads=8, ready=lambda: _introduce(port))
        stop.set()
        clock.join(timeout=10)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One demonstration at a time in a folder."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConfigError(
                f"Another demonstration runs in {data}: stop it, or choose another --data"
            ) from error
        yield


def _let_time_pass(app: Flask, stop: threading.Event) -> None:
    while True:
        with app.app_context():
            try:
                tick(db.session(), now())
            except SQLAlchemyError as error:
                log.warning("time did not pass: %s", type(error).__name__)
        if stop.wait(TICK_SECONDS):
            return


def _introduce(port: int) -> None:
    click.echo(f"\nSign in at http://{HOST}:{port}/ as one of these; the password is: {PASSWORD}\n")
    for part in (NORWAY, SWEDEN):
        for account in part:
            click.echo(f"  {account.who + '@' + DOMAIN:<34} {account.about}")
        click.echo()
    click.echo("Everybody is invented. Ctrl-C ends it; the next start goes on with the same data.")
