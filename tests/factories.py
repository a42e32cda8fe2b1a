"""Rows for tests, made plainly: each function adds one thing and flushes; nothing here checks a rule."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from intranet.auth.models import Account
from intranet.certificates.models import Certificate
from intranet.db import new_id
from intranet.groups.models import Assignment
from intranet.organisation.models import RoleAssignment, Town, Unit
from intranet.people.models import Person

Row = TypeVar("Row")

LONG_AGO = datetime(2020, 1, 1, 9, tzinfo=UTC)


def unit(
    session: Session,
    kind: str,
    name: str,
    parent: Unit | None = None,
    country: str = "NO",
    regions: tuple[str, ...] = (),
) -> Unit:
    unit_id = new_id()
    path = f"{parent.path if parent else ''}{unit_id}/"
    row = Unit(
        id=unit_id, kind=kind, name=name, parent_id=parent.id if parent else None, path=path,
        country=country, regions=list(regions),
    )  # fmt: skip
    return _added(session, row)


def town(
    session: Session, name: str, latitude: float | None, longitude: float | None, region: str = ""
) -> Town:
    row = Town(
        name=name, country="NO", region=region, latitude=latitude, longitude=longitude, source="gazetteer"
    )
    return _added(session, row)


def person(session: Session, name: str, unit_: Unit, home: Town | None = None) -> Person:
    row = Person(name=name, unit_id=unit_.id, home_town_id=home.id if home else None, created_at=LONG_AGO)
    return _added(session, row)


def account(session: Session, whose: Person, email: str, password_hash: str | None) -> Account:
    return _added(session, Account(person_id=whose.id, email=email, password_hash=password_hash))


def role(
    session: Session, whose: Person, name: str, where: Unit, starts_on: date = date(2020, 1, 1)
) -> RoleAssignment:
    row = RoleAssignment(
        person_id=whose.id, role=name, unit_id=where.id, starts_on=starts_on, given_at=LONG_AGO
    )
    return _added(session, row)


def certificate(
    session: Session, whose: Person, entered_by: Person, valid_from: date | None, valid_to: date | None
) -> Certificate:
    row = Certificate(
        person_id=whose.id, number=f"T-{uuid.uuid4().hex[:8]}", kind="club_assistant", valid_from=valid_from,
        valid_to=valid_to, source="paper", entered_by=entered_by.id, entered_at=LONG_AGO,
    )  # fmt: skip
    return _added(session, row)


def accepted_assignment(
    session: Session, group_id: uuid.UUID, whose: Person, asked_by: Person, moment: datetime
) -> Assignment:
    row = Assignment(
        group_id=group_id, person_id=whose.id, asked_by=asked_by.id, asked_at=moment - timedelta(hours=1),
        accepted_at=moment,
    )  # fmt: skip
    return _added(session, row)


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
