"""Wherever people stand by name, Ørjan stands before Petra and not after Z."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy.orm import Session

from intranet.certificates.extension import reached
from intranet.clock import local_date
from intranet.db import writing
from intranet.groups import operations
from intranet.groups.forms import choices
from intranet.groups.nearby import nearest_assistants
from intranet.organisation.actors import actor_of
from intranet.organisation.queries import nearest_holders, role_holders
from intranet.policy import MENTOR
from intranet.training.mentors import mentors_for
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock

PETRA, ORJAN = "Petra Eksempel", "Ørjan Eksempel"
LAST = date(2028, 1, 1)


@pytest.fixture
def both(session: Session, people: Cast) -> dict[uuid.UUID, str]:
    """Two mentors in Bergen with a certificate each, Petra entered first."""
    with writing(session):
        found = {}
        for name in (PETRA, ORJAN):
            person = factories.person(session, name, people.units["vestland"], people.towns["Bergen"])
            factories.role(session, person, MENTOR, people.units["vestland"])
            factories.certificate(session, person, people.staff, date(2026, 1, 1), LAST)
            found[person.id] = name
    return found


def _names(both: dict[uuid.UUID, str], ids: Sequence[uuid.UUID]) -> list[str]:
    return [both[person_id] for person_id in ids if person_id in both]


def test_whoever_holds_a_role_stands_by_name(
    session: Session, people: Cast, clock: Clock, both: dict[uuid.UUID, str]
) -> None:
    path, today = people.units["vestland"].path, local_date(clock())
    assert _names(both, role_holders(session, MENTOR, path, today)) == [ORJAN, PETRA]
    nearest = nearest_holders(session, MENTOR, path, today)
    assert nearest is not None
    assert _names(both, nearest.people) == [ORJAN, PETRA]


def test_mentors_and_assistants_as_near_stand_by_name(
    session: Session, people: Cast, clock: Clock, both: dict[uuid.UUID, str]
) -> None:
    today = local_date(clock())
    with writing(session):
        planned = operations.plan_group(
            session, clock(), kind="family_club", town_name="Bergen", country="NO", entered_by=None
        )
    mentors = mentors_for(session, planned.group.id, people.units["vestland"].path, today)
    assert _names(both, list(mentors)) == [ORJAN, PETRA]
    near = nearest_assistants(session, people.towns["Bergen"], today, None)
    assert _names(both, [one.person_id for one in near]) == [ORJAN, PETRA]


def test_those_whom_an_extension_reaches_stand_by_name(
    session: Session, people: Cast, clock: Clock, both: dict[uuid.UUID, str]
) -> None:
    today = local_date(clock())
    office = actor_of(session, people.staff.id, today)
    found = reached(
        session, office, today, unit=people.units["nation"], ending_from=LAST, ending_to=LAST, months=6
    )
    assert _names(both, [one.person_id for one in found]) == [ORJAN, PETRA]


def test_a_choice_of_people_stands_by_name(both: dict[uuid.UUID, str]) -> None:
    assert [name for _, name in choices(both)] == [ORJAN, PETRA]
