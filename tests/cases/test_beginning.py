"""Cases that begin by themselves, that are about a person, or that another case's step begins."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.cases import operations
from intranet.cases.models import Case, CaseEvent, CasePerson
from intranet.cases.queries.called import called
from intranet.cases.queries.leaving import leaving
from intranet.cases.queries.reading import read
from intranet.clock import local_date
from intranet.db import begin_writing, writing
from intranet.engine.text import english
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible
from tests import cast, factories
from tests.support.clock import Clock


def as_(session: Session, person: Person, clock: Clock) -> Actor:
    return actor_of(session, person.id, local_date(clock()))


def people_unit(session: Session, person: Person) -> Unit:
    return session.get_one(Unit, person.unit_id)


def visits(session: Session) -> list[Case]:
    session.rollback()
    return list(session.scalars(select(Case).where(Case.workflow == "visit").order_by(Case.started_at)))


def write_certificate(session: Session, people: cast.Cast, clock: Clock, first_day: date) -> None:
    """Somebody writes it today, and says so."""
    whose, staff = people.assistant, people.staff
    row = factories.certificate(session, whose, staff, first_day, first_day + timedelta(days=700))
    row.entered_at = clock()
    facts.tell(session, facts.Fact("certificates", clock(), person_id=whose.id))


def certify(session: Session, people: cast.Cast, clock: Clock) -> None:
    with writing(session):
        write_certificate(session, people, clock, local_date(clock()))


def wish(session: Session, by: Person, about: Person | None, clock: Clock) -> uuid.UUID:
    with writing(session):
        outcome = operations.begin(
            session, "visit", "wish", as_(session, by, clock), people_unit(session, by), clock(), {"gift": 3},
            subject_id=None if about is None else about.id,
        )  # fmt: skip
    return outcome.case_id


def test_a_case_begins_by_itself_with_the_fact_that_makes_it_possible(
    session: Session, people: cast.Cast, clock: Clock
) -> None:
    assert visits(session) == []

    certify(session, people, clock)

    (case,) = visits(session)
    assert (case.state, case.subject_id, case.title) == ("greeted", people.assistant.id, "")
    assert case.unit_id == people.assistant.unit_id
    (event,) = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id))
    assert (event.transition, event.actor_id) == ("greet", None)
    named = session.scalars(select(CasePerson).where(CasePerson.case_id == case.id)).all()
    assert [(row.name, row.person_id) for row in named] == [("the_person", people.assistant.id)]


def test_none_begins_when_the_transaction_of_the_fact_comes_to_nothing(
    session: Session, people: cast.Cast, clock: Clock
) -> None:
    begin_writing(session)
    write_certificate(session, people, clock, local_date(clock()))
    session.rollback()

    assert visits(session) == []


def test_none_begins_while_one_of_its_kind_is_open_about_the_same(
    session: Session, people: cast.Cast, clock: Clock
) -> None:
    case_id = wish(session, people.assistant, people.assistant, clock)

    certify(session, people, clock)

    assert [case.id for case in visits(session)] == [case_id]


def test_nobody_takes_the_step_that_is_the_systems(session: Session, people: cast.Cast, clock: Clock) -> None:
    certify(session, people, clock)
    with pytest.raises(Denied), writing(session):
        operations.begin(
            session, "visit", "greet", as_(session, people.trainer, clock),
            people_unit(session, people.trainer), clock(), {},
            subject_id=people.volunteer.id,
        )  # fmt: skip


def test_a_case_about_nobody_cannot_begin(session: Session, people: cast.Cast, clock: Clock) -> None:
    with pytest.raises(NotVisible):
        wish(session, people.trainer, None, clock)


def test_one_begins_it_for_oneself_and_not_for_others_but_a_trainer_does(
    session: Session, people: cast.Cast, clock: Clock
) -> None:
    own = wish(session, people.volunteer, people.volunteer, clock)
    other = wish(session, people.trainer, people.coordinator, clock)
    assert [case.id for case in visits(session)] == [own, other]
    with pytest.raises(Denied):
        wish(session, people.volunteer, people.assistant, clock)


def test_four_eyes_hold_for_the_person_it_is_about(session: Session, people: cast.Cast, clock: Clock) -> None:
    case_id = wish(session, people.trainer, people.trainer, clock)
    with pytest.raises(Denied), writing(session):
        operations.advance(session, case_id, "go", as_(session, people.trainer, clock), clock(), {})


def test_a_step_may_begin_a_case_of_another_process_and_says_so_before(
    session: Session, people: cast.Cast, clock: Clock
) -> None:
    case_id = wish(session, people.assistant, people.assistant, clock)
    trainer = as_(session, people.trainer, clock)
    (step,) = leaving(read(session, case_id, trainer, clock()))
    assert [english(text) for text in step.says] == ["Somebody goes for bread.", "Bread is bought for one."]

    with writing(session):
        operations.advance(session, case_id, "go", trainer, clock(), {})

    states = dict(session.execute(select(Case.workflow, Case.state)).all())
    assert states == {"visit": "over", "errand": "asked"}


def test_the_name_is_told_to_whoever_may_open_the_case_and_the_place_to_others(
    session: Session, people: cast.Cast, clock: Clock
) -> None:
    case_id = wish(session, people.assistant, people.assistant, clock)

    def name_for(person: Person) -> str:
        return called(session, as_(session, person, clock), [(case_id, "")])[case_id]

    assert name_for(people.trainer) == name_for(people.assistant) == people.assistant.name
    place = session.get_one(Case, case_id).unit_id
    assert name_for(people.volunteer) == next(u.name for u in people.units.values() if u.id == place)


def test_a_case_begins_on_the_day_that_a_certificate_begins(
    session: Session, people: cast.Cast, clock: Clock
) -> None:
    tomorrow = local_date(clock()) + timedelta(days=1)
    with writing(session):
        write_certificate(session, people, clock, tomorrow)
    operations.tick(session, clock())
    assert visits(session) == []

    operations.tick(session, clock.forward(days=1))

    assert [case.subject_id for case in visits(session)] == [people.assistant.id]
