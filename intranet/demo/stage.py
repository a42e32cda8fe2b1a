"""The demonstration's stage: its people do things at their dates by the usual operations; it tells no story itself."""

from __future__ import annotations

import heapq
import itertools
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.auth import operations as accounts
from intranet.cases import operations as cases
from intranet.cases import store
from intranet.cases.models import Case, Timer
from intranet.certificates import operations as certificates
from intranet.clock import ZONE
from intranet.db import writing
from intranet.engine.times import Calendar
from intranet.groups import assignments, meetings, queries, reach
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.organisation.operations import find_or_create_town
from intranet.organisation.roles import give_role
from intranet.participants import own_word
from intranet.people import operations as people
from intranet.policy import SYSTEM, Actor

DOMAIN = "demo.example"

# A part of the story: it yields the moment of what it does next.
Script = Iterator[datetime]


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of that day by the clocks of the Nordic countries."""
    return datetime.combine(day, time(hour, minute), ZONE)


@dataclass
class Stage:
    """Where the story is told: the session, the moment it has come to, and everybody and everything by a short name."""

    session: Session
    today: date
    moment: datetime
    password_hash: str
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    units: dict[str, uuid.UUID] = field(default_factory=dict)
    cases: dict[str, uuid.UUID] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.moment.astimezone(ZONE).date()

    def ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        return at(self.today - timedelta(days), hour, minute)

    def workday(self, days: int) -> date:
        """A day so many days ago, or shortly before, on which time has opened what it was to open."""
        return Calendar().moved(self.today - timedelta(days), back=True)

    def actor(self, who: str) -> Actor:
        """With the roles that this person holds on the day the story has come to."""
        return SYSTEM if who == "system" else actor_of(self.session, self.people[who], self.day)

    def unit(self, name: str) -> Unit:
        return self.session.get_one(Unit, self.units[name])

    def joins(
        self,
        who: str,
        name: str,
        unit: str,
        *,
        language: str,
        home: str | None = None,
        role: str | None = None,
        account: str | None = None,
        by: str = "admin",
    ) -> None:
        """Somebody is entered, gets a role, and takes up the invitation to their account."""
        where, actor = self.unit(unit), self.actor(by)
        town = find_or_create_town(self.session, home, where.country) if home else None
        self.session.flush()
        details = people.Details(name=name, language=language, home_town_id=town.id if town else None)
        person = people.create_person(self.session, actor, self.moment, unit_id=where.id, details=details)
        self.people[who] = person.id
        if role is not None:
            self.gets_role(who, role, unit, by=by)
        if account is not None:
            token = accounts.invite(
                self.session, actor, self.moment, person_id=person.id, email=f"{account}@{DOMAIN}"
            )
            accounts.take_up(self.session, token, self.moment, password_hash=self.password_hash)

    def gets_role(self, who: str, role: str, unit: str, *, by: str = "admin") -> None:
        give_role(
            self.session, self.actor(by), self.moment,
            person_id=self.people[who], role=role, unit_id=self.units[unit], starts_on=self.day,
        )  # fmt: skip

    def begins(self, case: str, by: str, unit: str, **answers: Any) -> None:
        """Somebody registers the idea of a group; the case is called so from now on."""
        self.opens(case, "new_group", "register", by, unit, **answers)

    def opens(
        self,
        case: str,
        workflow: str,
        step: str,
        by: str,
        unit: str,
        *,
        about: str | None = None,
        **answers: Any,
    ) -> None:
        """Somebody begins a case of any workflow, about a person where `about` names one."""
        outcome = cases.begin(
            self.session, workflow, step, self.actor(by), self.unit(unit), self.moment, self._ids(answers),
            subject_id=None if about is None else self.people[about],
        )  # fmt: skip
        self.cases[case] = outcome.case_id

    def follows(self, case: str, workflow: str, who: str) -> None:
        """The case about somebody that began by itself is called so from now on."""
        self.follows_subject(case, workflow, self.people[who])

    def follows_subject(self, case: str, workflow: str, subject_id: uuid.UUID) -> None:
        newest = (
            select(Case.id)
            .where(Case.workflow == workflow, Case.subject_id == subject_id)
            .order_by(Case.started_at.desc())
        )
        self.cases[case] = self.session.scalars(newest.limit(1)).one()

    def takes(self, case: str, transition: str, by: str, **answers: Any) -> None:
        cases.advance(
            self.session, self.cases[case], transition, self.actor(by), self.moment, self._ids(answers)
        )

    def presses(self, case: str, transition: str) -> None:
        """The participant themselves, on their own page."""
        cases.advance(self.session, self.cases[case], transition, self.themselves(case), self.moment, {})

    def themselves(self, case: str) -> Actor:
        return Actor(None, participant_id=self.subject(case))

    def has_a_word(self, case: str) -> None:
        """Whoever was on their own page before has chosen one; here it is everybody's password."""
        own_word.choose(self.session, self.themselves(case), self.password_hash)

    def finishes(self, case: str, task: str, by: str, **answers: Any) -> None:
        cases.complete(self.session, self.task(case, task), self.actor(by), self.moment, self._ids(answers))

    def task(self, case: str, key: str) -> uuid.UUID:
        """The task of this key that is open in the case."""
        found = self._open(case, key)
        if not found:
            raise LookupError(f"{key} is not open in {case} on {self.day}")
        return found[0]

    def has_open(self, case: str, key: str) -> bool:
        """What comes after some days may still wait: such days move out of weekends and quiet weeks."""
        return bool(self._open(case, key))

    def _open(self, case: str, key: str) -> list[uuid.UUID]:
        row = store.load(self.session, self.cases[case])
        return [task.id for task in row.tasks if task.key == key and task.status in ("open", "claimed")]

    def catches_up(self, case: str, by: str, *done: str) -> None:
        """What is due by today and needs no step is done, so that nothing is late on the day the story is read.

        So are the tasks of the keys in `done`, whenever they are due.
        """
        row = store.load(self.session, self.cases[case])
        due = [
            task.id
            for task in row.tasks
            if task.status in ("open", "claimed")
            if task.key in done or (task.due_at is not None and task.due_at < at(self.today))
        ]
        for task_id in due:
            cases.complete(self.session, task_id, self.actor(by), self.moment, {})

    def group(self, case: str) -> uuid.UUID:
        return self.subject(case)

    def subject(self, case: str) -> uuid.UUID:
        found = store.load(self.session, self.cases[case]).subject_id
        if found is None:
            raise LookupError(f"{case} is about nothing yet")
        return found

    def accepts(self, case: str, who: str) -> None:
        """The person asked says yes, in person."""
        for row in queries.open_assignments(self.session, self.group(case)):
            if row.person_id == self.people[who]:
                assignments.accept(self.session, self.actor(who), self.moment, row.id)

    def asks(self, case: str, who: str, by: str) -> None:
        assignments.ask(
            self.session, self.actor(by), self.moment,
            group_id=self.group(case), person_id=self.people[who],
        )  # fmt: skip

    def confirms_reach(self, case: str, who: str, by: str) -> None:
        reach.confirm(
            self.session, self.actor(by), self.moment,
            group_id=self.group(case), person_id=self.people[who],
        )  # fmt: skip

    def meets(
        self, case: str, led_by: str, came: int, visitors: int | None = None, first_visits: int | None = None
    ) -> None:
        """The group met today."""
        meetings.report(
            self.session, self.actor(led_by), self.moment,
            meetings.Report(
                group_id=self.group(case), held_on=self.day, led_by=self.people[led_by],
                came=came, different_visitors=visitors, first_visits=first_visits,
            ),
        )  # fmt: skip

    def certificate(
        self, who: str, by: str, number: str, valid_from: date | None, valid_to: date | None
    ) -> None:
        certificates.enter_from_paper(
            self.session, self.actor(by), self.moment,
            person_id=self.people[who], number=number, valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip

    def renews(self, who: str, by: str) -> date:
        """The new last day."""
        renewed = certificates.renew(
            self.session, self.actor(by), self.moment, person_id=self.people[who]
        ).valid_to
        if renewed is None:
            raise LookupError(f"the certificate of {who} has no end")
        return renewed

    def shows_record_check(self, who: str, to: str) -> None:
        """Valid for two years."""
        people.note_record_check(
            self.session, self.actor(to), self.moment, self.people[who],
            seen_on=self.day, next_check_on=self.day + timedelta(730),
        )  # fmt: skip

    def _ids(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers that name somebody or an association by their short name, with the ids."""
        known: dict[str, dict[str, uuid.UUID]] = {
            "leader": self.people, "new_leader": self.people, "contact_person": self.people, "stand_in": self.people,
            "trained_by": self.people, "mentored_by": self.people, "parent": self.units,
            "taker": self.people, "greeter": self.people,
        }  # fmt: skip
        return {
            key: known[key][value] if key in known and value is not None else value
            for key, value in answers.items()
        }


def play(stage: Stage, scripts: Iterable[Script], until: datetime) -> None:
    """Tell all these stories at once, in the order of their moments, and let time do its part in between."""
    order = itertools.count()
    waiting: list[tuple[datetime, int, Script]] = []
    for script in scripts:
        _wait(waiting, next(order), script)
    while waiting:
        moment, number, script = heapq.heappop(waiting)
        pass_time(stage.session, stage.moment, moment)
        stage.moment = moment
        with writing(stage.session):
            _wait(waiting, number, script)
    pass_time(stage.session, stage.moment, until)
    stage.moment = until


def pass_time(session: Session, since: datetime, until: datetime) -> None:
    """Let everything happen that is due by this moment, each thing at its own; what was due before that, at once."""
    due = select(func.min(Timer.at)).where(
        Timer.fired_at.is_(None), Timer.cancelled_at.is_(None), Timer.at <= until
    )
    while (moment := session.scalar(due)) is not None:
        cases.tick(session, max(moment, since))


def _wait(waiting: list[tuple[datetime, int, Script]], number: int, script: Script) -> None:
    moment = next(script, None)
    if moment is not None:
        heapq.heappush(waiting, (moment, number, script))
