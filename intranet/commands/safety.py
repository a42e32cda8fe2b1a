"""`intranet doctor`, `backup` and `restore`: looking after an installation; how it is done stands in safety/."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from intranet.clock import now
from intranet.commands.application import application
from intranet.commands.failing import Command
from intranet.db import writing
from intranet.extensions import db
from intranet.privacy import erasure, sentinel
from intranet.privacy.keystore import KeyStore
from intranet.safety import backup as backups
from intranet.safety import restore as restores
from intranet.safety.doctor import examine
from intranet.schema import check_schema

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(cls=Command)
def doctor() -> None:
    """Look whether everything is sound; each problem is one line with what to do."""
    with application() as app:
        sound = _tell_findings(app)
    if not sound:
        sys.exit(1)


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--keys", type=FOLDER, help="Where its keys go, instead of FOLDER.keys.")
def backup(folder: Path, keys: Path | None) -> None:
    """Copy the database into a new FOLDER, and its keys apart from it, while people go on working."""
    place = keys or backups.keys_beside(folder)
    with application() as app:
        check_schema(db.engine)
        made = backups.backup(db.session(), app.extensions["keys"], folder, place, now(), _opener(app))
    tables = made.manifest.tables
    rows = sum(table.rows for table in tables.values())
    click.echo(f"{folder}: {len(tables)} tables, {rows} rows, verified.")
    click.echo(f"{place}: {made.keys} keys, verified. Keep them elsewhere than the rest.")
    for old in made.removed:
        click.echo(f"{old}: keys older than seven days, removed.")


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--keys", type=FOLDER, help="Where its keys are, if they are not in FOLDER.keys.")
@click.option("--without-keys", is_flag=True, help="Its keys are lost: what is sealed stays unreadable.")
@click.option("--replace", is_flag=True, help="Throw away what the database holds now.")
def restore(folder: Path, keys: Path | None, without_keys: bool, replace: bool) -> None:
    """Bring a backup back from FOLDER into an empty installation, and look whether it is sound."""
    with application() as app:
        data = app.config["INTRANET_DATA"]
        place = None if without_keys else keys or restores.keys_for(folder, data)
        found = restores.restore(db.engine, data, folder, place, _opener(app), replace=replace)
        upgrade()
    rows = sum(table.rows for table in found.tables.values())
    click.echo(f"Restored: {rows} rows as of {found.made_at}.")
    # A new application: the one above opened the key store that was there before.
    with application() as app:
        with writing(db.session()):
            erasure.reconcile(db.session())
            if without_keys and not sentinel.opens(db.session()):
                sentinel.give_up(db.session())
                click.echo("What was sealed about people stays unreadable: its keys were not brought.")
        _tell_findings(app)


def _opener(app: Flask) -> backups.Open:
    """How a copy of the key store is opened: with this installation's secrets."""
    secret, before = app.config["SECRET_KEY"], app.config["INTRANET_SECRET_KEY_BEFORE"]
    return lambda folder: KeyStore(folder, secret, before)


def _tell_findings(app: Flask) -> bool:
    """True if nothing is wrong."""
    findings = list(examine(db.session(), app.extensions["processes"], app.config["INTRANET_DATA"], now()))
    for finding in findings:
        click.echo(f"{finding.what} - {finding.remedy}.", err=not finding.is_note)
    problems = [finding for finding in findings if not finding.is_note]
    if not problems:
        click.echo("Nothing is wrong.")
    return not problems
