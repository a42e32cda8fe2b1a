"""By which names somebody may have been called, and who bears one: compared folded, indexed blind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.folding import folded
from intranet.people.models import Person
from intranet.privacy.sealing import blind

# More words than this nobody's name has; each subset of them is looked for.
MOST_WORDS = 6


def words_of(name: str) -> tuple[str, ...]:
    return tuple(sorted(set(folded(name).replace("-", " ").split())))


def parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Everything that somebody with this name may have been called: all of it, or two words of it and more."""
    few = words[:MOST_WORDS]
    for length in range(2, len(few)):
        yield from combinations(few, length)
    yield words


def bearers(session: Session, words: tuple[str, ...]) -> list[uuid.UUID]:
    """Compared here and not asked for: a name in a statement would stand in the logs of a database that keeps them."""
    everybody = session.execute(select(Person.id, Person.name).order_by(Person.id))
    return [
        person_id
        for person_id, name in everybody
        if set(words) <= set(called := words_of(name)) and words in set(parts(called))
    ]


def index_of(session: Session, words: tuple[str, ...]) -> bytes:
    return blind(session, "bars", " ".join(words))
