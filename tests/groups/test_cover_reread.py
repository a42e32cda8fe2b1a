"""What `covered` says of rows, and what a slow reading of the same rows by other code says: always the same."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete
from sqlalchemy.orm import Session

from intranet.certificates.models import Certificate, CertificateEvent
from intranet.db import Base, prepare_engine
from intranet.groups.cover import covered
from intranet.groups.evidence import facts_of_group
from intranet.groups.foresight import first_uncovered
from intranet.groups.models import Assignment
from intranet.people.models import Person
from tests.support import invariant

TODAY = date(2026, 5, 12)
GROUP, UNIT = uuid.UUID(int=7), uuid.UUID(int=8)
PEOPLE = [uuid.UUID(int=1), uuid.UUID(int=2)]
TABLES = (Assignment, CertificateEvent, Certificate, Person)

days = st.dates(TODAY - timedelta(220), TODAY + timedelta(130))
maybe = st.none() | days
who = st.sampled_from(PEOPLE)
KINDS = [
    "suspended", "lifted", "paused", "resumed", "revoked", "reinstated", "asked", "returned", "decided", "refused",
]  # fmt: skip


def _noon(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(12), UTC)


assignments = st.builds(
    lambda person, accepted, ended, first, last: {
        "person_id": person, "accepted_at": _noon(accepted), "ended_at": _noon(ended), "from_on": first,
        "until_on": last,
    },
    who, maybe, st.none() | maybe, st.none() | maybe, st.none() | maybe,
)  # fmt: skip
papers = st.builds(
    lambda person, first, last, entered: {
        "person_id": person, "valid_from": first, "valid_to": last, "entered_at": _noon(entered),
    },
    who, maybe, maybe, days,
)  # fmt: skip
events = st.tuples(who, st.sampled_from(KINDS), days)


@pytest.fixture(scope="module")
def database() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    prepare_engine(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        Base.metadata.create_all(connection)
        with Session(bind=connection, autoflush=False) as session:
            yield session
    engine.dispose()


def _one_open_each(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Nobody is asked a second time while the first question or yes stands."""
    standing = set()
    for row in rows:
        if row["ended_at"] is None and row["person_id"] in standing:
            continue
        if row["ended_at"] is None:
            standing.add(row["person_id"])
        yield row


def _write(session: Session, rows: dict[str, list[Any]]) -> None:
    session.rollback()
    for table in TABLES:
        session.execute(delete(table))
    session.add_all(
        Person(id=one, name=f"Person {one.int} Eksempel", unit_id=UNIT, created_at=_noon(TODAY), left_on=left)
        for one, left in zip(PEOPLE, rows["left"], strict=True)
    )
    session.add_all(
        Assignment(id=uuid.uuid4(), group_id=GROUP, asked_by=PEOPLE[0], asked_at=_noon(TODAY), **row)
        for row in _one_open_each(rows["assignments"])
    )
    session.add_all(
        Certificate(number=f"T-{n}", source="renewal", entered_by=PEOPLE[0], **row)
        for n, row in enumerate(rows["papers"])
    )
    session.add_all(
        CertificateEvent(
            person_id=person, number=n, kind=kind, from_on=day, entered_by=PEOPLE[0], entered_at=_noon(day)
        )
        for n, (person, kind, day) in enumerate(rows["events"])
    )
    session.flush()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "assignments": st.lists(assignments, max_size=4),
            "papers": st.lists(papers, max_size=4),
            "events": st.lists(events, max_size=4),
            "left": st.tuples(st.none() | maybe, st.none() | maybe),
        }
    ),
    st.integers(-30, 120),
)
def test_covered_says_of_rows_what_a_slow_reading_of_them_says(
    database: Session, rows: dict[str, list[Any]], ahead: int
) -> None:
    _write(database, rows)
    day = TODAY + timedelta(ahead)
    said = covered(facts_of_group(database, GROUP), day).holds
    assert said == invariant.is_covered(database.connection(), GROUP.hex, day)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    st.fixed_dictionaries(
        {
            "assignments": st.lists(assignments, min_size=1, max_size=3),
            "papers": st.lists(papers, min_size=1, max_size=3),
            "events": st.lists(events, max_size=2),
            "left": st.tuples(st.none() | maybe, st.none() | maybe),
        }
    )
)
def test_the_day_on_which_cover_is_lost_is_the_first_that_the_slow_reading_finds(
    database: Session, rows: dict[str, list[Any]]
) -> None:
    _write(database, rows)
    told = first_uncovered(facts_of_group(database, GROUP), TODAY, TODAY + timedelta(40))
    window = [TODAY + timedelta(n) for n in range(41)]
    found = [day for day in window if not invariant.is_covered(database.connection(), GROUP.hex, day)]
    assert told == (found[0] if found else None)
