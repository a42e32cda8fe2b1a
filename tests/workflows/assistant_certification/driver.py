"""Drives somebody from interest to certificate: each step by its person, in a transaction of its own."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.auth.models import Account
from intranet.cases import operations, store
from intranet.certificates import queries
from intranet.certificates.status import Code
from intranet.db import new_id, writing
from intranet.gatherings import attendance, seats
from intranet.gatherings import operations as gatherings
from intranet.gatherings.looking import days_of, find
from intranet.groups.models import Group
from intranet.people.models import Person, RecordCheck
from intranet.problems import Refused
from intranet.training import operations as training
from intranet.training.models import DOCUMENTS
from tests import cast, factories
from tests.support.clock import Clock
from tests.support.visitors import email_of
from tests.workflows.driver import OneCase, Way

APPLICATION = {
    "age": 41,
    "motivation": "I would like to give something back.",
    "languages": "Norwegian",
    "availability": "Tuesdays",
    "referee_one": "First Eksempel",
    "referee_two": "Second Eksempel",
    "not_relatives": True,
}
OFFER = {"talk_held": True, "references": True, "with_children": False}
NO = {"why_not": "not_now", "answer_in_words": "Come back in autumn."}
SUSPENSION = {"ground": "confidentiality", "reason": "Something was told outside."}
# name -> (role, where): whom this process needs beside the cast.
MORE = {
    "trainer_two": ("trainer", "nation"),
    "mentor": ("mentor", "vestland"),
    "mentor_two": ("mentor", "vestland"),
    "safeguarding": ("safeguarding", "nation"),
    "appeals": ("appeals", "nation"),
}


def reasons(refused: Refused) -> list[str]:
    return [refusal.guard for refusal in refused.refusals]


class Candidate(OneCase):
    """The way of the volunteer in Bergen; `register` begins it. The mentors are certified, on paper."""

    workflow = "assistant_certification"

    def __init__(self, session: Session, people: cast.Cast, clock: Clock) -> None:
        super().__init__(session, people, clock)
        self.whose = people.volunteer
        for name, (role, where) in MORE.items():
            self.joins(name, role, where)
        with writing(session):
            with_accounts = session.scalar(select(Account).where(Account.person_id == people.staff.id))
            if with_accounts is not None:
                for name in MORE:
                    factories.account(
                        session, people.people[name], email_of(name), with_accounts.password_hash
                    )
            self.club = self._club()
        for name in ("mentor", "mentor_two"):
            self.paper(people.people[name], days=1500)

    def _club(self) -> uuid.UUID:
        """A club that meets, where one can practise."""
        unit = factories.unit(self.session, "group", "Fana", self.people.units["vestland"])
        self.session.add(
            Group(
                id=unit.id, kind="family_club", status="active", listed=True,
                town_id=self.people.towns["Bergen"].id, weekday="tue", start_time=time(18, 30),
            )
        )  # fmt: skip
        self.session.flush()
        return unit.id

    # what one looks at

    def tasks_of(self, person: Person) -> set[str]:
        return {task.key for task in self.case.tasks if task.live and task.person_id == person.id}

    def worth(self, on: date | None = None) -> Code:
        """What the certificate is on that day, or today."""
        self.session.rollback()
        return queries.status_of(self.session, self.whose.id, on or self.today).code

    def cases_of(self, person: Person) -> list[store.CaseRow]:
        return self.cases_about(person.id)

    # what people do

    def register(self, person: Person | None = None) -> Self:
        return self.begin(
            "register", person or self.whose, self.people.units["vestland"], {"place": "Bergen"},
            subject_id=self.whose.id,
        )  # fmt: skip

    def claim(self, key: str, person: Person) -> None:
        task = self.task_of(key)
        self.does(lambda session, actor, moment: operations.claim(session, task.id, actor, moment), person)

    def leads_club(self) -> None:
        """The candidate is asked to lead the club, and accepts."""
        self.session.rollback()
        with writing(self.session):
            factories.accepted_assignment(
                self.session, self.club, self.whose, self.people.coordinator, self.clock()
            )

    def tick(self) -> None:
        self.session.rollback()
        operations.tick(self.session, self.clock())

    def paper(self, person: Person, *, days: int = 730, by: Person | None = None) -> None:
        """A certificate of somebody who never went this way here."""
        self.enters_paper(person, self.today, self.today + timedelta(days), by=by)

    def sign(self, *documents: str) -> None:
        for document in documents or DOCUMENTS:
            self.does(training.sign, self.whose, document=document, version=1)

    def course(self, *, days: int = 5, minutes: int = 570) -> uuid.UUID:
        """A course a week from now, to which the candidate has said yes."""
        first = self.today + timedelta(days=7)
        plan = gatherings.Plan(
            kind="course", title="Basic course", first_day=first, last_day=first + timedelta(days - 1),
            start_time=time(8), end_time=time(20), seats=12, minutes=minutes, town="Bergen",
            leader_id=self.people.trainer_two.id,
        )  # fmt: skip
        with writing(self.session):
            planned = gatherings.plan(
                self.session, self.clock(), plan, self.people.units["nation"], self.people.trainer.id
            )
            gatherings.announce(self.session, self.clock(), planned.id)
        self.does(seats.invite, self.people.trainer, gathering_id=planned.id, people={self.whose.id})
        self.does(seats.answer, self.whose, gathering_id=planned.id, yes=True)
        return planned.id

    def attend(self, gathering_id: uuid.UUID, minutes: int = 570) -> None:
        """The course goes by, and its leader marks the candidate as there."""
        self.session.rollback()
        here = find(self.session, gathering_id)
        assert here is not None
        self.clock.forward(days=len(days_of(here.gathering)))
        with writing(self.session):
            gatherings.hold(self.session, self.clock(), gathering_id)
        here = find(self.session, gathering_id)
        assert here is not None
        marks = dict.fromkeys([(self.whose.id, day) for day in days_of(here.gathering)], minutes)
        self.does(
            attendance.mark, self.people.trainer_two, gathering_id=gathering_id,
            version=here.gathering.version, marks=marks,
        )  # fmt: skip
        with writing(self.session):
            attendance.credit_everybody(
                self.session, self.clock(), gatherings.follow_up(self.session, self.clock(), gathering_id)
            )

    def practise(self, part: str, times: int, *, mentor: Person | None = None) -> None:
        """Week after week the candidate logs a meeting of the club, and the mentor confirms it."""
        mentor = mentor or self.people.mentor
        for _ in range(times):
            self.clock.forward(days=7)
            row = self.does(
                training.log_practice, self.whose,
                group_id=self.club, held_on=self.today, part=part, mentor_id=mentor.id,
            )  # fmt: skip
            self.does(training.confirm_practice, mentor, row.id)

    def supervise(self, times: int = 1) -> None:
        for _ in range(times):
            self.clock.forward(days=1)
            noted = training.Noted(
                held_on=self.today, minutes=90, kind="supervision", name="Evening", reason="Before."
            )
            self.does(training.enter_hours, self.people.trainer_two, person_id=self.whose.id, noted=noted)

    def show_extract(self) -> None:
        """Seen by the coordinator: that, when, and when next."""
        self.session.rollback()
        with writing(self.session):
            self.session.add(
                RecordCheck(
                    id=new_id(), person_id=self.whose.id, seen_on=self.today, entered_at=self.clock(),
                    next_check_on=self.today + timedelta(days=730), seen_by=self.people.coordinator.id,
                )
            )  # fmt: skip

    # how far one may want to be

    def until(self, state: str, **offer: Any) -> Self:
        """By the straight way to a state, each step by the person whose it is."""
        return self.go(self._way(offer), state)

    def _way(self, offer: dict[str, Any]) -> Way:
        return [
            (self.register, "interested"),
            (lambda: self.take("apply", self.whose, **APPLICATION), "applied"),
            (self.talk, "talk"),
            (lambda: self.offer(**offer), "accepted"),
            (self.start, "training"),
            (self.finish_course, "practice"),
            (self.ask_for_it, "decision"),
            (lambda: self.take("certify", self.people.staff), "certified"),
        ]

    def talk(self) -> None:
        self.take(
            "book_talk", self.people.trainer,
            trained_by=self.people.trainer.id, talk_on=self.today, not_related=True,
        )  # fmt: skip

    def offer(self, **answers: Any) -> None:
        self.sign()
        self.take("accept", self.people.trainer, **{**OFFER, **answers})

    def start(self) -> None:
        self.booked = self.course()
        self.clock.forward(days=7)
        self.take("start", self.people.trainer)

    def finish_course(self) -> None:
        self.attend(self.booked)
        self.take("finish_course", self.people.trainer, visited_club=True)

    def prepare(self, observed: int = 4, led: int = 6) -> None:
        """Everything that is asked of practice, but the asking."""
        people = self.people
        self.take("change_mentor", people.trainer, mentored_by=people.mentor.id)
        self.practise("observed", observed)
        self.practise("led", led)
        self.supervise(2)
        self.complete("look_back", self.whose, self_assessment="The talks went well.")
        self.complete("plan_practice", people.mentor)
        self.complete("tell_of_practice", people.mentor, mentor_statement="Calm, and listens.")

    def ask_for_it(self) -> None:
        self.prepare()
        self.take("practice_done", self.people.mentor)

    def suspended(self, by: Person | None = None) -> Self:
        self.take("suspend", by or self.people.staff, **SUSPENSION)
        return self

    def revoked(self) -> Self:
        self.until("certified").suspended()
        self.take("answer", self.whose, reply="It was not so.")
        self.take("revoke", self.people.board, **SUSPENSION)
        return self
