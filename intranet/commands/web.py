"""`intranet web`: the production process that answers people; behind a proxy that speaks TLS."""

from __future__ import annotations

import click

from intranet.commands.application import application
from intranet.commands.failing import Command
from intranet.commands.serving import must_be_free, open_keys, serve, take_definitions
from intranet.extensions import db
from intranet.schema import check_schema


@click.command(cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
def web(host: str, port: int, threads: int) -> None:
    """Serve the intranet."""
    with application() as app:
        check_schema(db.engine)
        open_keys()
        take_definitions(app)
    must_be_free(host, port)
    serve(app, host, port, threads, ready=lambda: click.echo(f"Serving on http://{host}:{port}"))
