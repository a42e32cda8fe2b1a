"""Who helps in a group: those who may know its participants, chosen by whoever leads it or the coordinator."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.groups import policy
from intranet.groups.looking import Seen, colleague, refused, seen, seen_and_locked
from intranet.groups.models import CLOSED
from intranet.groups.queries import names_of
from intranet.organisation.actors import holders_in
from intranet.organisation.queries import role_holders
from intranet.organisation.roles import hold, let_go
from intranet.policy import ASSISTANT, MENTOR, VOLUNTEER, Actor
from intranet.problems import Denied, NotVisible
from intranet.training.models import CONFIDENTIALITY
from intranet.training.queries import has_signed

NOT_TO_CHOOSE = Text("Who helps in a group is chosen by those who lead it, or by the coordinator.")


@dataclass(frozen=True)
class Helper:
    """`may_end`: the reader may end it; whoever leads the group stops leading instead."""

    person_id: uuid.UUID
    name: str
    role: str
    may_end: bool


@dataclass(frozen=True)
class Helpers:
    here: Seen
    rows: Sequence[Helper]
    may_choose: bool


def helpers_of(session: Session, actor: Actor, today: date, group_id: uuid.UUID) -> Helpers:
    """Raises NotVisible for whoever may neither choose them nor is one of them."""
    here = seen(session, actor, group_id)
    if not knows(actor, here):
        raise NotVisible
    may_choose = policy.can_choose_helpers(actor, here.path, here.leaders)
    held = holders_in(session, [group_id], today)
    names = names_of(session, [person_id for person_id, _ in held])
    rows = [
        Helper(
            person_id,
            names[person_id],
            role,
            role != ASSISTANT and (may_choose or person_id == actor.person_id),
        )
        for person_id, role in held
    ]
    return Helpers(here, rows, may_choose)


def knows(actor: Actor, here: Seen) -> bool:
    """Who helps there is known to those who choose them, and to themselves."""
    return bool(actor.roles_in(here.path)) or policy.can_choose_helpers(actor, here.path, here.leaders)


def choosable(session: Session, helpers: Helpers, actor: Actor, today: date) -> dict[uuid.UUID, str]:
    """Whoever is a volunteer, assistant or mentor for this place, and does not help there yet; never the reader."""
    taken = {row.person_id for row in helpers.rows}
    found = (
        person
        for role in (VOLUNTEER, ASSISTANT, MENTOR)
        for person in role_holders(session, role, helpers.here.path, today)
    )
    wanted = [one for one in dict.fromkeys(found) if one not in taken and one != actor.person_id]
    names = names_of(session, wanted)
    return {person_id: names[person_id] for person_id in wanted if person_id in names}


def choose(
    session: Session, actor: Actor, moment: datetime, *, group_id: uuid.UUID, person_id: uuid.UUID
) -> None:
    """The person helps in the group from today, and may know its participants; choosing twice does nothing more.

    Raises Denied for whoever may not choose, and for oneself; Refused without a signed promise of confidentiality.
    """
    here = _to_choose(session, actor, group_id, person_id)
    if person_id == actor.person_id:
        raise Denied(Text("Nobody chooses themselves. Ask a colleague."))
    person = colleague(session, here, person_id)
    today = local_date(moment)
    if person is None or (person.left_on is not None and person.left_on <= today):
        raise refused("person", Text("Choose somebody from the list."))
    if here.group.status == CLOSED:
        raise refused("group", Text("This group is closed."))
    if not has_signed(session, person_id, CONFIDENTIALITY, today):
        raise refused(
            "person",
            Text("%(name)s has not signed the promise of confidentiality yet.", {"name": person.name}),
        )
    hold(session, moment, person_id, VOLUNTEER, group_id, today, by=actor.person_id)


def end(
    session: Session, actor: Actor, moment: datetime, *, group_id: uuid.UUID, person_id: uuid.UUID
) -> None:
    """From today the person no longer helps there; they may end it themselves. Ending it twice does nothing more."""
    if person_id == actor.person_id:
        if not knows(actor, seen(session, actor, group_id)):
            raise NotVisible
        seen_and_locked(session, actor, group_id, [person_id])
    else:
        _to_choose(session, actor, group_id, person_id)
    let_go(session, moment, person_id, VOLUNTEER, group_id, by=actor.person_id)


def _to_choose(session: Session, actor: Actor, group_id: uuid.UUID, person_id: uuid.UUID) -> Seen:
    here = seen(session, actor, group_id)
    if not knows(actor, here):
        raise NotVisible
    if not policy.can_choose_helpers(actor, here.path, here.leaders):
        raise Denied(NOT_TO_CHOOSE)
    return seen_and_locked(session, actor, group_id, [person_id])
