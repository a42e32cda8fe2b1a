"""Whoever holds the whole database, and no key, finds no way from somebody in a group to their membership, nor back."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text

from intranet.cases.models import Case
from intranet.clock import local_date
from intranet.db import Base
from intranet.memberships.models import Membership
from tests.cast import Cast
from tests.mine.stage import Stage
from tests.mine.test_joining import filled_in, ready
from tests.support.visitors import NewVisitor

DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?")


@pytest.fixture
def stage(app: Flask, cast: Cast, visitor: NewVisitor) -> Stage:
    set_up = Stage(app, cast, visitor)
    set_up.opens_a_group()
    return set_up


def test_nothing_that_can_be_read_links_a_participant_and_a_membership(stage: Stage) -> None:
    participant = ready(stage)
    in_the_group = _cases_about(stage, participant)
    stage.on_their_page(participant).post("/mine/pledge", filled_in())
    with stage.reading() as session:
        membership = session.scalars(select(Membership.id)).one()
    of_the_group = {participant, stage.group_id, *in_the_group}
    of_the_office = {membership, *_cases_about(stage, membership)}
    rows = _rows(stage)
    ours = [row for row in rows if _names(row, of_the_office)]
    theirs = [row for row in rows if _names(row, of_the_group)]
    assert len(ours) > 4
    assert len(theirs) > 4
    assert [row for row in ours if row in theirs] == []
    # Nor do two days that are equal: of those to come each side counts its own from the days that have been.
    today = f"{stage.clock():%Y-%m-%d}"
    been = [{day for day in _days(some) if day <= today} for some in (ours, theirs)]
    assert today in been[1]
    assert been[0]
    assert been[0] & been[1] == set()


def _cases_about(stage: Stage, subject_id: uuid.UUID) -> list[uuid.UUID]:
    with stage.reading() as session:
        return list(session.scalars(select(Case.id).where(Case.subject_id == subject_id)))


def _rows(stage: Stage) -> list[str]:
    with stage.reading() as session:
        return [
            f"{table.name}: {' | '.join(map(_written, row))}"
            for table in Base.metadata.sorted_tables
            for row in session.execute(text(f'SELECT * FROM "{table.name}"'))
        ]


def _written(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.hex() if isinstance(value, bytes | memoryview) else str(value)


def _names(row: str, ids: set[uuid.UUID]) -> bool:
    return any(str(one) in row or one.hex in row for one in ids)


def _days(rows: list[str]) -> set[str]:
    """Each day of the rows, as a day of ours: what is written of a moment is written in UTC."""
    return {
        str(local_date(datetime.fromisoformat(f"{day} {at}+00:00"))) if at else day
        for row in rows
        for day, at in DAY.findall(row)
    }
