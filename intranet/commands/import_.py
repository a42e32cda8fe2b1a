"""`intranet import FILE`: paper certificates from a table (CSV), tried out first; how it is read stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.auth.models import Account
from intranet.auth.queries import normal
from intranet.certificates.operations import import_papers, rehearse
from intranet.certificates.sheet import Problem, read
from intranet.clock import local_date, now
from intranet.commands.application import application
from intranet.commands.failing import Command, Told
from intranet.db import begin_writing
from intranet.demo import build
from intranet.engine.text import english
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from intranet.policy import SYSTEM, Actor
from intranet.schema import check_schema

LARGEST = 12 * 1024 * 1024
MOST_SAID = 200


@click.command("import", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Enter them; without it, only say what would happen.")
@click.option("--by", metavar="EMAIL", help="Who enters them: somebody of the staff. Needed to write.")
@click.option(
    "--demo", "demonstration", type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR", help="Enter them in the demonstration of this folder.",
)  # fmt: skip
def import_(file: Path, write: bool, by: str | None, demonstration: Path | None) -> None:
    """Enter certificates that exist on paper from FILE, a CSV table.

    Its first row names the columns: person (a name or an e-mail), number, valid_from, valid_to and, if wanted, kind.
    A day may stay empty where nobody knows it. All of it is entered, or nothing.
    """
    if write and by is None:
        raise click.UsageError("Say who enters them: --by EMAIL")
    if file.stat().st_size > LARGEST:
        raise Told(f"{file}: larger than {LARGEST // 2**20} MB. Please divide it.")
    sheet = read(file.read_bytes())
    with application(None if demonstration is None else build.found(demonstration)):
        check_schema(db.engine)
        session, moment = db.session(), now()
        if write:
            begin_writing(session)
        actor = SYSTEM if by is None else _who(session, by)
        found = (import_papers if write else rehearse)(session, actor, moment, sheet)
        if found.problems:
            session.rollback()
            _tell(found.problems)
            lines = {one.line for one in found.problems if one.line}
            told = f" {_rows(len(lines))} cannot be." if lines else ""
            raise Told(f"{file}: nothing was entered.{told}")
        for paper in found.papers:
            row = paper.row
            days = f"{row.valid_from or 'not known'} to {row.valid_to or 'not known'}"
            click.echo(f"row {row.line}: {row.number}, {paper.name}, {days}")
        session.commit()
    done = "entered." if write else "would be entered. To do it: --write --by EMAIL"
    click.echo(f"{_rows(len(found.papers))} {done}")


def _who(session: Session, email: str) -> Actor:
    person_id = session.scalars(select(Account.person_id).where(Account.email == normal(email))).first()
    if person_id is None:
        raise Told(f"Nobody signs in as {email}.")
    return actor_of(session, person_id, local_date(now()))


def _tell(problems: Iterable[Problem]) -> None:
    said = [f"row {one.line}: {english(one.text)}" if one.line else english(one.text) for one in problems]
    for line in said[:MOST_SAID]:
        click.echo(line)
    if len(said) > MOST_SAID:
        click.echo(f"… and {len(said) - MOST_SAID} more")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
