"""The people and records that answers name: each must be one of ours, whatever a form was made to send."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import or_, select

from intranet.cases.operations.work import Work
from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.problems import Refused


def must_be_known(work: Work, asked: Iterable[str], answers: Mapping[str, Any]) -> None:
    """Raises Refused naming each field whose person is not with us, or whose record is not there or closed."""
    named = {key: answers[key] for key in asked if isinstance(answers.get(key), uuid.UUID)}
    fields = work.process.workflow.fields
    people = {key: value for key, value in named.items() if fields[key].kind == "person"}
    records = {key: value for key, value in named.items() if fields[key].kind == "record"}
    known: set[uuid.UUID] = set()
    if people:
        day = local_date(work.moment)
        with_us = or_(Person.left_on.is_(None), Person.left_on > day)
        known |= set(work.session.scalars(select(Person.id).where(Person.id.in_(people.values()), with_us)))
    if records:
        open_units = select(Unit.id).where(Unit.id.in_(records.values()), Unit.closed_on.is_(None))
        known |= set(work.session.scalars(open_units))
    if unknown := [key for key, value in {**people, **records}.items() if value not in known]:
        raise Refused(tuple(Refusal(key, Text("Choose one of the list.")) for key in unknown))
