"""One case in one write transaction: read under its locks, planned with, and written; what every operation shares."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases import locking, runtime, store, timers
from intranet.cases.context import Answers, Context, Dates, context_of, situation_of
from intranet.cases.models import BY_THEMSELVES
from intranet.cases.policy import KNOWN_HERE, acting, is_passed_over
from intranet.cases.routing import Router, kept_away
from intranet.cases.store import LIVE, CaseRow, TaskRow
from intranet.cases.values import to_json
from intranet.clock import local_date
from intranet.db import new_id
from intranet.engine.process import Process
from intranet.engine.rules import Actor
from intranet.engine.situation import Opening, OpenTask, Situation, TimerPlan
from intranet.problems import NotVisible


@dataclass
class Work:
    """A case that is being worked on. `case` is replaced as it changes; `gone` names case people who left."""

    session: Session
    process: Process
    case: CaseRow
    actor: policy.Actor
    moment: datetime
    gone: frozenset[str]
    found: locking.Found | None = None

    @property
    def here(self) -> Actor:
        """The actor with the roles that count in this case's unit."""
        case = self.case
        return acting(self.actor, case.subject_kind, case.subject_id, case.unit_path)

    @property
    def used(self) -> locking.Used | None:
        """What the same form did before."""
        return None if self.found is None else self.found.used

    def answers(self, new: Mapping[str, Any] | None = None) -> Answers:
        return Answers(
            self.process, self.case, new or {}, lambda answer: runtime.unseal(self.session, answer)
        )

    def context(self, transition: str | None = None, new: Mapping[str, Any] | None = None) -> Context:
        return context_of(
            self.session,
            self.process,
            self.case,
            self.actor,
            self.moment,
            self.answers(new),
            gone=self.gone,
            transition=transition,
        )

    def situation(self, new: Mapping[str, Any] | None = None) -> Situation:
        dates = Dates(self.process.dates, lambda: self.context(new=new))
        return situation_of(self.case, self.answers(new), self.gone, dates)

    def router(self, but: uuid.UUID | None = None) -> Router:
        """Whose list a task stands on; `but`: on a list that somebody else than this person has."""
        stand_ins = {name: self.process.workflow.role_of(name) for name in self.process.workflow.case_people}
        present = {name: person for name, person in self.case.people.items() if name not in self.gone}
        router = Router(
            self.session, self.case.unit_path, local_date(self.moment), present, stand_ins,
            about=self.case.subject_id, but=but, here_alone=self.case.subject_kind in KNOWN_HERE,
            kept_away=kept_away(self.session, self.case, local_date(self.moment)),
        )  # fmt: skip
        if but is None and self.found is not None and self.found.case.unit_path == self.case.unit_path:
            here = set(self.found.case.people.values()) & set(present.values())
            router.knows(self.found.nearest, set() if self.found.rested else here)
        return router

    def event(self, event_id: uuid.UUID, kind: str, **columns: Any) -> uuid.UUID:
        """Append to the history; the case's own row is written by whoever called."""
        if self.actor.participant_id is not None:
            columns["facts"] = {BY_THEMSELVES: True, **columns.get("facts", {})}
        store.insert_event(
            self.session,
            event_id,
            self.case,
            kind=kind,
            at=self.moment,
            actor_id=self.actor.person_id,
            workflow_hash=self.process.hash,
            **columns,
        )
        self.case = replace(self.case, events=self.case.events + 1)
        return event_id

    def give(self, event_id: uuid.UUID, answers: Mapping[str, Any]) -> None:
        """Write answers that belong to an event just appended; people among them take their role in the case.

        What comes empty leaves the answer that stands. Not so with people: a form shows who is named already, and
        sent without them it lets them go.
        """
        self.let_go(key for key, value in answers.items() if value is None)
        rows, standing, people = [], dict(self.case.answers), dict(self.case.people)
        for key, value in answers.items():
            asked = self.process.workflow.fields[key]
            if value is None:
                continue
            if asked.kind == "person":
                store.name_person(self.session, self.case.id, key, value, self.moment)
                people[key] = value
                continue
            answer_id, plain = new_id(), to_json(value)
            sealed = None
            if asked.keep is not None:
                sealed, plain = runtime.seal(self.session, answer_id, plain), None
            standing[key] = {"sealed": str(answer_id)} if asked.keep is not None else plain
            rows.append(
                {
                    "id": answer_id,
                    "case_id": self.case.id,
                    "event_id": event_id,
                    "field": key,
                    "value": plain,
                    "sealed": sealed,
                    "number": self.case.events,
                    "erased_at": None,
                }
            )
        store.insert_answers(self.session, rows)
        self.case = replace(self.case, answers=standing, people=people)

    def let_go(self, names: Iterable[str]) -> None:
        """Whoever the case names so is no longer one of its people."""
        gone = set(names) & self.case.people.keys()
        for name in sorted(gone):
            store.name_nobody(self.session, self.case.id, name, self.moment)
        if gone:
            left = {name: person for name, person in self.case.people.items() if name not in gone}
            self.case = replace(self.case, people=left)

    def open(self, planned: Iterable[OpenTask], since: datetime | None = None) -> None:
        """Open tasks, or those that waited, each on the list of the first who can; their timers with them."""
        planned = tuple(planned)
        if not planned:
            return
        router = self.router()
        rows, timed, known = [], [], {task.id: task for task in self.case.tasks}
        for task in planned:
            queue = router.queue(task.for_)
            task_id = task.task_id or new_id()
            columns = {
                "status": task.status,
                "person_id": queue.person_id,
                "role": queue.role,
                "unit_id": queue.unit_id,
                "opened_at": self.moment,
                "due_at": task.due_at,
            }
            if task.task_id is None:
                rows.append(_new_task(task_id, self.case, task.key) | columns)
            else:
                store.reopen_task(self.session, task_id, columns)
            known[task_id] = TaskRow(**(_new_task(task_id, self.case, task.key) | columns))
            timed += self._timer_rows(task.timers, task_id, since)
        store.insert_tasks(self.session, rows)
        timers.insert_timers(self.session, timed)
        self.case = replace(self.case, tasks=tuple(known.values()))

    def set_timers(self, planned: Iterable[TimerPlan], since: datetime | None = None) -> None:
        timers.insert_timers(self.session, self._timer_rows(planned, None, since))

    def finished(self, task_id: uuid.UUID) -> None:
        """The task is done; its row is written already."""
        self.case = replace(
            self.case,
            tasks=tuple(
                replace(task, status="done") if task.id == task_id else task for task in self.case.tasks
            ),
        )

    def recounted(self, opening: Opening) -> None:
        """A date changed: what counts from it is due, told and done by time anew."""
        ids = [task.task_id for task in opening.open if task.task_id is not None]
        timers.cancel_task_timers(self.session, ids, self.moment)
        for task in opening.open:
            if task.task_id is not None:
                store.reopen_task(self.session, task.task_id, {"due_at": task.due_at})
                timers.insert_timers(self.session, self._timer_rows(task.timers, task.task_id, None))
        for timer in opening.timers:
            timers.cancel_timer(self.session, self.case.id, timer.kind, timer.key, timer.n, self.moment)
        self.set_timers(opening.timers, self.case.entered_at)

    def withdraw_notices(self, task_ids: Iterable[uuid.UUID]) -> None:
        """Nobody needs to hear of a finished task any more; asked for only where somebody was told."""
        if self.found is None or self.found.told:
            store.withdraw_notices(self.session, task_ids, self.moment)

    def postpone(self, timer_id: uuid.UUID, until: datetime | None = None) -> None:
        """Let a timer that was taken go off again at that moment, or in a day."""
        timers.postpone_timer(self.session, timer_id, until or self.moment + timedelta(days=1))

    def set_erasure(self, moments: Iterable[tuple[str, datetime]]) -> None:
        """Answers to these fields are erased at these moments."""
        planned = (TimerPlan("task", key, at) for key, at in moments)
        rows = self._timer_rows(planned, None, None)
        timers.insert_timers(self.session, [row | {"kind": "erase"} for row in rows])

    def route_again(self, gone: uuid.UUID | None) -> None:
        """Put unclaimed tasks, and those of the person who is gone from here, on the list they belong to today."""
        router = self.router()
        for task in self.case.tasks:
            written = self.process.workflow.tasks.get(task.key)
            if written is None or not task.live or (task.person_id is not None and task.person_id != gone):
                continue
            if task.person_id is not None and router.can_still(task.person_id, task.role, written.for_):
                continue
            queue = router.queue(written.for_)
            if (task.person_id, task.role, task.unit_id) == (queue.person_id, queue.role, queue.unit_id):
                continue
            status = "open" if task.status == "claimed" else task.status
            store.change_task(
                self.session,
                task.id,
                LIVE,
                {
                    "person_id": queue.person_id,
                    "role": queue.role,
                    "unit_id": queue.unit_id,
                    "status": status,
                },
            )

    def _timer_rows(
        self, planned: Iterable[TimerPlan], task_id: uuid.UUID | None, since: datetime | None
    ) -> list[dict[str, Any]]:
        return [
            {
                "id": new_id(),
                "case_id": self.case.id,
                "kind": timer.kind,
                "key": timer.key,
                "task_id": task_id,
                "who": timer.who,
                "turn": timer.n,
                "since": since or self.moment,
                "at": timer.at,
                "fired_at": None,
                "cancelled_at": None,
            }
            for timer in planned
        ]

    def close(self, status: str, task_ids: Iterable[uuid.UUID], transition: str | None) -> None:
        """Finish (done) or cancel tasks of the case, and forget what time and people were told of them."""
        ids = frozenset(task_ids)
        if not ids:
            return
        by = self.actor.person_id if status == "done" else None
        row = {
            "new_status": status,
            "moment": self.moment,
            "by": by,
            "with": transition,
            "version": self.case.version,
        }
        store.close_tasks(self.session, ids, row)
        self.case = replace(
            self.case,
            tasks=tuple(
                replace(task, status=status, done_at=self.moment, done_by=by) if task.id in ids else task
                for task in self.case.tasks
            ),
        )


