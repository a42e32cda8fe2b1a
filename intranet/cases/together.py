"""Writing statements: each at once, or those of one step together, in one round trip where the driver can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intranet.engine.text import Text
from intranet.problems import Stale

MOVED_ON = Text(
    "This case has moved on since the page was drawn. Nothing was changed; here is how it stands now."
)

_KEPT = "statements_kept"

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class _Kept(NamedTuple):
    statement: Executable
    parameters: Parameters
    rows: int | None


def write(
    session: Session, statement: Executable, parameters: Parameters, *, rows: int | None = None
) -> None:
    """Execute a statement without a result, now or with those it is kept together with.

    Raises Stale when it does not meet so many `rows`: somebody was first.
    """
    one = _Kept(statement, parameters, rows)
    kept: list[_Kept] | None = session.info.get(_KEPT)
    if kept is None:
        _send(session.connection(), [one])
    else:
        kept.append(one)


@contextmanager
def together(session: Session) -> Iterator[None]:
    """What is written inside is sent at the end, in its order; what is read inside does not see it yet."""
    kept: list[_Kept] = []
    session.info[_KEPT] = kept
    try:
        yield
    finally:
        del session.info[_KEPT]
    _send(session.connection(), kept)


def _send(connection: Connection, kept: Sequence[_Kept]) -> None:
    with _pipeline(connection, len(kept)):
        results = [connection.execute(one.statement, one.parameters) for one in kept]
    for one, result in zip(kept, results, strict=True):
        if one.rows is not None and _met(result) != one.rows:
            raise Stale(MOVED_ON)


def _met(result: CursorResult[Any]) -> int:
    # In a pipeline there was no answer yet when the result asked its cursor; by now the cursor has it.
    return result.rowcount if result.rowcount >= 0 else result.context.cursor.rowcount


@contextmanager
def _pipeline(connection: Connection, statements: int) -> Iterator[None]:
    driver = connection.connection.driver_connection
    begin = getattr(driver, "pipeline", None) if statements > 1 else None
    pipeline: AbstractContextManager[Any] = nullcontext() if begin is None else begin()
    try:
        with pipeline:
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        # It belongs to one of several statements and comes when the pipeline ends, past SQLAlchemy's own wrapping.
        base = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(None, None, error, base, dialect=connection.dialect) from error
