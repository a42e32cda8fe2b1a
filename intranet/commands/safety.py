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
from intranet.extensions import db
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
def backup(folder: Path) -> None:
    """Copy database and keys into a new FOLDER, while people go on working."""
    with application() as app:
        check_schema(db.engine)
        made = backups.backup(db.session(), app.config["INTRANET_DATA"], folder, now())
    rows = sum(table.rows for table in made.tables.values())
    click.echo(f"{folder}: {len(made.tables)} tables, {rows} rows, verified.")
    click.echo(
        f"The keys lie in {folder / 'keys'}: keep them elsewhere than the rest, for seven days at most."
    )


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--replace", is_flag=True, help="Throw away what the database holds now.")
def restore(folder: Path, replace: bool) -> None:
    """Bring a backup back from FOLDER into an empty installation, and look whether it is sound."""
    with application() as app:
        data, secret = app.config["INTRANET_DATA"], app.config["SECRET_KEY"]
        found = restores.restore(db.engine, data, secret, folder, replace=replace)
        upgrade()
    rows = sum(table.rows for table in found.tables.values())
    click.echo(f"Restored: {rows} rows as of {found.made_at}.")
    # A new application: the one above opened the key store that was there before.
    with application() as app:
        _tell_findings(app)


def _tell_findings(app: Flask) -> bool:
    """True if nothing is wrong."""
    findings = list(examine(db.session(), app.extensions["processes"], app.config["INTRANET_DATA"], now()))
    for finding in findings:
        click.echo(f"{finding.what} - {finding.remedy}.", err=not finding.is_note)
    problems = [finding for finding in findings if not finding.is_note]
    if not problems:
        click.echo("Nothing is wrong.")
    return not problems
