"""What the worklist of the bench is compared with gives the same rows."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from bench.crowd import IN_A_UNIT, crowd
from bench.databases import engine_of
from bench.worklist import by_hand, ours
from intranet.cases.queries.worklist import CAP
from intranet.db import writing
from tests.cast import build


def test_the_worklist_by_hand_gives_the_same_rows(database_url: str) -> None:
    engine = engine_of(database_url)
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        with writing(session):
            people = build(session)
        reader = crowd(session, people, 5 * IN_A_UNIT)
        lines = ours(session, reader).lines
        with by_hand(session, reader) as floor:
            expected = floor()
    engine.dispose()
    assert [UUID(str(row[0])) for row in expected[:CAP]] == [line.id for line in lines]
    assert [(row[1], row[2], bool(row[3]), row[7]) for row in expected[:CAP]] == [
        (line.key, line.status, line.mine, line.title) for line in lines
    ]
    assert len(lines) == CAP
    assert {line.mine for line in lines} == {True, False}
