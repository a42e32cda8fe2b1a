"""What cases without a title are called: by the person's name for whoever may open them, else by their unit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.cases.policy import visible_to
from intranet.organisation.models import Unit
from intranet.participants.models import Participant
from intranet.people.models import Person
from intranet.policy import Actor


def names_of_cases(session: Session, actor: Actor, case_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """The names of the people these cases are about, of those cases that the actor may open."""
    about = (
        visible_to(actor, runtime.processes(session))
        .join(Person, Person.id == Case.subject_id)
        .where(Case.id.in_(list(case_ids)), Case.subject_kind == "person")
    )
    rows = session.execute(about.with_only_columns(Case.id, Person.name))
    return {row.id: row.name for row in rows}


def called(
    session: Session, actor: Actor, titles: Iterable[tuple[uuid.UUID, str]]
) -> Mapping[uuid.UUID, str]:
    """What each case is called for the actor. `titles` are the cases' own, empty where one is about a person."""
    found = dict(titles)
    if nameless := [case_id for case_id, title in found.items() if not title]:
        units = select(Case.id, Unit.name).join(Unit, Unit.id == Case.unit_id).where(Case.id.in_(nameless))
        found |= {row.id: row.name for row in session.execute(units)}
        found |= names_of_cases(session, actor, nameless)
        found |= numbers_of_cases(session, actor, nameless)
    return found


def numbers_of_cases(
    session: Session, actor: Actor, case_ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID, str]:
    """Of those about a participant that the actor may open: the group, and the number that stands there for a name."""
    about = (
        visible_to(actor, runtime.processes(session))
        .join(Participant, Participant.id == Case.subject_id)
        .join(Unit, Unit.id == Participant.group_id)
        .where(Case.id.in_(list(case_ids)), Case.subject_kind == "participant")
    )
    rows = session.execute(about.with_only_columns(Case.id, Unit.name, Participant.number))
    return {row.id: f"{row.name} · {row.number}" for row in rows}
