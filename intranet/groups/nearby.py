"""The nearest certified assistants to a town: for the queue, for refusals, and for whom a coordinator may ask."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.certificates.status import status
from intranet.engine.text import Text
from intranet.folding import folded
from intranet.groups.cover import Why, within_reach
from intranet.groups.evidence import candidates, limits_at
from intranet.organisation.models import Town, Unit
from intranet.policy import Actor, allows

SHOWN = 3


@dataclass(frozen=True)
class Near:
    """A certified assistant and the way to the town; `path` is the unit the person belongs to."""

    person_id: uuid.UUID
    name: str
    path: str
    km: float | None
    confirmed: bool
    has_room: bool
    within_reach: bool


def nearest_assistants(
    session: Session,
    town: Town,
    on: date,
    limit: int | None = SHOWN,
    *,
    group_id: uuid.UUID | None = None,
) -> list[Near]:
    """Who is certified that day in the town's country, the nearest first; whose way is unknown comes last."""
    nation = session.scalars(
        select(Unit.path).where(Unit.kind == "nation", Unit.country == town.country).order_by(Unit.path)
    ).first()
    if nation is None:
        return []
    own = limits_at(session, nation)
    found = []
    for known in candidates(session, town, nation, on, group_id):
        if not status(known.facts.certificate, on, own.grace_days).starts_groups:
            continue
        reasons = {reason.why for reason in within_reach(known.facts, on, own)}
        found.append(
            Near(
                known.facts.person_id,
                known.name,
                known.path,
                known.facts.km,
                known.facts.reach_confirmed,
                has_room=Why.TOO_MANY_GROUPS not in reasons,
                within_reach=not reasons,
            )
        )
    found.sort(key=lambda near: (near.km is None, near.km or 0.0, folded(near.name)))
    return found[:limit]


def in_words(near: Sequence[Near], reader: Actor) -> tuple[Text, ...]:
    """By name where the reader may see these people; of the others, how many there are and how far the nearest is."""
    seen = [one for one in near if allows(reader, "see", "person", one.path, owner_id=one.person_id)]
    lines = [Text("%(name)s, %(way)s", {"name": one.name, "way": _way(one)}) for one in seen]
    if hidden := [one for one in near if one not in seen]:
        first = min(hidden, key=lambda one: (one.km is None, one.km or 0.0))
        lines.append(
            Text(
                "One certified assistant, %(way)s",
                {"way": _way(first)},
                plural="%(n)s certified assistants, the nearest %(way)s",
                n=len(hidden),
            )
        )
    return tuple(lines)


def _way(near: Near) -> Text:
    if near.km is None:
        way = Text("how far is not known")
    elif near.km < 1:
        way = Text("in the town")
    else:
        way = Text("%(km)s km away", {"km": round(near.km)})
    if near.has_room:
        return way
    return Text("%(way)s, leads as many groups as one person may", {"way": way})
