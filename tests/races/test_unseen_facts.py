"""A fact and a step that share no row, both uncommitted: what neither sees of the other is made up for the next day."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.certificates import operations as certificates
from intranet.db import begin_writing, prepare_engine, writing
from intranet.organisation.actors import actor_of
from tests import cast
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase
from tests.workflows.new_group.driver import NewGroup

SECONDS = 20.0


@pytest.fixture
def database_url(fresh_database: FreshDatabase) -> str:
    """SQLite has one writer at a time: there the second sees what the first wrote."""
    return fresh_database("postgresql")


@pytest.fixture
def needed(session: Session, people: cast.Cast, clock: Clock) -> NewGroup:
    """A group whose need is about to be confirmed; the worker has been there today."""
    new_group = NewGroup(session, people, clock).until("need")
    new_group.complete("talk_around", people.coordinator)
    new_group.complete("look_nearby", people.coordinator)
    operations.tick(session, clock())
    return new_group


def _certify_meanwhile(needed: NewGroup) -> None:
    """The need is confirmed; before that is committed somebody nearby is certified, who waits for nobody."""
    session, moment, version = needed.session, needed.clock(), needed.case.version
    coordinator, case_id = needed.as_(needed.people.coordinator), needed.case.id
    whose, by, today = needed.people.assistant.id, needed.people.staff_two.id, needed.today
    engine = create_engine(session.get_bind().url)  # type: ignore[union-attr]
    prepare_engine(engine)

    def certify() -> None:
        with Session(engine, autoflush=False, expire_on_commit=False) as beside:
            beside.info.update({key: session.info[key] for key in ("processes", "keys")})
            with writing(beside):
                certificates.enter_from_paper(
                    beside, actor_of(beside, by, today), moment, person_id=whose, number="NO-1",
                    valid_from=today, valid_to=today + timedelta(days=730),
                )  # fmt: skip

    begin_writing(session)
    operations.advance(
        session, case_id, "confirm_need", coordinator, moment, {"expected": 6}, version=version
    )
    certifying = threading.Thread(target=certify)
    certifying.start()
    certifying.join(SECONDS)
    session.commit()
    engine.dispose()


def test_an_assistant_certified_while_the_need_was_confirmed_is_noticed_by_the_next_day(
    needed: NewGroup,
) -> None:
    _certify_meanwhile(needed)
    # Otherwise this were about nothing: neither of the two has seen the other.
    assert (needed.state, needed.open_tasks) == ("waiting_assistant", {"seek_candidates"})
    needed.clock.forward(days=1)
    operations.tick(needed.session, needed.clock())
    assert needed.open_tasks == {"seek_candidates", "take_the_chance"}
    needed.clock.forward(days=1)
    operations.tick(needed.session, needed.clock())
    assert sum(task.key == "take_the_chance" for task in needed.case.tasks) == 1
