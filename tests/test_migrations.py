"""The migrations build what the models say, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import upgrade
from sqlalchemy import MetaData, Table, create_engine, text

from intranet.db import Base, new_id
from intranet.extensions import db
from tests.support.applications import NewApp
from tests.support.databases import KINDS, FreshDatabase


def build_nothing(url: str) -> None:
    engine = create_engine(url)
    engine.connect().close()
    engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_database_becomes_what_the_models_say(
    kind: str, fresh_database: FreshDatabase, new_app: NewApp
) -> None:
    url = fresh_database(kind, build_nothing)
    with new_app(url).app_context():
        upgrade()
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


@pytest.mark.parametrize("kind", KINDS)
def test_certificates_that_were_there_get_a_code_each(
    kind: str, fresh_database: FreshDatabase, new_app: NewApp
) -> None:
    with new_app(fresh_database(kind, build_nothing)).app_context():
        upgrade(revision="0002")
        here = {
            name: Table(name, MetaData(), autoload_with=db.engine)
            for name in ("units", "people", "certificates")
        }
        unit, person, day = new_id(), new_id(), datetime(2026, 5, 12, tzinfo=UTC)
        with db.engine.begin() as connection:
            connection.execute(
                here["units"]
                .insert()
                .values(id=unit.hex, kind="nation", name="Norge", path=f"{unit}/", country="NO", regions="[]")
            )
            connection.execute(
                here["people"]
                .insert()
                .values(
                    id=person.hex,
                    name="Anne Eksempel",
                    name_key="anne eksempel",
                    unit_id=unit.hex,
                    created_at=day,
                )
            )
            for number in ("K-1", "K-2"):
                connection.execute(
                    here["certificates"].insert().values(
                        id=new_id().hex, person_id=person.hex, number=number, kind="club_assistant",
                        source="paper", entered_by=person.hex, entered_at=day,
                    )
                )  # fmt: skip
        db.engine.dispose()

        upgrade()

        with db.engine.connect() as connection:
            codes = list(connection.execute(text("SELECT code FROM certificates")).scalars())
    assert len(set(codes)) == 2
    assert {len(code) for code in codes} == {16}
