"""The bar: whom a participant keeps from knowing of them. It beats every role, and the barred never learn of it.

Somebody is chosen among those who help in the group, or named in the participant's own words. Who bears that name is
barred at once and whoever comes with it later (arrivals.py); nothing shown tells whether there is such a person.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import is_sqlite, lock_rows
from intranet.engine.text import Text
from intranet.facts import Fact
from intranet.organisation.actors import holders_in
from intranet.organisation.models import Unit
from intranet.participants import membership, names
from intranet.participants.looking import refused
from intranet.participants.models import Bar, Participant
from intranet.people.models import Person
from intranet.policy import ASSISTANT
from intranet.privacy.erasure import erase
from intranet.privacy.sealing import seal, unseal
from intranet.privacy.wording import refuse_health
from intranet.problems import NotVisible, Refused

LONGEST_NAME = 120
# One word alone would be found in nobody's name, and to say that it is noted would be a lie.
FEWEST_WORDS = 2


@dataclass(frozen=True)
class Helper:
    """Somebody who helps in the group: whom one may choose."""

    person_id: uuid.UUID
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """A bar that stands, in the participant's own words; `name` is None when it cannot be read any more."""

    bar_id: uuid.UUID
    name: str | None
    set_at: datetime


def helpers(session: Session, group_id: uuid.UUID, day: date) -> tuple[Helper, ...]:
    """Those who hold a role in the very group, by name."""
    held: dict[uuid.UUID, list[str]] = {}
    for person_id, role in holders_in(session, [group_id], day):
        held.setdefault(person_id, []).append(role)
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(list(held))))
    called = {row.id: row.name for row in rows}
    return tuple(Helper(person_id, called[person_id], tuple(roles)) for person_id, roles in held.items())


def standing(session: Session, participant_id: uuid.UUID) -> tuple[Standing, ...]:
    """What the participant set and has not lifted; whom a name was found to mean is nowhere told."""
    rows = session.execute(
        select(Bar, Person.name)
        .outerjoin(Person, Person.id == Bar.person_id)
        .where(Bar.participant_id == participant_id, Bar.name_index.is_(None) | Bar.person_id.is_(None))
        .order_by(Bar.set_at, Bar.id)
    )
    return tuple(
        Standing(bar.id, chosen if bar.name_index is None else _name(session, bar), bar.set_at)
        for bar, chosen in rows
    )


