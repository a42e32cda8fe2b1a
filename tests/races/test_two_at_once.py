"""Two people who do the same, or the opposite, at the same moment: one is first, and the other is told."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from tests.races import invariant
from tests.races.racer import Finish, Race, Run
from tests.races.scene import Scene, before_step, with_room_for_one
from tests.races.snapshot import Snapshot
from tests.support.clock import Clock

SEED = 2003
JITTER_SECONDS = 0.006


class Ring:
    """Sends two off against each other, again and again from the same beginning."""

    def __init__(self, race: Race, races: int, scene: Scene) -> None:
        self.scene = scene
        self._race, self._races = race, races
        self._snapshot = Snapshot(scene.url)
        self._engine = create_engine(scene.url)
        self._chance = random.Random(SEED)  # noqa: S311 - the same races in every run

    def run(self, one: str, other: str, *, locks: bool = True) -> Iterator[tuple[Finish, Finish, Connection]]:
        first, second = Run(self.scene, one, locks=locks), Run(self.scene, other, locks=locks)
        for number in range(self._races):
            if number % 4 == 0:
                finished = self._race.held(first, second)
            else:
                finished = self._race.run(
                    replace(first, delay=self._soon()), replace(second, delay=self._soon())
                )
            with self._engine.connect() as connection:
                yield *finished, connection
            self._snapshot.restore()

    def before(self, where: str) -> int:
        """How many such events there were at the beginning."""
        with self._engine.connect() as connection:
            return _count(connection, where)

    def close(self) -> None:
        self._snapshot.close()
        self._engine.dispose()

    def _soon(self) -> float:
        return self._chance.uniform(0, JITTER_SECONDS)


NewRing = Callable[[Scene], Ring]


@pytest.fixture
def new_ring(race: Race, races: int) -> Iterator[NewRing]:
    made: list[Ring] = []

    def new(scene: Scene) -> Ring:
        made.append(Ring(race, races, scene))
        return made[-1]

    yield new
    for ring in made:
        ring.close()


def _count(connection: Connection, where: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM case_events WHERE {where}")).scalar_one())


def _first_and_told(one: Finish, other: Finish) -> None:
    assert sorted((one.outcome, other.outcome)) == ["Stale", "done"]


def test_two_approvals_never_give_an_assistant_a_third_group(
    database_url: str, tmp_path: Path, clock: Clock, new_ring: NewRing
) -> None:
    scene = with_room_for_one(database_url, tmp_path / "keys", clock)
    for one, other, connection in new_ring(scene).run("approve", "approve_second"):
        assert sorted((one.outcome, other.outcome)) == ["Refused", "done"]
        assert invariant.groups_led(connection, scene.people["assistant"]) == 2


def test_without_locks_two_approvals_give_an_assistant_a_third_group(
    database_url: str, tmp_path: Path, clock: Clock, new_ring: NewRing
) -> None:
    scene = with_room_for_one(database_url, tmp_path / "keys", clock)
    led = [
        invariant.groups_led(connection, scene.people["assistant"])
        for _, _, connection in new_ring(scene).run("approve", "approve_second", locks=False)
    ]
    assert led.count(3) > len(led) / 10


def test_of_an_approval_and_a_refusal_one_counts_and_the_other_is_told(
    database_url: str, tmp_path: Path, clock: Clock, new_ring: NewRing
) -> None:
    scene = before_step(database_url, tmp_path / "keys", clock, "approve")
    for one, other, connection in new_ring(scene).run("approve", "decline"):
        _first_and_told(one, other)
        state = invariant.state_of(connection, scene.case_id)
        assert state == ("approved" if one.done else "declined")
        assert [row.to_state for row in invariant.steps_of(connection, scene.case_id)][-1] == state


def test_a_task_is_claimed_by_one(database_url: str, tmp_path: Path, clock: Clock, new_ring: NewRing) -> None:
    scene = before_step(database_url, tmp_path / "keys", clock, "open")
    for one, other, connection in new_ring(scene).run("claim_staff", "claim_staff_two"):
        _first_and_told(one, other)
        assert _count(connection, "kind = 'claimed'") == 1


def test_a_task_is_completed_once(database_url: str, tmp_path: Path, clock: Clock, new_ring: NewRing) -> None:
    scene = before_step(database_url, tmp_path / "keys", clock, "open")
    ring = new_ring(scene)
    before = ring.before("kind = 'task_done'")
    for one, other, connection in ring.run("complete_staff", "complete_staff_two"):
        _first_and_told(one, other)
        assert _count(connection, "kind = 'task_done'") - before == 1


@pytest.mark.parametrize(
    ("form", "step", "events"),
    [
        ("approve_by_form", "approve", "transition = 'approve'"),
        ("complete_by_form", "open", "kind = 'task_done'"),
        ("begin_by_form", "approve", "transition = 'register'"),
    ],
)
def test_a_form_that_is_sent_twice_at_once_does_one_thing_and_gives_one_answer(
    database_url: str, tmp_path: Path, clock: Clock, new_ring: NewRing, form: str, step: str, events: str
) -> None:
    scene = before_step(database_url, tmp_path / "keys", clock, step)
    ring = new_ring(scene)
    before = ring.before(events)
    for one, other, connection in ring.run(form, form):
        assert one.done
        assert other.done
        assert one.event_id == other.event_id
        assert _count(connection, events) - before == 1
