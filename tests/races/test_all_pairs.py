"""Whatever gives or takes cover, each against each over HTTP: no group stands uncovered without its flag."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from tests.races import town
from tests.races.arena import LAPSE, Answer, Arena, arena
from tests.races.control import loosen
from tests.support import invariant
from tests.support.applications import NewApp
from tests.support.clock import Clock

ACTS = ("certify", "suspend", "pause", LAPSE, "accept", "withdraw", "open", "split")
PAIRS = tuple(combinations(ACTS, 2))
# What needs the assistant's certificate, and what takes it away.
STEPS, FACTS = {"open", "split"}, {"suspend", "pause"}
TOLD = {303, 409, 422}
# A split asks that the certificate of whoever goes on lasts so much longer; of the others its last day is enough.
SPLIT_ASKS_DAYS = 90
ENOUGH_LOST, ROUNDS = 3, 4

_TWO_CASES = text(
    "SELECT workflow FROM cases WHERE ended_at IS NULL GROUP BY workflow, subject_id HAVING count(*) > 1"
)


def _lasts(pair: tuple[str, str]) -> int | None:
    if LAPSE not in pair:
        return None
    return SPLIT_ASKS_DAYS if "split" in pair else 0


def _broken(
    connection: Connection, ring: Arena, pair: tuple[str, str], answers: tuple[Answer, Answer]
) -> set[invariant.Wrong]:
    """A form of the old day that is written once the new day has begun is judged by either of the two days."""
    today, lasts = ring.town.day, _lasts(pair)
    if lasts is None:
        return set(invariant.broken(connection, today))
    later = set(invariant.broken(connection, today + timedelta(lasts + 1)))
    by_name = dict(zip(pair, answers, strict=True))
    lapse = by_name.pop(LAPSE)
    (form,) = by_name.values()
    late = form.done and form.committing > lapse.committing
    return later & set(invariant.broken(connection, today)) if late else later


def _went_on_without_ground(pair: tuple[str, str], answers: tuple[Answer, Answer]) -> bool:
    """The step was taken although what it needs had been gone before it was committed."""
    by_name = dict(zip(pair, answers, strict=True))
    step, fact = STEPS & set(pair), FACTS & set(pair)
    if not (step and fact):
        return False
    one, other = by_name[step.pop()], by_name[fact.pop()]
    return one.done and other.done and other.answered < one.committing


def _wrong(
    connection: Connection, ring: Arena, pair: tuple[str, str], answers: tuple[Answer, Answer]
) -> list[str]:
    found = [f"{one.what} {one.group}" for one in _broken(connection, ring, pair, answers)]
    done = dict(zip(pair, (answer.done for answer in answers), strict=True))
    certificates = _count(connection, "certificates", "person_id", ring.town.candidate)
    if certificates != int(done.get("certify", False)):
        found.append(f"{certificates} certificates")
    found.extend(f"two cases of {row.workflow} about one" for row in connection.execute(_TWO_CASES))
    opened = connection.execute(text("SELECT count(*) FROM groups WHERE status = 'trial'")).scalar_one()
    if opened != int(done.get("open", False)):
        found.append("the group is open, and is not")
    if _went_on_without_ground(pair, answers):
        found.append("a step was taken whose ground was gone")
    return found


def _count(connection: Connection, table: str, column: str, whose: uuid.UUID) -> int:
    given = whose.hex if connection.dialect.name == "sqlite" else whose
    counted = text(f"SELECT count(*) FROM {table} WHERE {column} = :whose")
    return int(connection.execute(counted, {"whose": given}).scalar_one())


def _ways(pair: tuple[str, str], rounds: int) -> Iterator[tuple[tuple[str, str], bool]]:
    """Each of the two held with the other after it, and both at once."""
    for _ in range(rounds):
        yield pair, True
        yield (pair[1], pair[0]), True
        yield pair, False


def _is_no_step_against_a_fact(pair: tuple[str, str]) -> bool:
    return not (STEPS & set(pair) and FACTS & set(pair))


@pytest.fixture
def ring(app: Flask, clock: Clock) -> Iterator[Arena]:
    with arena(app, town.build(app, clock)) as made:
        yield made


def test_of_any_two_at_once_no_group_is_left_uncovered_without_its_flag(ring: Arena, races: int) -> None:
    found: list[tuple[tuple[str, str], bool, list[str]]] = []
    statuses: Counter[int] = Counter()
    for pair in PAIRS:
        for way, held in _ways(pair, max(1, races // 16)):
            with ring.race(*way, held=held, lasts=_lasts(pair)) as (one, other, connection):
                statuses.update((one.status, other.status))
                if wrong := _wrong(connection, ring, way, (one, other)):
                    found.append((way, held, [*wrong, f"{one.status} {other.status}"]))
    assert found == []
    assert set(statuses) <= TOLD
    # Most of them go together; otherwise the races would be about nothing.
    assert statuses[303] > sum(statuses.values()) / 2


class TestWithoutLocks:
    """The control: the same forms, and nobody waits for anybody."""

    @pytest.fixture
    def app(self, new_app: NewApp, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
        monkeypatch.setattr("intranet.prepare_engine", loosen)
        return new_app(database_url, TESTING=False)

    def test_the_same_races_are_lost(self, app: Flask, clock: Clock) -> None:
        lost: list[tuple[str, str]] = []
        with arena(app, town.build(app, clock), loosen) as ring:
            # A busy machine may part two by chance, so each is tried until enough are lost.
            tries = ROUNDS * sorted(PAIRS, key=_is_no_step_against_a_fact)
            for pair in tries:
                for way, held in _ways(pair, 1):
                    if not held or len(lost) >= ENOUGH_LOST:
                        continue
                    with ring.race(*way, held=held, lasts=_lasts(pair)) as (one, other, connection):
                        if _wrong(connection, ring, way, (one, other)):
                            lost.append(way)
        assert len(lost) >= ENOUGH_LOST, lost
