"""Changing people: entering somebody, their details, a record check that was seen, and leaving."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from intranet import facts
from intranet.auth.operations import shut
from intranet.auth.queries import account_of
from intranet.clock import local_date
from intranet.config import LANGUAGES
from intranet.db import lock_rows
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation.models import Town, Unit
from intranet.organisation.policy import outranks
from intranet.organisation.queries import roles_held
from intranet.organisation.roles import end_every_role, keep_an_administrator
from intranet.people import policy
from intranet.people.models import Person, RecordCheck
from intranet.people.queries import seen_by
from intranet.policy import SYSTEM, Actor
from intranet.problems import Denied, NotVisible, Refused

LONGEST_NAME = 120
LONGEST_PHONE = 40
# The rules of the three countries ask for a new extract after two to three years.
LONGEST_CHECK = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Details:
    """What a person's page says about them; towns are ids of `Town`."""

    name: str
    phone: str | None = None
    language: str | None = None
    home_town_id: uuid.UUID | None = None
    work_town_id: uuid.UUID | None = None


def create_person(
    session: Session, actor: Actor, moment: datetime, *, unit_id: uuid.UUID, details: Details
) -> Person:
    """Somebody who helps out, in the unit where they belong; an account is another step."""
    unit = session.get(Unit, unit_id)
    if unit is None or not (actor == SYSTEM or policy.can_create(actor, unit.path)):
        raise _refused("unit", Text("Choose a place from the list."))
    person = Person(
        unit_id=unit_id, created_at=moment, created_by=actor.person_id, **_clean(session, details)
    )
    session.add(person)
    session.flush()
    facts.tell(session, facts.Fact("people", moment, person_id=person.id))
    return person


def change_details(
    session: Session, actor: Actor, moment: datetime, person_id: uuid.UUID, details: Details
) -> Person:
    """One's own, or of people where one works; where somebody lives or works decides whom they can reach."""
    person, path = seen_by(session, actor, person_id)
    if actor != SYSTEM and not policy.can_change(actor, path, person_id):
        raise Denied(Text("Only the person, the coordinator and the office change this."))
    lock_rows(session, Person, [person_id])
    session.refresh(person)
    for field, value in _clean(session, details).items():
        setattr(person, field, value)
    facts.tell(session, facts.Fact("people", moment, person_id=person_id))
    return person


def leave(
    session: Session, actor: Actor, moment: datetime, person_id: uuid.UUID, *, left_on: date | None = None
) -> Person:
    """Somebody is no longer with us from that day on, today unless given: roles end, and the account with them.

    A later day keeps the account open until then. Refused for the last administrator.
    """
    person, path = seen_by(session, actor, person_id)
    today = local_date(moment)
    held = roles_held(session, person_id, today)
    mine = actor.person_id == person_id
    if actor != SYSTEM and not (
        policy.can_change(actor, path, person_id) and (mine or outranks(actor, held))
    ):
        raise Denied(Text("This is entered by an administrator."))
    keep_an_administrator(session, person_id, held, today)
    session.refresh(person)
    last = left_on or today
    if last < today:
        raise _refused("left_on", Text("Choose today or a later day."))
    if person.left_on is not None and person.left_on <= today:
        raise _refused("left_on", Text("%(name)s has left already.", {"name": person.name}))
    person.left_on = last
    end_every_role(session, actor, moment, person_id, last)
    account = account_of(session, person_id)
    if account is not None and last <= today:
        shut(session, account, moment)
    facts.tell(session, facts.Fact("people", moment, person_id=person_id))
    return person


def come_back(session: Session, actor: Actor, moment: datetime, person_id: uuid.UUID) -> Person:
    """Somebody who left is with us again; roles and the account are given anew."""
    person, path = seen_by(session, actor, person_id)
    if actor != SYSTEM and (actor.person_id == person_id or not policy.can_change(actor, path, person_id)):
        raise Denied(Text("The coordinator or the office enters this."))
    lock_rows(session, Person, [person_id])
    session.refresh(person)
    if person.left_on is None:
        raise _refused("left_on", Text("%(name)s has not left.", {"name": person.name}))
    person.left_on = None
    facts.tell(session, facts.Fact("people", moment, person_id=person_id))
    return person


def note_record_check(
    session: Session,
    actor: Actor,
    moment: datetime,
    person_id: uuid.UUID,
    *,
    seen_on: date,
    next_check_on: date,
) -> RecordCheck:
    """That an extract was seen; never what it said. Raises Denied for one's own."""
    _, path = seen_by(session, actor, person_id)
    if actor != SYSTEM and not policy.can_note_record_check(actor, path, person_id):
        raise Denied(Text("The office or the coordinator notes this, and nobody notes their own."))
    if actor.person_id is None:
        raise NotVisible
    lock_rows(session, Person, [person_id])
    if seen_on > local_date(moment):
        raise _refused("seen_on", Text("This day has not come yet."))
    if next_check_on <= seen_on or next_check_on > seen_on + LONGEST_CHECK:
        raise _refused("next_check_on", Text("The next one is due after this one, within three years."))
    check = RecordCheck(
        person_id=person_id,
        seen_on=seen_on,
        next_check_on=next_check_on,
        seen_by=actor.person_id,
        entered_at=moment,
    )
    session.add(check)
    facts.tell(session, facts.Fact("record_checks", moment, person_id=person_id))
    return check


def _clean(session: Session, details: Details) -> dict[str, str | uuid.UUID | None]:
    name = " ".join(details.name.split())
    phone = " ".join((details.phone or "").split()) or None
    refusals: list[Refusal] = []
    if not name or len(name) > LONGEST_NAME:
        refusals.append(Refusal(guard="name", text=Text("Write the person's name.")))
    if phone and (len(phone) > LONGEST_PHONE or not set(phone) <= set("0123456789 +()-/")):
        refusals.append(Refusal(guard="phone", text=Text("Write a phone number with digits.")))
    if details.language is not None and details.language not in LANGUAGES:
        refusals.append(Refusal(guard="language", text=Text("Choose one of the languages.")))
    for field in ("home_town_id", "work_town_id"):
        town_id: uuid.UUID | None = getattr(details, field)
        if town_id is not None and session.get(Town, town_id) is None:
            refusals.append(Refusal(guard=field, text=Text("Write the name of a town.")))
    if refusals:
        raise Refused(tuple(refusals))
    return {
        "name": name,
        "phone": phone,
        "language": details.language,
        "home_town_id": details.home_town_id,
        "work_town_id": details.work_town_id,
    }


def _refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(guard=field, text=text),))
