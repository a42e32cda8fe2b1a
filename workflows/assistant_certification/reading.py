"""What the rules of becoming certified read: the certificate, the training and the course of the person it is about."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, select

from intranet.cases.context import Context
from intranet.cases.models import Case, CaseEvent, CasePerson
from intranet.certificates import queries as certificates
from intranet.certificates.dates import plus_months
from intranet.certificates.status import CertificateFacts, Status, validities
from intranet.clock import local_date
from intranet.engine.definition import THE_PERSON
from intranet.engine.rules import Link, Refusal
from intranet.engine.text import Text
from intranet.gatherings.models import CANCELLED, COURSE, PLANNED, YES, Gathering, Seat
from intranet.organisation.settings import limit
from intranet.policy import TRAINER, somewhere
from intranet.problems import NotVisible
from intranet.training import progress
from intranet.training.progress import Needs, Part, TrainingFacts
from intranet.training.queries import facts_about, needs_at
from intranet.training.words import sentence

WORKFLOW = "assistant_certification"
TRAINED_BY, MENTORED_BY = "trained_by", "mentored_by"
# Whoever comes back soon after a lapse takes a refresher instead of the whole way.
REFRESHER_DAYS, REFRESHER_MEETINGS = 1, 2


def the_one(context: Context) -> uuid.UUID:
    """The person the case is about."""
    if context.subject_id is None:
        raise NotVisible
    return context.subject_id


def status(context: Context, person_id: uuid.UUID | None = None) -> Status:
    """What the certificate of the person, or of somebody else, is today."""
    return certificates.status_of(context.session, person_id or the_one(context), context.today)


def certificate(context: Context) -> CertificateFacts:
    return certificates.facts_about(context.session, the_one(context))


@dataclass(frozen=True)
class Training:
    """What counts of somebody's training today: all of it, or what was done since they came back."""

    facts: TrainingFacts
    needs: Needs
    today: date
    since: date | None = None
    refresher: bool = False

    @property
    def course(self) -> Part:
        if not self.refresher:
            return progress.course(self.facts, self.today, self.needs, self.since)
        inside = progress.counted(self.facts.hours, self.since, self.today)
        days = {one.held_on for one in inside if one.kind == COURSE}
        return Part(progress.Code.COURSE_HOURS, len(days), REFRESHER_DAYS)

    @property
    def practice(self) -> tuple[Part, ...]:
        return progress.practice(self.facts, self.today, self.needs, self.since)

    @property
    def supervisions(self) -> Part:
        return progress.supervisions(self.facts, self.today, self.needs, self.since)

    @property
    def documents(self) -> tuple[Part, ...]:
        return progress.documents(self.facts, self.today, self.needs)

    def supervised_after(self, day: date) -> bool:
        return progress.supervisions(self.facts, self.today, self.needs, day + timedelta(1)).have > 0


def training(context: Context) -> Training:
    """Of whoever applied again only what they did since the end of their certificate counts, or lately without one."""
    facts, needs = (
        facts_about(context.session, the_one(context)),
        needs_at(context.session, context.unit_path),
    )
    applied = _reapplied_on(context)
    if applied is None:
        return Training(facts, needs, context.today)
    months = limit(context.session, context.unit_path, "reapply_months")
    ended = lapsed_on(context)
    if ended is None:
        return Training(facts, needs, context.today, since=plus_months(applied, -months))
    if applied > plus_months(ended, months):
        return Training(facts, needs, context.today, since=applied)
    few = replace(
        needs,
        observed_meetings=0,
        led_meetings=min(needs.led_meetings, REFRESHER_MEETINGS),
    )
    return Training(facts, few, context.today, since=ended, refresher=True)


def lapsed_on(context: Context) -> date | None:
    """The last day of the certificate that had lapsed when the person applied again."""
    applied = _reapplied_on(context)
    if applied is None:
        return None
    ends = [stretch.end for stretch in validities(certificate(context)) if stretch.end < applied]
    return ends[-1] if ends else None


def _reapplied_on(context: Context) -> date | None:
    at = context.session.scalar(
        select(func.max(CaseEvent.at)).where(
            CaseEvent.case_id == context.case_id, CaseEvent.transition == "reapply"
        )
    )
    return None if at is None else local_date(at)


def training_link(context: Context) -> Link | None:
    """One's own training, or that of the person the case is about, for those who may open it."""
    person_id = the_one(context)
    if context.actor.person_id == person_id:
        return Link("training.mine")
    if not somewhere(context.app_actor, "see", "training"):
        return None
    return Link("training.show", {"person_id": person_id})


def what_is_missing(context: Context, guard: str, text: Text, parts: Iterable[Part]) -> Refusal | None:
    """A refusal that names each thing that is not there yet, with how far it has come; None when all is."""
    missing = tuple(sentence(one) for part in parts for one in part.missing)
    if not missing:
        return None
    return Refusal(guard, text, mender=THE_PERSON, link=training_link(context), details=missing)


def course_of(context: Context) -> Gathering | None:
    """The course in which the person has a seat: the next one, or one that ended after the place was offered."""
    since = _came_here_on(context)
    rows = context.session.scalars(
        select(Gathering)
        .join(Seat, Seat.gathering_id == Gathering.id)
        .where(
            Seat.person_id == the_one(context),
            Seat.replaced_at.is_(None),
            Seat.answer == YES,
            Seat.waiting.is_(False),
            Gathering.kind == COURSE,
            Gathering.status.not_in((PLANNED, CANCELLED)),
        )
        .order_by(Gathering.starts_at, Gathering.id)
        .execution_options(populate_existing=True)
    )
    return next((row for row in rows if local_date(row.ends_at) >= since), None)


def _came_here_on(context: Context) -> date:
    """The day on which the state was reached; another trainer in the same state is no new beginning."""
    reached = select(func.max(CaseEvent.at)).where(
        CaseEvent.case_id == context.case_id,
        CaseEvent.kind == "transition",
        CaseEvent.from_state.is_distinct_from(CaseEvent.to_state),
    )
    at = context.session.scalar(reached)
    return context.today if at is None else local_date(at)


def cases_of(context: Context) -> list[tuple[uuid.UUID, str, bool]]:
    """The person's other cases of this kind: id, state, and whether it is open."""
    rows = context.session.execute(
        select(Case.id, Case.state, Case.ended_at)
        .where(Case.workflow == WORKFLOW, Case.subject_id == the_one(context), Case.id != context.case_id)
        .order_by(Case.started_at, Case.id)
    )
    return [(case_id, state, ended_at is None) for case_id, state, ended_at in rows]


def was_named(context: Context, names: Iterable[str]) -> bool:
    """Whether the actor is or was named so in this case."""
    named = select(CasePerson.id).where(
        CasePerson.case_id == context.case_id,
        CasePerson.name.in_(list(names)),
        CasePerson.person_id == context.actor.person_id,
    )
    return context.session.scalar(named.limit(1)) is not None


def asked_here(guard_name: str, text: Text) -> Refusal:
    """A refusal that is mended in the step's own form."""
    return Refusal(guard_name, text, mender=TRAINER)


def write(context: Context, act: Callable[..., object], **values: object) -> None:
    """The fact about the person's certificate, in the transaction of the step and by whoever takes it."""
    act(context.session, context.app_actor, context.moment, person_id=the_one(context), **values)
