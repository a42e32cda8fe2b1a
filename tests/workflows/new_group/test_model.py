"""Random people try random things on random days: the plain model and the code agree on each answer and each state."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from intranet.cases import load_processes, runtime, versions
from intranet.certificates import operations as certificates
from intranet.db import prepare_engine, writing
from intranet.groups import assignments, meetings
from intranet.groups.models import Assignment
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.privacy.keystore import KeyStore
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests import cast, factories
from tests.races import invariant as ground
from tests.support.clock import Clock
from tests.workflows.new_group.driver import PLAN, NewGroup
from tests.workflows.new_group.model import (
    ASSISTANTS,
    LED,
    MISSING,
    NOT_NOW,
    NOT_THEIRS,
    PEOPLE,
    ROLES,
    STEPS,
    YES,
    Model,
    Paper,
    Question,
)

EXAMPLES = int(os.environ.get("INTRANET_WALKS", "20"))
STEPS_EACH = int(os.environ.get("INTRANET_WALK_STEPS", "30"))
BEGIN = datetime(2026, 5, 12, 17, 30, tzinfo=UTC)

BEGINNINGS = ("idea", "waiting_assistant", "planning", "decision", "approved", "trial")

# Drawn once for each choice of ours; choices that Hypothesis makes itself lean towards the first of a list.
chance = st.randoms(use_true_random=True)
OFFICE = {"staff", "staff_two", "both"}
BOARD = {"board", "board_two"}
WORK: dict[str, tuple[str | None, dict[str, Any]]] = {
    "find_room": ("volunteer", {"room": "Church hall", "step_free": True}),
    "set_time": (None, {"weekday": "tue", "start_time": time(18, 30)}),
    "agree_contact": ("coordinator", {}),
    "mend": (None, {}),
}


class Walk(RuleBasedStateMachine):
    """One case for Bergen, told twice: to the model and to the intranet."""

    def __init__(self, template: Path) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        copy = Path(self._folder.name) / "walk.sqlite"
        shutil.copyfile(template, copy)
        self._engine = create_engine(f"sqlite:///{copy}")
        prepare_engine(self._engine)
        session = Session(self._engine, autoflush=False, expire_on_commit=False)
        runtime.equip(session, _PROCESSES, KeyStore(Path(self._folder.name) / "keys", "only for these walks"))
        people = session.scalars(select(Person)).all()
        named = {person.name.removesuffix(" Eksempel").replace(" ", "_").lower(): person for person in people}
        units = {unit.name: unit for unit in session.scalars(select(Unit))}
        self.new_group = NewGroup(
            session,
            cast.Cast({"nation": units["Norge"], "vestland": units["Vestland"]}, {}, named),
            Clock(BEGIN),
        )

    @initialize(chosen=chance)
    def somebody_has_an_idea(self, chosen: Random) -> None:
        """And it has come so far already; walks from the first idea alone seldom come to the decision."""
        starter = chosen.choice(["volunteer", "board", "staff"])
        self.new_group.register(self._person(starter))
        self.model = Model(self.new_group.today, starter)
        state, days = chosen.choice(BEGINNINGS), chosen.choice([98, 120, 730])
        sender = chosen.choice(["both", "coordinator", "assistant"])
        while self.model.state != state:
            self._straight_on(days, sender)
        for _ in range(chosen.choice([0, 3]) if state == "trial" else 0):
            self.days_go_by(7)
            self.a_meeting_is_reported(3)

    def _straight_on(self, days: int, sender: str) -> None:
        match self.model.state:
            case "idea":
                self.try_a_step("take_up", "coordinator", "assistant")
            case "need":
                self.try_a_step("confirm_need", "coordinator", "assistant")
            case "waiting_assistant":
                self.a_certificate_is_entered("assistant", "staff_two", days)
                self.try_a_step("assistant_found", "coordinator", "assistant")
            case "planning":
                self.a_question_is_accepted("assistant", "assistant")
                while self.model.work:
                    self._work(min(self.model.work))
                self.try_a_step("submit", sender, "assistant")
            case "decision":
                self.try_a_step("approve", "board_two", "assistant")
            case "approved":
                self.days_go_by(7)
                self.try_a_step("open", "assistant", "assistant")

    @rule(chosen=chance)
    def try_anything(self, chosen: Random) -> None:
        self.try_a_step(chosen.choice(sorted(STEPS)), chosen.choice(PEOPLE), chosen.choice(ASSISTANTS))

    def try_a_step(self, step: str, who: str, named: str) -> None:
        expected = self.model.asks(step, who, named)
        assert self._try(self._step(step, who, named)) == expected, (step, who, named)
        if expected == YES:
            self.model.take(step, who, named)
            self._look_at_the_ground()

    @rule(chosen=chance)
    def everybody_tries_what_is_refused(self, chosen: Random) -> None:
        named = chosen.choice(ASSISTANTS)
        for step in sorted(STEPS):
            for who in PEOPLE if self.model.state in STEPS[step][0] else ():
                if self.model.asks(step, who, named) != YES:
                    self.try_a_step(step, who, named)

    @rule(chosen=chance)
    def go_on(self, chosen: Random) -> None:
        """A step that the model allows, so that walks get somewhere; what ends them or rests comes by chance."""
        ways: dict[str, list[tuple[str, str]]] = {}
        for step in sorted(STEPS.keys() - {"withdraw", "decline", "hold"}):
            pairs = [
                (who, named)
                for who in PEOPLE
                for named in ASSISTANTS
                if self.model.asks(step, who, named) == YES
            ]
            if pairs:
                ways[step] = pairs
        if ways:
            step = chosen.choice(sorted(ways))
            self.try_a_step(step, *chosen.choice(ways[step]))

    @rule(chosen=chance)
    def work_on_the_plan(self, chosen: Random) -> None:
        if self.model.work:
            self._work(chosen.choice(sorted(self.model.work)))

    def _work(self, key: str) -> None:
        role, answers = WORK[key]
        who = role or self.model.leader
        volunteer = self._person("volunteer").id
        more = {"contact_person": volunteer, "stand_in": volunteer} if key == "agree_contact" else {}
        self.new_group.complete(key, self._person(str(who)), **answers, **more)
        self.model.work.discard(key)
        self.model.answered.add(key)

    @rule(chosen=chance)
    def time_passes(self, chosen: Random) -> None:
        self.days_go_by(chosen.choice([1, 1, 6, 7, 7, 7, 30, 89, 90, 91, 400]))

    def days_go_by(self, days: int) -> None:
        self.new_group.clock.forward(days=days)
        self.model.today = self.new_group.today

    @rule(chosen=chance)
    def staff_enter_a_certificate(self, chosen: Random) -> None:
        days = chosen.choice([60, 97, 98, 200, 730])
        self.a_certificate_is_entered(chosen.choice(ASSISTANTS), chosen.choice(PEOPLE), days)

    def a_certificate_is_entered(self, whose: str, by: str, days: int) -> None:
        model, ends = self.model, self.model.today + timedelta(days)
        rests = whose in model.suspended_by and model.stands(whose)
        written = self._act(
            certificates.enter_from_paper, by,
            person_id=self._person(whose).id, number=uuid.uuid4().hex, valid_from=model.today, valid_to=ends,
        )  # fmt: skip
        assert written == (by in OFFICE and not rests)
        if written:
            model.papers[whose].append(Paper(model.today, ends, by))

    @rule(chosen=chance)
    def a_certificate_is_suspended(self, chosen: Random) -> None:
        model, whose = self.model, chosen.choice(ASSISTANTS)
        by = chosen.choice(sorted(OFFICE | BOARD | {"coordinator", "assistant"}))
        written = self._act(
            certificates.suspend, by, person_id=self._person(whose).id, ground="safety", reason="Looked into."
        )
        possible = model.stands(whose) and whose not in model.suspended_by
        assert written == (by in OFFICE | BOARD and possible)
        if written:
            model.suspended_by[whose] = by
            model.suspended_days[whose].append((model.today, None))

    @rule(chosen=chance)
    def a_suspension_is_lifted(self, chosen: Random) -> None:
        model, by = self.model, chosen.choice(sorted(BOARD | {"staff", "assistant"}))
        whose = chosen.choice(sorted(model.suspended_by) or ASSISTANTS)
        written = self._act(certificates.lift, by, person_id=self._person(whose).id, reason="Nothing found.")
        # Also of a certificate that ended meanwhile: nobody stays suspended because time passed.
        assert written == (by in BOARD and model.suspended_by.get(whose, by) != by)
        if written:
            del model.suspended_by[whose]
            since, _ = model.suspended_days[whose].pop()
            model.suspended_days[whose].append((since, model.today))

    @rule(chosen=chance)
    def somebody_is_asked(self, chosen: Random) -> None:
        whose, by = chosen.choice(ASSISTANTS), chosen.choice([*PEOPLE, "coordinator", "coordinator"])
        group_id = self.new_group.case.subject_id
        written = self._act(assignments.ask, by, group_id=group_id, person_id=self._person(whose).id)
        assert written == (
            "coordinator" in ROLES[by] and self.model.question(whose) is None and not self._closed
        )
        if written:
            self.model.questions[whose].append(Question())

    @rule(chosen=chance)
    def a_question_is_answered(self, chosen: Random) -> None:
        whose = chosen.choice(ASSISTANTS)
        self.a_question_is_accepted(whose, chosen.choice([whose, whose, *ASSISTANTS, "coordinator", "staff"]))

    def a_question_is_accepted(self, whose: str, by: str) -> None:
        question = self.model.question(whose)
        if question is None:
            return
        written = self._act(assignments.accept, by, assignment_id=self._asked(whose))
        assert written == (by == whose and (question.accepted_on is not None or not self._closed))
        if written and question.accepted_on is None:
            question.accepted_on = self.model.today

    @rule(chosen=chance)
    def an_assignment_ends(self, chosen: Random) -> None:
        whose, by = (
            chosen.choice(ASSISTANTS),
            chosen.choice([*ASSISTANTS, "coordinator", "both", "volunteer"]),
        )
        question = self.model.question(whose)
        if question is None:
            return
        written = self._act(assignments.end, by, assignment_id=self._asked(whose))
        assert written == (by in {whose, "coordinator", "both"})
        if written:
            question.ended_on = self.model.today

    @rule(chosen=chance)
    def a_meeting_is_held(self, chosen: Random) -> None:
        if self.model.state == "trial":
            self.a_meeting_is_reported(chosen.choice([1, 2, 3]))

    def a_meeting_is_reported(self, came: int) -> None:
        model = self.model
        written = self._act(
            meetings.report, "coordinator", group_id=self.new_group.case.subject_id, held_on=model.today,
            led_by=self._person(str(model.leader)).id, came=came,
        )  # fmt: skip
        assert written == (model.may_lead_today() and model.today not in model.meetings)
        if written:
            model.meetings[model.today] = came

    @invariant()
    def both_stand_at_the_same_place(self) -> None:
        if not hasattr(self, "model"):
            return
        case, group = self.new_group.case, self.new_group.group
        assert case.state == self.model.state
        assert group.listed == (case.state in LED)
        open_work = {task.key for task in case.tasks if task.live and task.key in WORK}
        assert open_work == self.model.work

    def teardown(self) -> None:
        self.new_group.session.close()
        self._engine.dispose()
        self._folder.cleanup()

    @property
    def _closed(self) -> bool:
        return self.model.state in {"declined", "withdrawn"}

    def _person(self, name: str) -> Person:
        return self.new_group.people.people[name]

    def _asked(self, whose: str) -> uuid.UUID:
        return self.new_group.session.scalars(
            select(Assignment.id).where(
                Assignment.person_id == self._person(whose).id, Assignment.ended_at.is_(None)
            )
        ).one()

    def _step(self, step: str, who: str, named: str) -> Callable[[], Any]:
        leader = {"leader": self._person(named).id}
        answers: dict[str, dict[str, Any]] = {
            "confirm_need": {"expected": 6},
            "assistant_found": leader,
            "resume": leader,
            "submit": PLAN,
            "send_back": {"reason": "The room is too small."},
            "decline": {"reason": "Too few people."},
            "hold": {"reason": "Summer."},
            "approve": {"first_meeting": self.model.today + timedelta(7)},
            "open": {"came": 3},
            "withdraw": {"why_stopped": "no_people"},
        }
        return lambda: self.new_group.take(step, self._person(who), **answers.get(step, {}))

    def _act(self, act: Callable[..., Any], by: str, **arguments: Any) -> bool:
        return self._try(lambda: self.new_group.does(act, self._person(by), **arguments)) == YES

    @staticmethod
    def _try(attempt: Callable[[], Any]) -> str:
        try:
            attempt()
        except (Denied, NotVisible):
            return NOT_THEIRS
        except Stale:
            return NOT_NOW
        except Refused:
            return MISSING
        return YES

    def _look_at_the_ground(self) -> None:
        """The raw rows say the same of every way into a protected state."""
        if self.model.state in ground.PROTECTED:
            connection = self.new_group.session.connection()
            assert self.new_group.id is not None
            assert not ground.missing_ground(connection, self.new_group.id, self.model.today)


_PROCESSES = load_processes(None)
# What moves a case on comes more often than what takes the ground from under it.
ACTS = (
    *("go_on", "try_anything", "work_on_the_plan", "time_passes", "a_meeting_is_held") * 3,
    "everybody_tries_what_is_refused", "staff_enter_a_certificate", "a_certificate_is_suspended",
    "a_suspension_is_lifted", "somebody_is_asked", "a_question_is_answered", "an_assignment_ends",
)  # fmt: skip


@pytest.fixture
def template(fresh_database: Any) -> Path:
    """A database with everybody in it, a second assistant in Bergen, and somebody with two roles."""
    url: str = fresh_database("sqlite")
    engine = create_engine(url)
    prepare_engine(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as session, writing(session):
        versions.record(session, _PROCESSES.values(), BEGIN)
        people = cast.build(session)
        second = factories.person(
            session, "Second Eksempel", people.units["vestland"], people.towns["Bergen"]
        )
        factories.role(session, second, "assistant", people.units["vestland"])
        both = factories.person(session, "Both Eksempel", people.units["vestland"])
        for role in ("coordinator", "staff"):
            factories.role(session, both, role, people.units["nation"])
    engine.dispose()
    return Path(url.removeprefix("sqlite:///"))


def test_the_model_and_the_code_agree_whatever_people_do(template: Path) -> None:
    run_state_machine_as_test(
        lambda: Walk(template),  # type: ignore[arg-type]  # it takes whatever makes a machine
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS_EACH,
            derandomize=True,
            deadline=None,
            # A walk that fails is told as it was walked; to shorten it would take minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("seed", range(2 * EXAMPLES))
def test_the_model_and_the_code_agree_on_a_long_walk(template: Path, seed: int) -> None:
    # Hypothesis varies a few walks; these go far, each its own way, and most of what one finds is deep in a walk.
    chosen = Random(seed)  # noqa: S311
    walk = Walk(template)
    try:
        walk.somebody_has_an_idea(chosen)
        for _ in range(STEPS_EACH):
            getattr(walk, chosen.choice(ACTS))(chosen)
            walk.both_stand_at_the_same_place()
        assert walk.new_group.case.state == walk.model.state
    finally:
        walk.teardown()
