"""Open tasks by the million, spread as in an organisation that has grown to need them; written with the bare driver."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from random import Random
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.orm import Session

from bench.relay import MOMENT
from intranet.cases.models import Case, Task
from intranet.db import is_sqlite, table_of, writing
from intranet.policy import Actor, Grant
from tests import factories
from tests.cast import Cast

ROLES = ("coordinator", "volunteer")
# In each unit: how many unclaimed ones each role has, and how many each of its people.
UNCLAIMED, PEOPLE, HELD = 40, 4, 10
IN_A_UNIT = len(ROLES) * UNCLAIMED + PEOPLE * HELD
TASKS_IN_A_CASE = 4

Row = dict[str, Any]


def crowd(session: Session, people: Cast, tasks: int) -> Actor:
    """At least so many open tasks; one of the people who has some, with both roles of one unit."""
    with writing(session):
        reader, here = people.coordinator, people.units["vestland"]
        factories.role(session, reader, "volunteer", here)
    chance = Random(tasks)  # noqa: S311 - the same crowd each time, and no secret
    units = [here.id, *(_id(chance) for _ in range(tasks // IN_A_UNIT))]
    staffed = ((unit, [_id(chance) for _ in range(PEOPLE)]) for unit in units[1:])
    cases: list[Row] = []
    rows = (
        row
        for unit, some in chain([(here.id, [reader.id, *(_id(chance) for _ in range(PEOPLE - 1))])], staffed)
        for row in _in_unit(chance, unit, some, here.path, cases)
    )
    _load(session, table_of(Task), rows)
    _load(session, table_of(Case), iter(cases))
    return Actor(reader.id, tuple(Grant(role, here.id, here.path) for role in ROLES))


def _in_unit(
    chance: Random, unit: uuid.UUID, people: list[uuid.UUID], path: str, cases: list[Row]
) -> Iterator[Row]:
    """The open tasks of a unit and its people, four in each case; the cases are added to the list."""
    held = [(person, "coordinator") for person in people for _ in range(HELD)]
    for number, (person, role) in enumerate(
        [*((None, role) for role in ROLES for _ in range(UNCLAIMED)), *held]
    ):
        if number % TASKS_IN_A_CASE == 0:
            cases.append(_case(chance, unit, path))
        yield _task(chance, cases[-1]["id"], unit, role, person)


def _task(chance: Random, case_id: uuid.UUID, unit: uuid.UUID, role: str, person: uuid.UUID | None) -> Row:
    """Some are late, some due far ahead; of those that somebody has, some sleep."""
    asleep = person is not None and chance.random() < 0.05
    return {
        "id": _id(chance),
        "case_id": case_id,
        "key": chance.choice(("call_back", "find_room", "talk_around")),
        "status": "open" if person is None else "claimed",
        "person_id": person,
        "role": role,
        "unit_id": unit,
        "opened_at": MOMENT - timedelta(days=20),
        "due_at": MOMENT + timedelta(minutes=chance.randrange(-20 * 1440, 60 * 1440)),
        "snoozed_until": MOMENT + timedelta(days=3) if asleep else None,
        "case_version": 1,
    }


def _case(chance: Random, unit: uuid.UUID, path: str) -> Row:
    return {
        "id": _id(chance), "workflow": "relay", "state": "here", "version": 1, "subject_kind": "group",
        "title": chance.choice(("Bergen", "Oslo", "Bodø", "Kristiansund")), "unit_id": unit, "unit_path": path,
        "via": "begin", "entered_at": MOMENT, "started_at": MOMENT, "events": 1, "people": "{}", "takers": "{}",
        "answers": "{}",
    }  # fmt: skip


def _id(chance: Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _load(session: Session, table: Table, rows: Iterator[Row]) -> None:
    """Without foreign keys and with the indexes made afterwards, or a million would take a quarter of an hour."""
    for index in table.indexes:
        index.drop(session.connection())
    session.commit()
    write = _load_sqlite if is_sqlite(session) else _load_postgresql
    write(session.connection(), table.name, rows)
    session.commit()
    for index in table.indexes:
        index.create(session.connection())
    session.commit()
    if not is_sqlite(session):
        engine = session.get_bind().engine
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM ANALYZE {table.name}")


def _load_sqlite(connection: Connection, table: str, rows: Iterator[Row]) -> None:
    first = next(rows)
    driver: Any = connection.connection.driver_connection
    driver.execute("ROLLBACK")
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("BEGIN IMMEDIATE")
    places = ", ".join("?" for _ in first)
    columns = ", ".join(f'"{name}"' for name in first)
    driver.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({places})",
        (tuple(map(in_sqlite, row.values())) for row in chain([first], rows)),
    )


def in_sqlite(value: Any) -> Any:
    """A value as SQLAlchemy writes it there."""
    if isinstance(value, uuid.UUID):
        return value.hex
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def _load_postgresql(connection: Connection, table: str, rows: Iterator[Row]) -> None:
    first = next(rows)
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    columns = ", ".join(f'"{name}"' for name in first)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in chain([first], rows):
            copy.write_row(tuple(row.values()))
