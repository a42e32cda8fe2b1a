"""What is said when a command cannot do what it was asked: one line for people, never a traceback."""

from __future__ import annotations

import sqlite3
import sys
import traceback
from types import TracebackType
from typing import IO, Any

import click
import psycopg
from sqlalchemy.exc import DBAPIError

from intranet.config import ConfigError
from intranet.engine.problems import DefinitionError
from intranet.engine.text import english
from intranet.privacy.errors import KeyStoreError
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.safety.errors import SafetyError
from intranet.schema import SchemaError

TOLD = (ConfigError, DefinitionError, KeyStoreError, SafetyError, SchemaError)
EXPECTED = (*TOLD, Refused, Denied, Stale, NotVisible, DBAPIError, sqlite3.Error, psycopg.Error, OSError)

# What a driver says, and what it means to whoever runs the command.
MEANINGS = (
    ("database is locked", "The database is locked by another process. Try again in a moment."),
    ("unable to open database file", "The database cannot be opened: its folder is missing or not readable."),
    ("readonly database", "The database cannot be written: look at the rights of its file and its folder."),
    ("database or disk is full", "The disk is full. Nothing was changed."),
    ("no space left", "The disk is full. Nothing was changed."),
    ("disk i/o error", "The disk does not answer as it should (disk I/O error). Nothing was changed."),
    ("file is not a database", "The file is no database: INTRANET_DATABASE_URL or INTRANET_DATA is wrong."),
    ("malformed", "The database file is damaged. Restore the newest backup: intranet restore DIR."),
    ("no such table", "The database has not been set up. Run: intranet db upgrade"),
    ("undefinedtable", "The database has not been set up. Run: intranet db upgrade"),
    ("password authentication failed", "The database refuses this name or password (INTRANET_DATABASE_URL)."),
    ("does not exist", "The database server has no such database (INTRANET_DATABASE_URL)."),
    ("connection", "The database does not answer (INTRANET_DATABASE_URL)."),
)


class Told(click.ClickException):
    """Ends a command with 1; the line stands by itself, without a word before it."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=file is None, file=file)


class Command(click.Command):
    """A command that says what it could not do in one line, also when `flask` runs it."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            raise Told(in_one_line(error)) from error


def in_one_line(error: BaseException) -> str:
    """The sentence to print. A broken definition keeps its lines: file, line and hint of each problem."""
    if isinstance(error, TOLD):
        return str(error)
    if isinstance(error, Refused):
        return " ".join(english(refusal.text) for refusal in error.refusals)
    if isinstance(error, Denied | Stale):
        return english(error.text)
    if isinstance(error, NotVisible):
        return "There is no such thing."
    if isinstance(error, DBAPIError) and error.orig is not None:
        return _of_database(error.orig)
    if isinstance(error, sqlite3.Error | psycopg.Error):
        return _of_database(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return _unexpected(error)


def say(
    _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:  # the shape of sys.excepthook
    """For what no command expected; Python ends with 1 after it."""
    click.echo(in_one_line(error), err=True)
    sys.stderr.flush()


def _of_database(error: BaseException) -> str:
    said = f"{type(error).__name__} {error}".lower()
    for sign, meaning in MEANINGS:
        if sign in said:
            return meaning
    return f"The database says: {_first_line(error)}"


def _unexpected(error: BaseException) -> str:
    where = traceback.extract_tb(error.__traceback__)
    place = f" ({where[-1].filename}:{where[-1].lineno})" if where else ""
    return f"This should not have happened: {type(error).__name__}: {_first_line(error)}{place}"


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
