"""How a group stands, as one reader may see it: its families, its silence, where it came from and where it went."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from intranet.groups import families, policy, queries, silence
from intranet.groups.found_nobody import why_not
from intranet.groups.looking import Seen
from intranet.groups.models import COUNTED, FAMILY_CLUB, LED, REPORTED, RESTING
from intranet.organisation.settings import limits
from intranet.policy import Actor


@dataclass(frozen=True)
class Families:
    """How many belong to a club that counts them, against its limits; `until` ends a trainer's leave for one more."""

    number: int | None
    most: int
    grows: bool
    to_be_split: bool
    full: bool
    until: date | None
    may_count: bool
    may_let_in: bool


@dataclass(frozen=True)
class Named:
    """Another group, by its name; `id` only where the reader may open it."""

    name: str
    id: uuid.UUID | None


@dataclass(frozen=True)
class Standing:
    """`silent_days` is 0 while it is not worth a word."""

    families: Families | None
    silent_days: int
    hidden_for: str | None
    may_report_not_meeting: bool
    may_propose: bool
    split_from: Named | None
    merged_into: Named | None


def standing_of(session: Session, actor: Actor, here: Seen, inside: bool, today: date) -> Standing:
    group = here.group
    own = limits(session, here.path)
    silent = silence.silent_days(session, group, today) if inside else 0
    return Standing(
        families=_families(session, actor, here, today) if inside else None,
        silent_days=silent if silent >= own["silent_remind_days"] else 0,
        hidden_for=group.hidden_for if inside else None,
        may_report_not_meeting=group.hidden_for != REPORTED and why_not(session, actor, today, here) is None,
        may_propose=group.status in (*COUNTED, RESTING)
        and (policy.can_ask(actor, here.path) or actor.person_id == group.leader_id),
        split_from=_named(session, actor, group.split_from_id) if inside else None,
        merged_into=_named(session, actor, group.merged_into_id) if inside else None,
    )


def _families(session: Session, actor: Actor, here: Seen, today: date) -> Families | None:
    group = here.group
    if group.kind != FAMILY_CLUB or group.status not in LED:
        return None
    own = limits(session, here.path)
    number = families.families_of(session, group.id, today)
    known = number or 0
    override = families.override_on(session, group.id, today)
    return Families(
        number=number,
        most=own["families_most"],
        grows=own["families_hint"] <= known < own["families_split"],
        to_be_split=own["families_split"] <= known < own["families_most"],
        full=known >= own["families_most"],
        until=None if override is None else override.until_on,
        may_count=policy.can_count_families(actor, here.path, here.leaders),
        may_let_in=group.status in COUNTED
        and override is None
        and known >= own["families_most"]
        and policy.can_override_families(actor, here.path, here.leaders),
    )


def _named(session: Session, actor: Actor, group_id: uuid.UUID | None) -> Named | None:
    placed = None if group_id is None else queries.find(session, group_id)
    if placed is None:
        return None
    involved = queries.involved_in(placed.group, queries.open_assignments(session, placed.group.id))
    opens = policy.can_see(actor, placed.unit.path, placed.group.listed, involved)
    return Named(placed.unit.name, placed.group.id if opens else None)
