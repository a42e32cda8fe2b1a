"""One durable step, with all that a step does, beside hand-written SQL that leaves the same rows."""

from __future__ import annotations

import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.counting import round_trips, said
from bench.databases import NewDatabase
from bench.floor_postgresql import PostgreSQLFloor
from bench.floor_sqlite import SQLiteFloor
from bench.measuring import Pair, in_turn
from bench.relay import MOMENT, Relay, relay
from intranet.cases import operations
from intranet.db import is_sqlite, writing

WARM_UP = 50


def measured(new_database: NewDatabase, steps: int) -> Pair:
    with TemporaryDirectory() as folder, relay(new_database("step"), Path(folder)) as prepared:
        ours, floor = iter(prepared.waiting(steps + WARM_UP)), iter(prepared.waiting(steps + WARM_UP))
        by_hand = floor_of(prepared)
        try:
            return in_turn(lambda: take(prepared, next(ours)), lambda: by_hand(next(floor)), steps, WARM_UP)
        finally:
            by_hand.close()


def counted(new_database: NewDatabase) -> int:
    """Statements between BEGIN and COMMIT on SQLite; all round trips on PostgreSQL."""
    with TemporaryDirectory() as folder, relay(new_database("counted"), Path(folder)) as prepared:
        first, second = prepared.waiting(2)
        take(prepared, first)
        told = said(prepared.session, lambda: take(prepared, second))
        return len(told) if is_sqlite(prepared.session) else round_trips(told)


def take(prepared: Relay, case_id: uuid.UUID) -> None:
    """The step as a request takes it: in a write transaction of its own, with the form's version and key."""
    with writing(prepared.session):
        operations.advance(
            prepared.session, case_id, "pass_on", prepared.actor, MOMENT, {}, version=1, key=str(uuid.uuid4())
        )


def floor_of(prepared: Relay) -> SQLiteFloor | PostgreSQLFloor:
    floor = SQLiteFloor if is_sqlite(prepared.session) else PostgreSQLFloor
    return floor(prepared)
