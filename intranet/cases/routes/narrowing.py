"""What narrows the worklist, from the address and remembered in the browser's session; it asks no database."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from intranet.cases.queries.worklist import After, Choices, Filters

REMEMBERED = "worklist"
NAMES = ("role", "unit", "workflow")


@dataclass(frozen=True)
class Narrowing:
    """What was chosen, by name of the form's field, and what that asks of the list."""

    chosen: Mapping[str, str]
    asked: Filters

    def __bool__(self) -> bool:
        return bool(self.chosen)


def filters(args: Mapping[str, str], session: MutableMapping[str, Any], choices: Choices) -> Narrowing:
    """What the address chooses is remembered; without any, what was remembered holds. `all` forgets it.

    A choice that the reader does not have any more is left out, and so is one that never was.
    """
    if "all" in args or any(name in args for name in NAMES):
        session[REMEMBERED] = {name: args[name] for name in NAMES if args.get(name)}
    units = {str(unit.id): unit for unit in choices.units}
    offered = {"role": choices.roles, "unit": tuple(units), "workflow": choices.workflows}
    remembered = session.get(REMEMBERED, {})
    chosen = {name: remembered[name] for name in NAMES if remembered.get(name) in offered[name]}
    unit = units.get(chosen.get("unit", ""))
    asked = Filters(chosen.get("role"), unit.path if unit else None, chosen.get("workflow"))
    return Narrowing(chosen, asked)


def written(after: After) -> str:
    """Where the next page goes on, for an address."""
    return f"{after.at.isoformat() if after.at else ''}~{after.id}"


def after(args: Mapping[str, str]) -> After | None:
    """None for the first page, and for an address that cannot be read."""
    at, _between, task_id = args.get("after", "").partition("~")
    try:
        moment = datetime.fromisoformat(at) if at else None
        if moment is not None and moment.tzinfo is None:
            return None
        return After(None if moment is None else moment.astimezone(UTC), uuid.UUID(task_id))
    except (ValueError, OverflowError):
        return None
