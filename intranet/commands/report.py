"""`intranet report NAME --from --to`: figures of some time, nation by nation; how they are counted stands elsewhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select

from intranet.commands.application import application
from intranet.commands.failing import Command
from intranet.demo import build
from intranet.engine.text import english
from intranet.extensions import db
from intranet.organisation.models import Unit
from intranet.reports.queries import figures
from intranet.reports.words import LINES
from intranet.schema import check_schema

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("report", cls=Command)
@click.argument("name", type=click.Choice(["year"]), expose_value=False)
@click.option("--from", "first", type=DAY, required=True, help="The first day, such as 2003-01-01.")
@click.option("--to", "last", type=DAY, required=True, help="The last day.")
@click.option(
    "--demo", "demonstration", type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR", help="Count in the demonstration of this folder.",
)  # fmt: skip
def report(first: datetime, last: datetime, demonstration: Path | None) -> None:
    """Count what happened from the first day to the last: counts only, never who."""
    if last < first:
        raise click.UsageError("The last day is the first or later.")
    with application(None if demonstration is None else build.found(demonstration)):
        check_schema(db.engine)
        session = db.session()
        for nation in session.scalars(select(Unit).where(Unit.kind == "nation").order_by(Unit.name)):
            click.echo(f"{nation.name}, {first:%Y-%m-%d} to {last:%Y-%m-%d}")
            found = figures(session, nation.path, first.date(), last.date())
            for line in LINES:
                click.echo(f"  {english(line.label):<40}{line.count(found):>8}")
