"""A case is read under its locks: whoever was named while one waited must be locked too, or nothing is done."""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from intranet.cases import locking, operations, store
from intranet.cases.locking import Found
from intranet.clock import local_date
from intranet.db import writing
from intranet.organisation.actors import actor_of
from intranet.problems import Stale
from tests.cast import Cast
from tests.support.clock import Clock

SECONDS = 10
only_with_row_locks = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def case_id(session: Session, people: Cast, clock: Clock) -> uuid.UUID:
    asked = {"what": 2, "secret": "For Ola"}
    volunteer = actor_of(session, people.volunteer.id, local_date(clock()))
    with writing(session):
        return operations.begin(
            session, "errand", "ask", volunteer, people.units["vestland"], clock(), asked
        ).case_id


@only_with_row_locks
@pytest.mark.parametrize("named_meanwhile", [False, True])
def test_whoever_is_named_while_one_waits_makes_the_step_stale(
    session: Session, people: Cast, clock: Clock, case_id: uuid.UUID, named_meanwhile: bool
) -> None:
    outcome: list[Found | type[Stale]] = []

    def wait_for_the_case() -> None:
        with Session(session.get_bind()) as other:
            try:
                outcome.append(locking.find(other, case_id, people.coordinator.id, local_date(clock())))
            except Stale:
                outcome.append(Stale)

    with writing(session):
        case = locking.find(session, case_id, None, local_date(clock()), others=None).case
        second = threading.Thread(target=wait_for_the_case)
        second.start()
        second.join(0.3)
        assert not outcome, "the case is locked, so the other one waits"
        if named_meanwhile:
            store.name_person(session, case_id, "helper", people.assistant.id, clock())
            helped = replace(case, people={**case.people, "helper": people.assistant.id})
            store.remember(session, helped)
    second.join(SECONDS)
    assert (outcome == [Stale]) is named_meanwhile


def test_what_a_step_asks_of_the_organisation_is_read_with_the_case(
    session: Session, people: Cast, clock: Clock, case_id: uuid.UUID
) -> None:
    day = local_date(clock())
    with writing(session):
        found = locking.find(session, case_id, people.coordinator.id, day)
    assert found.actor == actor_of(session, people.coordinator.id, day)
    assert found.nearest["coordinator"] == people.units["vestland"].id
    assert found.nearest["staff"] == people.units["nation"].id
    assert (found.gone, found.told, found.used) == (frozenset(), False, None)
    with writing(session):
        people.volunteer.left_on = day
        session.flush()
        gone = locking.find(session, case_id, None, day).gone
    assert gone == {"starter"}
