"""`intranet init`: a real organisation begins: database, keys, the country, and an administrator's invitation."""

from __future__ import annotations

import click
from flask_migrate import upgrade
from sqlalchemy import select

from intranet.auth.beginning import first_administrator
from intranet.clock import now
from intranet.commands.application import application
from intranet.commands.failing import Command
from intranet.commands.serving import open_keys, take_definitions
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.gazetteer import COUNTRIES
from intranet.organisation.models import Unit
from intranet.organisation.operations import create_nation
from intranet.policy import SYSTEM
from intranet.schema import check_schema, revision_of


@click.command(cls=Command)
@click.option(
    "--nation", prompt="What the organisation is called in its country", help="Such as: IOGT i Norge"
)
@click.option("--country", prompt="Country", type=click.Choice(COUNTRIES, case_sensitive=False))
@click.option("--name", prompt="Name of the first administrator")
@click.option("--email", prompt="Their e-mail")
def init(nation: str, country: str, name: str, email: str) -> None:
    """Set up an organisation, and print the link by which its administrator signs in.

    Once more with the same e-mail: a new link, for an administrator who lost the first or the password.
    """
    with application() as app:
        if revision_of(db.engine) is None:
            upgrade()
        check_schema(db.engine)
        open_keys()
        take_definitions(app)
        session, moment = db.session(), now()
        with writing(session):
            known = session.scalars(
                select(Unit).where(Unit.kind == "nation", Unit.country == country.upper())
            ).first()
            root = known or create_nation(session, SYSTEM, moment, name=nation, country=country.upper())
            token = first_administrator(session, name, email, moment, nation_id=root.id)
    click.echo("This link is shown once and is good for seven days. Give it to the administrator:")
    click.echo(f"{app.config['BASE_URL'].rstrip('/')}/links/{token}")