def _new_task(task_id: uuid.UUID, case: CaseRow, key: str) -> dict[str, Any]:
    empty = dict.fromkeys(("snoozed_until", "done_at", "done_by", "closed_with"))
    return {"id": task_id, "case_id": case.id, "key": key, "case_version": case.version, **empty}


def take_up(
    session: Session,
    case_id: uuid.UUID,
    actor: policy.Actor,
    moment: datetime,
    new_people: Iterable[uuid.UUID] = (),
    *,
    in_reaction: bool = False,
    key: str | None = None,
) -> Work:
    """Read a case under its locks: its people and those about to be named, its group, then the case itself.

    In a reaction to a fact its people are not locked: whoever wrote the fact holds one of them already, and to ask
    for others out of order could end with two waiting for each other. The case's own lock is enough there, for
    everybody who changes what its guards rely on comes to react on the same case.
    `key` is the form's idempotency key: what it did before stands in `found.used`.
    Raises NotVisible when there is no such case or its workflow is not loaded, Stale when it just changed.
    """
    others = None if in_reaction else new_people
    found = locking.find(session, case_id, actor.person_id, local_date(moment), others=others, key=key)
    process = runtime.process(session, found.case.workflow)
    by = found.actor if actor.participant_id is None else actor
    if is_passed_over(found.case, by):
        raise NotVisible
    return Work(session, process, found.case, by, moment, found.gone, found)
