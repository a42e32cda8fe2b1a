"""The migrations build what the models say, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import upgrade
from sqlalchemy import create_engine

from intranet.db import Base
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
