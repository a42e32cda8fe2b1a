"""One case for Bergen, told twice: each act to the model and to the intranet, which answer the same."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from intranet.cases import load_processes, runtime
from intranet.certificates import operations as certificates
from intranet.db import prepare_engine
from intranet.groups import assignments, meetings
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.privacy.keystore import KeyStore
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests import cast
from tests.races import invariant as ground
from tests.support.clock import Clock
from tests.workflows.new_group.driver import NewGroup
from tests.workflows.new_group.model import LED, MISSING, NOT_NOW, NOT_THEIRS, YES, Model, Paper

BEGIN = datetime(2026, 5, 12, 17, 30, tzinfo=UTC)
PROCESSES = load_processes(None)
OFFICE = {"staff", "staff_two", "both"}
WORK: dict[str, tuple[str | None, dict[str, Any]]] = {
    "find_room": ("volunteer", {"room": "Church hall", "step_free": True}),
    "set_time": (None, {"weekday": "tue", "start_time": time(18, 30)}),
    "agree_contact": ("coordinator", {}),
    "mend": (None, {}),
}


class ToldTwice:
    """`begin` tells the beginning; whatever the two answer differently fails at once."""

    model: Model

    def __init__(self, template: Path) -> None:
        self._folder = tempfile.TemporaryDirectory()
        copy = Path(self._folder.name) / "walk.sqlite"
        shutil.copyfile(template, copy)
        self._engine = create_engine(f"sqlite:///{copy}")
        prepare_engine(self._engine)
        session = Session(self._engine, autoflush=False, expire_on_commit=False)
        runtime.equip(session, PROCESSES, KeyStore(Path(self._folder.name) / "keys", "only for these walks"))
        people = session.scalars(select(Person)).all()
        named = {person.name.removesuffix(" Eksempel").replace(" ", "_").lower(): person for person in people}
        units = {unit.name: unit for unit in session.scalars(select(Unit))}
        self.new_group = NewGroup(
            session,
            cast.Cast({"nation": units["Norge"], "vestland": units["Vestland"]}, {}, named),
            Clock(BEGIN),
        )

    def begin(self, starter: str) -> None:
        self.new_group.register(self.person(starter))
        self.model = Model(self.new_group.today, starter)

    def try_a_step(self, step: str, who: str, named: str) -> None:
        expected = self.model.asks(step, who, named)
        assert self._try(self._step(step, who, named)) == expected, (step, who, named)
        if expected == YES:
            self.model.take(step, who, named)
            self._look_at_the_ground()

    def work(self, key: str) -> None:
        role, answers = WORK[key]
        who = role or self.model.leader
        volunteer = self.person("volunteer").id
        more = {"contact_person": volunteer, "stand_in": volunteer} if key == "agree_contact" else {}
        self.new_group.complete(key, self.person(str(who)), **answers, **more)
        self.model.work.discard(key)
        self.model.answered.add(key)

    def days_go_by(self, days: int) -> None:
        self.new_group.clock.forward(days=days)
        self.model.today = self.new_group.today

    def a_certificate_is_entered(self, whose: str, by: str, days: int) -> None:
        model, ends = self.model, self.model.today + timedelta(days)
        rests = whose in model.suspended_by and model.stands(whose)
        written = self.act(
            certificates.enter_from_paper, by,
            person_id=self.person(whose).id, number=uuid.uuid4().hex, valid_from=model.today, valid_to=ends,
        )  # fmt: skip
        assert written == (by in OFFICE and not rests)
        if written:
            model.papers[whose].append(Paper(model.today, ends, by))

    def a_question_is_accepted(self, whose: str, by: str) -> None:
        question = self.model.question(whose)
        if question is None:
            return
        written = self.act(assignments.accept, by, assignment_id=self.asked(whose))
        assert written == (by == whose and (question.accepted_on is not None or not self.closed))
        if written and question.accepted_on is None:
            question.accepted_on = self.model.today

    def a_meeting_is_reported(self, came: int) -> None:
        model = self.model
        told = meetings.Report(
            group_id=self.new_group.group.id, held_on=model.today,
            led_by=self.person(str(model.leader)).id, came=came,
        )  # fmt: skip
        written = self.act(meetings.report, "coordinator", told)
        assert written == (model.may_lead_today() and model.today not in model.meetings)
        if written:
            model.meetings[model.today] = came

    def both_stand_at_the_same_place(self) -> None:
        case, group = self.new_group.case, self.new_group.group
        assert case.state == self.model.state
        assert group.listed == (case.state in LED)
        open_work = {task.key for task in case.tasks if task.live and task.key in WORK}
        assert open_work == self.model.work

    def close(self) -> None:
        self.new_group.session.close()
        self._engine.dispose()
        self._folder.cleanup()

    @property
    def closed(self) -> bool:
        return self.model.state in {"declined", "withdrawn"}

    def person(self, name: str) -> Person:
        return self.new_group.people.people[name]

    def asked(self, whose: str) -> uuid.UUID:
        return self.new_group.asked(self.person(whose), self.new_group.case.subject_id)

    def _step(self, step: str, who: str, named: str) -> Callable[[], Any]:
        answers = self.new_group.answers(step)
        if "leader" in answers:
            answers = {"leader": self.person(named).id}
        return lambda: self.new_group.take(step, self.person(who), **answers)

    def act(self, act: Callable[..., Any], by: str, *given: Any, **arguments: Any) -> bool:
        return self._try(lambda: self.new_group.does(act, self.person(by), *given, **arguments)) == YES

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
