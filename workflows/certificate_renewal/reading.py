"""What the rules of the renewal read of a person, their certificate, training and groups; it decides no step."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from intranet.cases.context import Context
from intranet.certificates import queries
from intranet.certificates.period import CurrentPeriod, current_period
from intranet.certificates.status import Status
from intranet.engine.rules import Link, Refusal
from intranet.engine.text import Text
from intranet.groups.cover import covered
from intranet.groups.evidence import group_facts, limits_at
from intranet.groups.models import LED, Assignment, Group
from intranet.people.models import Person
from intranet.policy import STAFF, TRAINER
from intranet.problems import NotVisible
from intranet.training import progress
from intranet.training import queries as training
from intranet.training.progress import Code as Needed
from intranet.training.words import sentence


def person_of(context: Context) -> uuid.UUID:
    if context.subject_id is None:
        raise NotVisible
    return context.subject_id


def is_theirs(context: Context) -> bool:
    return context.actor.person_id == context.subject_id


def has_left(context: Context) -> bool:
    left_on = context.session.scalar(select(Person.left_on).where(Person.id == person_of(context)))
    return left_on is not None and left_on <= context.today


def status_now(context: Context) -> Status:
    return queries.status_of(context.session, person_of(context), context.today)


def period_now(context: Context) -> CurrentPeriod | None:
    return current_period(context.session, person_of(context))


def refuse_missing(context: Context, guard_name: str, text: Text, codes: Iterable[Needed]) -> Refusal | None:
    """What the period asks for of these, and how far it has come; what lies outside does not count."""
    person, period = person_of(context), period_now(context)
    if period is None:
        return Refusal(guard_name, Text("There is no certificate whose end is known."), mender=STAFF)
    needs = training.needs_at(context.session, context.unit_path)
    known = training.facts_about(context.session, person)
    come = progress.renewal(known, period.start, period.end, context.today, needs)
    missing = tuple(sentence(one) for one in come.missing if one.code in codes)
    if not missing:
        return None
    theirs = is_theirs(context)
    return Refusal(
        guard_name,
        replace(text, values={"start": period.start, "end": period.end}),
        mender=TRAINER,
        link=Link("training.mine") if theirs else Link("training.show", {"person_id": person}),
        details=missing,
    )


def led_by(context: Context, person: uuid.UUID) -> list[Group]:
    """The groups this person has accepted to lead, as they stand now."""
    rows = context.session.scalars(
        select(Group)
        .join(Assignment, Assignment.group_id == Group.id)
        .where(
            Assignment.person_id == person,
            Assignment.accepted_at.is_not(None),
            Assignment.ended_at.is_(None),
            Group.status.in_(LED),
        )
        .order_by(Group.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def lead_alone(context: Context, person: uuid.UUID) -> bool:
    """Whether a group they lead is covered by nobody else today."""
    groups = [group.id for group in led_by(context, person)]
    limits = limits_at(context.session, context.unit_path)
    return any(
        covered(known, context.today, limits).people == (person,)
        for known in group_facts(context.session, groups).values()
    )