def bar_helper(session: Session, moment: datetime, participant_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Keep somebody who helps in the group away. Raises Refused for anybody else, whether they exist or not."""
    lock_rows(session, Person, [person_id])
    participant = locked(session, participant_id)
    if person_id not in {one.person_id for one in helpers(session, participant.group_id, local_date(moment))}:
        raise refused("person", Text("Choose somebody from the list, or write a name."))
    already = select(Bar.id).where(
        Bar.participant_id == participant_id, Bar.person_id == person_id, Bar.name_index.is_(None)
    )
    if session.scalars(already).first() is None:
        session.add(Bar(participant_id=participant_id, person_id=person_id, set_at=moment))
        session.flush()
    take_away(session, moment, participant, [person_id])


def bar_name(
    session: Session, moment: datetime, participant_id: uuid.UUID, name: str, *, said_harmless: bool = False
) -> None:
    """Keep away whoever bears this name, now or later; the answer is the same whether somebody does.

    Raises Refused for one word alone, and once for words of health.
    """
    written = " ".join(name.split())
    if len(names.words_of(written)) < FEWEST_WORDS or len(written) > LONGEST_NAME:
        raise refused("name", _BOTH_NAMES)
    if (asked := refuse_health("name", written, said_harmless=said_harmless)) is not None:
        raise Refused((asked,))
    lock_rows(session, Person, names.bearers(session, names.words_of(written)))
    _wait_for_arrivals(session)
    bearers = names.bearers(session, names.words_of(written))
    participant = locked(session, participant_id)
    index = names.index_of(session, names.words_of(written))
    already = select(Bar.id).where(
        Bar.participant_id == participant_id, Bar.person_id.is_(None), Bar.name_index == index
    )
    if session.scalars(already).first() is not None:
        return
    bar = Bar(id=uuid.uuid4(), participant_id=participant_id, name_index=index, set_at=moment)
    bar.name = seal(session, bar.id, f"bars.name/{bar.id}", written)
    session.add(bar)
    session.add_all(meant(bar, person_id, moment) for person_id in bearers)
    session.flush()
    take_away(session, moment, participant, bearers)


def lift(session: Session, moment: datetime, participant_id: uuid.UUID, bar_id: uuid.UUID) -> None:
    """Take a bar back, and with a name whomever it was found to mean; no row stays. Raises NotVisible for another's."""
    locked(session, participant_id)
    shown = {one.bar_id for one in standing(session, participant_id)}
    bar = session.get(Bar, bar_id)
    if bar is None or bar_id not in shown:
        raise NotVisible
    if bar.name_index is None:
        session.delete(bar)
    else:
        erase(session, moment, [bar.id])
        session.execute(
            delete(Bar).where(Bar.participant_id == participant_id, Bar.name_index == bar.name_index)
        )
    session.flush()


def forget(session: Session, moment: datetime, participant_id: uuid.UUID) -> None:
    """Of whoever has left no bar stays: not whom, and not that there was one."""
    named = select(Bar.id).where(Bar.participant_id == participant_id, Bar.name.is_not(None))
    erase(session, moment, session.scalars(named))
    session.execute(delete(Bar).where(Bar.participant_id == participant_id))


def leaves_nobody(session: Session, group_id: uuid.UUID, day: date, since: datetime | None) -> bool:
    """Whether somebody keeps everybody away who leads the group, with a bar that was set after that moment."""
    leaders = {one.person_id for one in helpers(session, group_id, day) if ASSISTANT in one.roles}
    rows = session.execute(
        select(Bar.participant_id, Bar.person_id, Bar.set_at)
        .join(Participant, Participant.id == Bar.participant_id)
        .where(Participant.group_id == group_id, Bar.person_id.in_(leaders))
    ).all()
    kept_away: dict[uuid.UUID, set[uuid.UUID | None]] = {}
    for row in rows:
        kept_away.setdefault(row.participant_id, set()).add(row.person_id)
    new = {row.participant_id for row in rows if since is None or row.set_at > since}
    return any(kept_away[one] == leaders for one in new)


def barred_by(session: Session, participant_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Everybody who must not know of them."""
    found = session.scalars(select(Bar.person_id).where(Bar.participant_id == participant_id))
    return frozenset(one for one in found if one is not None)


# A name that is kept away, and the arrival of somebody who bears it, are rows that no lock on older ones sees: both
# meet at the first unit there ever was. Arrivals share it, and do not wait for each other.
_FIRST_UNIT = select(Unit.id).order_by(Unit.id).limit(1)


def _wait_for_arrivals(session: Session) -> None:
    if not is_sqlite(session):
        session.execute(_FIRST_UNIT.with_for_update(key_share=True))


def hold_off(session: Session) -> None:
    """Until the arrival is written, no new name is kept away."""
    if not is_sqlite(session):
        session.execute(_FIRST_UNIT.with_for_update(read=True))


def meant(bar: Bar, person_id: uuid.UUID, moment: datetime) -> Bar:
    """That a name which was given means this person: found by its index, shown to nobody."""
    return Bar(
        participant_id=bar.participant_id, person_id=person_id, name_index=bar.name_index, set_at=moment
    )


def take_away(
    session: Session, moment: datetime, participant: Participant, person_ids: list[uuid.UUID]
) -> None:
    """What the barred had to do with the participant finds another list, as if they had never had it."""
    if participant.paired_with in person_ids:
        participant.paired_with = None
    for person_id in person_ids:
        facts.tell(session, Fact("roles", moment, person_id=person_id, unit_id=participant.group_id))
    membership.take_from(session, moment, participant, person_ids)


def locked(session: Session, participant_id: uuid.UUID) -> Participant:
    lock_rows(session, Participant, [participant_id])
    participant = session.get(Participant, participant_id, populate_existing=True)
    if participant is None or participant.left_on is not None:
        raise NotVisible
    return participant


def _name(session: Session, bar: Bar) -> str | None:
    return None if bar.name is None else unseal(session, bar.id, f"bars.name/{bar.id}", bar.name)


_BOTH_NAMES = Text(
    "Write first name and surname; one name alone may be many people's. If you do not know the surname, choose from "
    "the list, or tell somebody in the group whom you trust."
)
