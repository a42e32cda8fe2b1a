"""One case as a reader finds it: read without locks, asked the same guards as a step; it writes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from intranet import policy
from intranet.cases import runtime, store
from intranet.cases.context import Answers, Context, context_of, situation_of
from intranet.cases.models import Case
from intranet.cases.policy import acting, visible_to
from intranet.cases.queries.called import called
from intranet.cases.queries.offered import Where
from intranet.cases.store import CaseRow
from intranet.clock import local_date
from intranet.engine.asking import ask, may_take
from intranet.engine.process import Process
from intranet.engine.rules import Actor, Refusal
from intranet.engine.situation import Situation
from intranet.engine.text import Text
from intranet.groups.queries import names_of
from intranet.people.models import Person
from intranet.problems import NotVisible

# A name is nobody's to translate.
_NAME = "%(name)s"
_LEFT = select(Person.id).where(
    Person.id.in_(bindparam("people", expanding=True)), Person.left_on <= bindparam("day")
)


@dataclass(frozen=True)
class Reading:
    """A case with everything needed to ask about it. `gone` names the case people who have left us."""

    session: Session
    process: Process
    case: CaseRow
    actor: policy.Actor
    moment: datetime
    gone: frozenset[str]

    @property
    def here(self) -> Actor:
        """The reader with the roles that count in this case's unit."""
        case = self.case
        return acting(self.actor, case.subject_kind, case.subject_id, case.unit_path)

    @property
    def where(self) -> Where:
        """Whom and where a form of this case is drawn for."""
        case = self.case
        group_id = case.subject_id if case.subject_kind == "group" else None
        participant_id = case.subject_id if case.subject_kind == "participant" else None
        return Where(self.actor, case.unit_path, self.moment, group_id, participant_id)

    @cached_property
    def answers(self) -> Answers:
        return Answers(self.process, self.case, {}, self._unseal)

    @cached_property
    def names(self) -> Mapping[uuid.UUID, str]:
        """Of everybody who is named in the case."""
        return names_of(self.session, self.case.people.values())

    def who(self, name: str) -> Text:
        """Who stands behind a word of `by`, inside a sentence: the person by name where there is one."""
        person = self.names.get(self.case.people[name]) if name in self.case.people else None
        return self.process.who_in_a_sentence(name) if person is None else Text(_NAME, {"name": person})

    @cached_property
    def situation(self) -> Situation:
        return situation_of(self.case, self.answers, self.gone, {})

    def context(self, transition: str) -> Context:
        """As for the step, but without whom its own form will name anew: until then it speaks of anybody."""
        asked = self.process.workflow.transitions[transition].fields
        people = {name: person for name, person in self.case.people.items() if name not in asked}
        case = replace(self.case, people=people)
        return context_of(
            self.session,
            self.process,
            case,
            self.actor,
            self.moment,
            Answers(self.process, case, {}, self._unseal),
            gone=self.gone,
            transition=transition,
        )

    def _unseal(self, answer_id: uuid.UUID) -> Any:
        return runtime.unseal(self.session, answer_id)

    def may_take(self, transition: str) -> Refusal | None:
        """Why the transition is not this reader's, as the step itself would say it."""
        return may_take(self.process, self.situation, transition, self.here)

    def ask(self, transition: str) -> tuple[Refusal, ...]:
        """Everything that stands in the way of the transition now, as the step itself would say it."""
        return ask(self.process, self.context(transition), transition)


def read(session: Session, case_id: uuid.UUID, actor: policy.Actor, moment: datetime) -> Reading:
    """Raises NotVisible when there is no such case for this reader."""
    processes = runtime.processes(session)
    seen = visible_to(actor, processes).where(Case.id == case_id).with_only_columns(Case.id)
    if session.execute(seen).scalar_one_or_none() is None:
        raise NotVisible
    return reading_of(session, store.load(session, case_id), actor, moment)


def reading_of(session: Session, case: CaseRow, actor: policy.Actor, moment: datetime) -> Reading:
    """Of a case that was found already; one about a person is called by the name if the reader may open it."""
    process = runtime.process(session, case.workflow)
    if case.subject_kind == "person":
        names = called(session, actor, [(case.id, case.title)])
        case = replace(case, title=names[case.id])
    return Reading(session, process, case, actor, moment, _gone(session, case, moment))


def _gone(session: Session, case: CaseRow, moment: datetime) -> frozenset[str]:
    if not case.people:
        return frozenset()
    asked = {"people": list(set(case.people.values())), "day": local_date(moment)}
    left = set(session.connection().execute(_LEFT, asked).scalars())
    return frozenset(name for name, person in case.people.items() if person in left)
