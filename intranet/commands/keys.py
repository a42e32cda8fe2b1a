"""`intranet keys`: the key store is given a new secret; what is sealed stays as it is."""

from __future__ import annotations

import click

from intranet.commands.application import application
from intranet.commands.failing import Command
from intranet.privacy.keystore import KeyStore


@click.group()
def keys() -> None:
    """Look after the key store."""


@keys.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="Only say how many keys there are to do.")
def rotate(dry_run: bool) -> None:
    """Wrap every key by INTRANET_SECRET_KEY; those that INTRANET_SECRET_KEY_BEFORE still opens.

    Whatever stops it does no harm: run it again, and it goes on.
    """
    with application() as app:
        store: KeyStore = app.extensions["keys"]
        if dry_run:
            click.echo(f"{_keys(store.waiting())} would be wrapped anew.")
            return
        done = 0
        while now := store.rotate():
            done += now
        store.check()
    click.echo(f"{_keys(done)} wrapped anew. INTRANET_SECRET_KEY_BEFORE is needed no more.")
    click.echo("Copies of the key store made until now still need the secret before: make a new backup.")


def _keys(number: int) -> str:
    return f"{number} key" if number == 1 else f"{number} keys"
