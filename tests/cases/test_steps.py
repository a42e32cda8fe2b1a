"""One errand through its steps: what is written, what is refused, what follows by itself, what can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.cases import operations, runtime, store
from intranet.cases.models import Answer, Case, CaseEvent, Notice, Task, Timer
from intranet.clock import local_date
from intranet.db import writing
from intranet.organisation.actors import actor_of
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests import cast, factories
from tests.support.clock import Clock


class Errand:
    """Drives the errand process as its people would, each operation in a transaction of its own."""

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        self.session, self.people, self.clock = session, people, clock
        with writing(session):
            answers = {"what": 2, "secret": "For Ola"}
            outcome = operations.begin(
                session,
                "errand",
                "ask",
                self.as_(people.volunteer),
                people.units["vestland"],
                clock(),
                answers,
            )
        self.id = outcome.case_id

    def as_(self, person: Person) -> Actor:
        return actor_of(self.session, person.id, local_date(self.clock()))

    def take(self, transition: str, person: Person, **answers: Any) -> operations.Outcome:
        with writing(self.session):
            return operations.advance(
                self.session,
                self.id,
                transition,
                self.as_(person),
                self.clock(),
                answers,
                version=self.case.version,
            )

    def sunshine(self) -> None:
        """Somebody writes a certificate, and says so."""
        with writing(self.session):
            factories.certificate(
                self.session, self.people.assistant, self.people.staff, date(2026, 1, 1), date(2028, 1, 1)
            )
            facts.tell(
                self.session, facts.Fact("certificates", self.clock(), person_id=self.people.assistant.id)
            )

    @property
    def case(self) -> store.CaseRow:
        return store.load(self.session, self.id)

    def task(self, key: str) -> store.TaskRow:
        return next(task for task in reversed(self.case.tasks) if task.key == key)

    def complete(self, key: str, person: Person, **answers: Any) -> operations.Outcome:
        with writing(self.session):
            return operations.complete(
                self.session, self.task(key).id, self.as_(person), self.clock(), answers
            )

    def statuses(self) -> dict[str, str]:
        return {task.key: task.status for task in self.case.tasks}

    def kinds(self) -> list[str]:
        rows = self.session.scalars(
            select(CaseEvent.kind).where(CaseEvent.case_id == self.id).order_by(CaseEvent.number)
        )
        return list(rows)


@pytest.fixture
def errand(session: Session, people: cast.Cast, clock: Clock) -> Errand:
    return Errand(session, people, clock)


def test_a_case_begins_with_its_history_its_tasks_and_what_time_will_do(
    errand: Errand, session: Session
) -> None:
    assert (errand.case.state, errand.case.version, errand.case.via) == ("asked", 1, "ask")
    assert errand.statuses() == {"think": "open"}
    assert (errand.task("think").role, errand.task("think").unit_id) == (
        "coordinator",
        errand.people.units["vestland"].id,
    )
    kinds = set(session.scalars(select(Timer.kind).where(Timer.case_id == errand.id)))
    assert kinds == {"transition", "tell", "climb"}
    assert errand.kinds() == ["transition"]


def test_what_is_said_about_a_person_is_sealed(errand: Errand, session: Session) -> None:
    secret = session.scalars(
        select(Answer).where(Answer.case_id == errand.id, Answer.field == "secret")
    ).one()
    assert secret.value is None
    assert secret.sealed is not None
    assert b"Ola" not in secret.sealed
    assert runtime.unseal(session, secret.id) == "For Ola"


def test_a_refused_step_says_why_and_leaves_nothing_behind(errand: Errand) -> None:
    with pytest.raises(Refused) as caught:
        errand.take("go", errand.people.coordinator, helper=errand.people.assistant.id)
    assert [refusal.guard for refusal in caught.value.refusals] == ["day_is_fine"]
    assert (errand.case.state, errand.kinds()) == ("asked", ["transition"])


def test_a_missing_answer_is_refused_by_name(errand: Errand) -> None:
    errand.sunshine()
    with pytest.raises(Refused) as caught:
        errand.take("go", errand.people.coordinator)
    assert [refusal.guard for refusal in caught.value.refusals] == ["helper"]


def test_somebody_without_the_role_is_denied(errand: Errand) -> None:
    errand.sunshine()
    for person in (errand.people.volunteer, errand.people.coordinator_east, errand.people.board):
        with pytest.raises(Denied):
            errand.take("go", person, helper=errand.people.assistant.id)


def test_a_fact_told_elsewhere_opens_the_task_at_once(errand: Errand) -> None:
    assert "chance" not in errand.statuses()
    errand.sunshine()
    assert errand.statuses() == {"think": "open", "chance": "open"}


def test_a_step_closes_the_tasks_that_offered_it_and_opens_the_next(errand: Errand, session: Session) -> None:
    errand.sunshine()
    errand.take("go", errand.people.coordinator, helper=errand.people.assistant.id)
    assert errand.statuses() == {
        "think": "done",
        "chance": "done",
        "pack": "open",
        "walk": "waiting",
        "bring": "waiting",
    }
    assert errand.task("think").done_by == errand.people.coordinator.id
    assert errand.task("walk").person_id == errand.people.assistant.id
    assert (errand.case.title, errand.case.people["helper"]) == ("rung", errand.people.assistant.id)
    timers = session.scalars(
        select(Timer.key).where(
            Timer.case_id == errand.id, Timer.fired_at.is_(None), Timer.cancelled_at.is_(None)
        )
    ).all()
    assert "rest" not in timers
    assert "call" in timers


def test_a_form_drawn_before_the_last_step_is_stale(errand: Errand) -> None:
    errand.sunshine()
    errand.take("go", errand.people.coordinator, helper=errand.people.assistant.id)
    with writing(errand.session), pytest.raises(Stale):
        operations.advance(
            errand.session,
            errand.id,
            "drop",
            errand.as_(errand.people.coordinator),
            errand.clock(),
            {},
            version=1,
        )
    with pytest.raises(Stale):
        errand.take("wake", errand.people.coordinator)
    with pytest.raises(NotVisible):
        errand.take("fly", errand.people.coordinator)


def test_the_same_form_sent_twice_does_one_thing(errand: Errand) -> None:
    errand.sunshine()
    outcomes = []
    for _ in range(2):
        with writing(errand.session):
            outcomes.append(
                operations.advance(
                    errand.session, errand.id, "go", errand.as_(errand.people.coordinator), errand.clock(),
                    {"helper": errand.people.assistant.id}, version=1, key="the-form",
                )
            )  # fmt: skip
    assert [outcome.repeated for outcome in outcomes] == [False, True]
    assert outcomes[0].event_id == outcomes[1].event_id
    assert errand.kinds().count("transition") == 2


def test_a_task_that_comes_after_another_opens_when_that_is_done(errand: Errand) -> None:
    errand.sunshine()
    errand.take("go", errand.people.coordinator, helper=errand.people.assistant.id)
    with pytest.raises(Refused):
        errand.take("arrive", errand.people.coordinator)
    errand.complete("pack", errand.people.volunteer, weight=3)
    assert errand.statuses()["walk"] == "open"
    assert errand.case.answers["weight"] == 3
    with pytest.raises(Stale):
        errand.complete("pack", errand.people.volunteer, weight=4)
    errand.complete("walk", errand.people.assistant)
    errand.take("arrive", errand.people.assistant)
    assert errand.case.ended_at is not None


def test_a_finished_task_can_be_taken_back_while_nobody_went_on(errand: Errand) -> None:
    errand.sunshine()
    errand.take("go", errand.people.coordinator, helper=errand.people.assistant.id)
    errand.complete("pack", errand.people.volunteer, weight=3)
    with writing(errand.session):
        operations.reopen(
            errand.session, errand.task("pack").id, errand.as_(errand.people.volunteer), errand.clock()
        )
    assert (errand.statuses()["pack"], errand.statuses()["walk"]) == ("claimed", "waiting")
    assert "weight" not in errand.case.answers
    errand.complete("pack", errand.people.volunteer, weight=5)
    errand.clock.forward(minutes=11)
    with writing(errand.session), pytest.raises(Stale):
        operations.reopen(
            errand.session, errand.task("pack").id, errand.as_(errand.people.volunteer), errand.clock()
        )


def test_a_step_can_be_taken_back_for_ten_minutes(errand: Errand, session: Session) -> None:
    errand.sunshine()
    errand.clock.forward(minutes=1)
    errand.take("go", errand.people.coordinator, helper=errand.people.assistant.id)
    with writing(session), pytest.raises(Denied):
        operations.undo(session, errand.id, errand.as_(errand.people.volunteer), errand.clock(), version=2)
    with writing(session):
        operations.undo(session, errand.id, errand.as_(errand.people.coordinator), errand.clock(), version=2)
    assert (errand.case.state, errand.case.version, errand.case.via) == ("asked", 3, "ask")
    assert errand.statuses() == {
        "think": "open",
        "chance": "open",
        "pack": "cancelled",
        "walk": "cancelled",
        "bring": "cancelled",
    }
    assert "helper" not in errand.case.people
    assert errand.case.title == "quiet"
    alive = session.scalars(
        select(Timer.key).where(
            Timer.case_id == errand.id, Timer.fired_at.is_(None), Timer.cancelled_at.is_(None)
        )
    ).all()
    assert "rest" in alive
    assert "call" not in alive
    assert errand.kinds()[-1] == "undone"


def test_time_takes_the_systems_step_and_not_a_day_early(errand: Errand, session: Session) -> None:
    start = errand.clock()
    operations.tick(session, start + timedelta(days=29, hours=23))
    assert errand.case.state == "asked"
    operations.tick(session, start + timedelta(days=36))
    assert errand.case.state == "resting"
    last = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == errand.id).order_by(CaseEvent.number.desc()).limit(1)
    ).one()
    assert (last.transition, last.actor_id) == ("rest", None)


def test_time_tells_who_should_hear_and_only_once(errand: Errand, session: Session) -> None:
    later = errand.clock() + timedelta(days=12)
    assert operations.tick(session, later) >= 1
    told = session.scalars(select(Notice).where(Notice.case_id == errand.id)).all()
    assert {notice.role for notice in told} == {"staff"}
    before = len(told)
    assert operations.tick(session, later) == 0
    assert session.scalar(select(func.count()).select_from(Notice)) == before


def test_a_repeated_task_opens_each_time(errand: Errand, session: Session) -> None:
    errand.sunshine()
    errand.take("go", errand.people.coordinator, helper=errand.people.assistant.id)
    for _ in range(2):
        errand.clock.forward(days=8)
        operations.tick(session, errand.clock())
        errand.complete("call", errand.people.coordinator)
    calls = session.scalar(select(func.count()).select_from(Task).where(Task.key == "call"))
    assert calls == 2


def test_answers_about_people_are_erased_when_their_time_is_over(errand: Errand, session: Session) -> None:
    errand.sunshine()
    errand.take("go", errand.people.coordinator, helper=errand.people.assistant.id)
    errand.complete("pack", errand.people.volunteer, weight=3)
    errand.complete("walk", errand.people.assistant)
    errand.take("arrive", errand.people.assistant)
    secret = session.scalars(select(Answer.id).where(Answer.field == "secret")).one()
    operations.tick(session, errand.clock() + timedelta(days=29))
    assert runtime.unseal(session, secret) == "For Ola"
    operations.tick(session, errand.clock() + timedelta(days=90))
    assert runtime.unseal(session, secret) is None
    assert "secret" not in errand.case.answers
    assert session.get(Case, errand.id) is not None
