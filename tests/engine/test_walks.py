"""Random walks through the model: whatever people, time and facts do, what a case keeps is always in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from intranet.engine.loader import load_one
from intranet.engine.planning import finish_task, open_by_timer, open_possible, plan, recount
from intranet.engine.situation import OpenTask, Situation, Step, TaskFact, TimerPlan
from tests.engine.conftest import PROCESSES, SETTINGS

PROCESS = load_one(PROCESSES / "new_group", SETTINGS)
WORKFLOW = PROCESS.workflow


class Walk:
    """A case kept in memory, as a database would: rows of tasks and timers, changed only as the plans say."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 12, 9, tzinfo=UTC)
        self.situation = Situation(None)
        self.timers: dict[tuple[str, str, int], TimerPlan] = {}
        self.task_timers: dict[UUID, tuple[TimerPlan, ...]] = {}
        self.take("register")

    def take(self, key: str) -> None:
        step = plan(
            PROCESS, self.situation, key, self._answers(WORKFLOW.transitions[key].fields), self.moment
        )
        self._check_step(step)
        facts = []
        for fact in self.situation.tasks:
            status = (
                "done" if fact.id in step.finish else "cancelled" if fact.id in step.close else fact.status
            )
            facts.append(replace(fact, status=status))
        kept = {
            place: timer
            for place, timer in self.timers.items()
            if timer.kind == "task" and timer.key in step.keep
        }
        self.timers = kept
        self.situation = replace(
            self.situation,
            state=step.to_state,
            via=key,
            entered_at=self.moment,
            tasks=tuple(facts),
            answers={**self.situation.answers, **self._answers(WORKFLOW.transitions[key].fields)},
        )
        self._apply((*step.open, *step.moved.open), (*step.timers, *step.moved.timers))

    def finish(self, fact: TaskFact) -> None:
        answers = {**self.situation.answers, **self._answers(WORKFLOW.tasks[fact.key].fields)}
        self._replace(replace(fact, status="done"))
        self.situation = replace(self.situation, answers=answers)
        self._apply(finish_task(PROCESS, self.situation, fact.id, self.moment), ())

    def wait(self, days: int) -> None:
        self.moment += timedelta(days=days)
        due = sorted(
            (timer for timer in self.timers.values() if timer.at <= self.moment), key=lambda timer: timer.at
        )
        if not due:
            return
        timer = due[0]
        del self.timers[timer.kind, timer.key, timer.n]
        if timer.kind == "transition":
            self.take(timer.key)
        else:
            since = self.situation.entered_at or self.moment
            found = open_by_timer(PROCESS, self.situation, timer.key, timer.n, since, self.moment)
            self._apply(found.open, found.timers)

    def offer(self, key: str) -> None:
        self._apply(open_possible(PROCESS, self.situation, key, self.moment), ())

    def move_first_meeting(self, day: date) -> None:
        self.situation = replace(self.situation, answers={**self.situation.answers, "first_meeting": day})
        found = recount(PROCESS, self.situation, {"first_meeting"}, self.situation.entered_at or self.moment)
        self._apply(found.open, found.timers)

    def check(self) -> None:
        state = self.situation.state
        assert state in WORKFLOW.states
        alive = self.situation.alive
        for fact in alive:
            task = WORKFLOW.tasks[fact.key]
            assert state in task.in_, f"{fact.key} is alive in {state}"
            others = {other.key for other in alive if other.id != fact.id}
            if fact.status == "waiting":
                assert others & set(task.after), f"{fact.key} waits for nothing"
                assert fact.due_at is None
            elif task.due is not None:
                assert fact.due_at is not None, f"{fact.key} is never due"
        single = [fact.key for fact in alive if len(WORKFLOW.tasks[fact.key].when) < 2]
        assert len(single) == len(set(single)), f"opened twice: {single}"
        for timer in self.timers.values():
            if timer.kind == "task":
                assert state in WORKFLOW.tasks[timer.key].in_
            else:
                assert timer.key in WORKFLOW.leaving(state)
        if not WORKFLOW.states[state].end:
            steps = set(WORKFLOW.leaving(state))
            asked = [fact for fact in alive if steps & set(WORKFLOW.tasks[fact.key].then)]
            assert asked or self.timers, f"a case stands still in {state}"

    def _check_step(self, step: Step) -> None:
        closed = {*step.finish, *step.close}
        alive = {fact.id for fact in self.situation.alive}
        assert closed <= alive
        assert not set(step.finish) & set(step.close)
        assert all(timer.at >= self.moment for timer in step.timers if timer.kind == "transition")

    def _apply(self, tasks: tuple[OpenTask, ...], timers: tuple[TimerPlan, ...]) -> None:
        for opened in tasks:
            known = next((fact for fact in self.situation.tasks if fact.id == opened.task_id), None)
            fact = known or TaskFact(uuid4(), opened.key, opened.status, opened_at=self.moment)
            status = "claimed" if known is not None and known.status == "claimed" else opened.status
            self._replace(replace(fact, status=status, due_at=opened.due_at))
            self.task_timers[fact.id] = opened.timers
        self.timers |= {(timer.kind, timer.key, timer.n): timer for timer in timers}

    def _replace(self, fact: TaskFact) -> None:
        others = tuple(other for other in self.situation.tasks if other.id != fact.id)
        self.situation = replace(self.situation, tasks=(*others, fact))

    def _answers(self, names: tuple[str, ...]) -> dict[str, Any]:
        day = (self.moment + timedelta(days=20)).date()
        return {name: day if WORKFLOW.fields[name].kind == "date" else name for name in names}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_case_is_in_order_after_every_step_of_a_random_walk(data: st.DataObject) -> None:
    walk = Walk()
    for _ in range(data.draw(st.integers(1, 25))):
        walk.check()
        state = walk.situation.state
        steps = [key for key, step in WORKFLOW.leaving(state).items() if not step.by_system]
        ready = [
            fact
            for fact in walk.situation.alive
            if fact.status == "open" and not WORKFLOW.tasks[fact.key].then
        ]
        offers = [key for key, task in WORKFLOW.tasks_in(state or "").items() if task.is_offered]
        match data.draw(st.sampled_from(("step", "finish", "wait", "claim", "offer", "date"))):
            case "step" if steps:
                walk.take(data.draw(st.sampled_from(sorted(steps))))
            case "finish" if ready:
                walk.finish(data.draw(st.sampled_from(ready)))
            case "claim" if ready:
                walk._replace(replace(data.draw(st.sampled_from(ready)), status="claimed"))
            case "offer" if offers:
                walk.offer(data.draw(st.sampled_from(offers)))
            case "date" if state == "approved":
                walk.move_first_meeting(walk.moment.date() + timedelta(days=data.draw(st.integers(1, 60))))
            case _:
                walk.wait(data.draw(st.integers(1, 200)))
    walk.check()
