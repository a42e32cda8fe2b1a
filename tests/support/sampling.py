"""Which things an account is tried on: one of each relation to it, standing and ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from intranet.engine.process import Process
from intranet.policy import Actor
from tests.support.things import Thing


def relation(actor: Actor, thing: Thing) -> str:
    """How a thing lies to somebody: theirs, in a unit of theirs, below it, above it, beside it, in another nation."""
    if actor.person_id in thing.people:
        return "own"
    for grant in actor.grants:
        if thing.path == grant.path:
            return "here"
        if thing.path.startswith(grant.path):
            return "below"
        if grant.path.startswith(thing.path):
            return "above"
    nations = {grant.nation_path for grant in actor.grants}
    return "beside" if any(thing.path.startswith(nation) for nation in nations) else "abroad"


def sample(
    actor: Actor, things: tuple[Thing, ...], processes: Mapping[str, Process], *, fine: bool
) -> Iterator[Thing]:
    """The first of each relation, ended and not; `fine` also tells their states apart.

    Each process begins in a way of its own.
    """
    seen: set[tuple[str, ...]] = set()
    for thing in sorted(things, key=lambda one: not _leads_on(one, processes)):
        kind = (relation(actor, thing), str(thing.over), *_theirs(actor, thing), *_finer(thing, fine))
        if kind not in seen:
            seen.add(kind)
            yield thing


def _leads_on(thing: Thing, processes: Mapping[str, Process]) -> bool:
    """A step that can be taken from where its case stands is tried before one that cannot."""
    if thing.kind != "step":
        return True
    workflow = processes[thing.facts["workflow"]].workflow
    return thing.values["key"] in workflow.leaving(thing.state)


def _theirs(actor: Actor, thing: Thing) -> tuple[str, ...]:
    """A task for a role that they hold there is tried beside one for others."""
    return (str(thing.facts["role"] in actor.roles_at(thing.path)),) if thing.kind == "task" else ()


def _finer(thing: Thing, fine: bool) -> tuple[str, ...]:
    if thing.kind == "workflow":
        return (str(thing.values["key"]),)
    if thing.kind == "step":
        return (str(thing.values["key"]),) if fine else ()
    if thing.kind == "role":
        return (str(thing.facts["role"]),) if fine else ()
    return (thing.state,) if fine else ()
