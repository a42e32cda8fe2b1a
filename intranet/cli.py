"""The console script `intranet`: one clear line when something goes wrong; the commands stand in commands/."""

from __future__ import annotations

import sys

import click
from flask.cli import ScriptInfo
from flask_migrate.cli import db

from intranet import create_app
from intranet.commands.demo import demo
from intranet.commands.failing import say
from intranet.commands.import_ import import_
from intranet.commands.init import init
from intranet.commands.keys import keys
from intranet.commands.report import report
from intranet.commands.safety import backup, doctor, restore
from intranet.commands.web import web
from intranet.commands.workflows import workflows


@click.group(
    context_settings={
        "obj": ScriptInfo(create_app=create_app, load_dotenv_defaults=False),
        "help_option_names": ["-h", "--help"],
    }
)
def intranet() -> None:
    """The intranet of a peer-support organisation."""


for command in (demo, init, db, web, workflows, import_, report, doctor, keys, backup, restore):
    intranet.add_command(command)


def main() -> None:
    """Exits 0 when a command did what it says, 1 with one line on standard error when not, 2 for wrong words."""
    sys.excepthook = say
    intranet(prog_name="intranet")
