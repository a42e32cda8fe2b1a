"""Setting a nation's limits and what was set before; what a limit is worth is read in `settings`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.db import lock_rows, new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation import policy
from intranet.organisation.limit_words import IN_ORDER, LINES, SECTIONS, Line
from intranet.organisation.models import Setting, SettingChange, Unit
from intranet.organisation.settings import NEWEST_VERSIONS, limits, shipped
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused


@dataclass(frozen=True)
class Change:
    """That a limit was set; `by` is empty for the system."""

    value: int
    at: datetime
    by: str | None


@dataclass(frozen=True)
class Limit:
    """One limit of a nation: what it is worth, what it is worth where nobody has set it, and when it was set last."""

    key: str
    line: Line
    value: int
    ships: int
    last: Change | None


def set_limit(
    session: Session, actor: Actor, moment: datetime, *, nation_id: uuid.UUID, key: str, value: int
) -> None:
    """A nation counts otherwise than what ships (settings.shipped), from now on.

    Raises Refused for a number that makes no sense, by itself or beside another limit.
    """
    lock_rows(session, Unit, [nation_id])
    nation = session.get(Unit, nation_id)
    if nation is None or nation.kind != "nation" or not policy.can_see(actor, nation):
        raise NotVisible
    if not policy.can_set_limits(actor, nation):
        raise Denied(Text("The office changes the limits."))
    if key not in LINES:
        raise NotVisible
    before = limits(session, nation.path)
    if refusals := tuple(_no_sense(before, key, value)):
        raise Refused(refusals)
    standing = session.get(Setting, (nation_id, key))
    if standing is not None and int(standing.value) == value:
        return
    if standing is None:
        standing = Setting(unit_id=nation_id, key=key)
        session.add(standing)
    standing.value, standing.set_by, standing.set_at = str(value), actor.person_id, moment
    session.add(
        SettingChange(
            id=new_id(), unit_id=nation_id, key=key, value=str(value), set_by=actor.person_id, set_at=moment
        )
    )
    facts.tell(session, facts.Fact("settings", moment, unit_id=nation_id, limit=key))


def of_nation(session: Session, nation: Unit) -> Sequence[tuple[Text, Sequence[Limit]]]:
    """Every limit that counts in the nation, in its sections."""
    own, ships = limits(session, nation.path), shipped(nation.country)
    rows = session.execute(
        select(Setting.key, Setting.value, Setting.set_at, Person.name)
        .outerjoin(Person, Person.id == Setting.set_by)
        .where(Setting.unit_id == nation.id)
    )
    last = {row.key: Change(int(row.value), row.set_at, row.name) for row in rows}
    return [
        (title, [Limit(key, line, own[key], ships[key], last.get(key)) for key, line in lines.items()])
        for title, lines in SECTIONS.values()
    ]


def history_of(session: Session, nation: Unit, key: str) -> Sequence[Change]:
    """What was set, the newest first."""
    rows = session.execute(
        select(SettingChange.value, SettingChange.set_at, Person.name)
        .outerjoin(Person, Person.id == SettingChange.set_by)
        .where(SettingChange.unit_id == nation.id, SettingChange.key == key)
        .order_by(SettingChange.set_at.desc(), SettingChange.id.desc())
    )
    return [Change(int(row.value), row.set_at, row.name) for row in rows]


def _no_sense(before: Mapping[str, int], key: str, value: int) -> Iterator[Refusal]:
    unit = LINES[key].unit
    if not unit.least <= value <= unit.most:
        text = Text(
            "Write a number between %(least)s and %(most)s.", {"least": unit.least, "most": unit.most}
        )
        yield Refusal("value", text)
        return
    if value > (newest := NEWEST_VERSIONS.get(key, value)):
        yield Refusal(
            "value", Text("There is no text of this version; the newest is %(newest)s.", {"newest": newest})
        )
    after = {**before, key: value}
    for low, high in (pair for keys in IN_ORDER for pair in pairwise(keys) if key in pair):
        if after[low] <= after[high]:
            continue
        text = (
            Text(
                "This cannot be more than “%(other)s”: %(most)s.",
                {"other": LINES[high].name, "most": after[high]},
            )
            if key == low
            else Text(
                "This cannot be less than “%(other)s”: %(least)s.",
                {"other": LINES[low].name, "least": after[low]},
            )
        )
        yield Refusal("value", text)
