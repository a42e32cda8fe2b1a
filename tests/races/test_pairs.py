"""A step that needs a certified assistant against each fact that takes them away, sent off together."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.groups.cover import covered
from intranet.groups.evidence import facts_of_group
from tests.races import invariant
from tests.races.racer import Finish, Race, Run
from tests.races.scene import STEPS, Scene, before_step
from tests.races.snapshot import Snapshot
from tests.support.clock import Clock

SEED = 2003
# What is missing afterwards, by fact; a role that ended is looked up apart.
FACTS = {
    "suspend": "certificate",
    "revoke": "certificate",
    "withdraw_assignment": "assignment",
    "assistant_leaves": "left",
    "end_role": "role",
}
JITTER_SECONDS = 0.012


class Ground:
    """A database with one case before its step, put back after each race."""

    def __init__(self, database_url: str, keys: Path, clock: Clock, step: str) -> None:
        self.step = step
        self.scene: Scene = before_step(database_url, keys, clock, step)
        self._snapshot = Snapshot(database_url)
        self._engine = create_engine(database_url)

    def close(self) -> None:
        self._snapshot.close()
        self._engine.dispose()

    def pair(self, fact: str) -> tuple[Run, Run]:
        act = f"end_role_{self.step}" if fact == "end_role" else fact
        return Run(self.scene, self.step), Run(self.scene, act)

    def judge(self, fact: str, step_finish: Finish, fact_finish: Finish) -> bool:
        """Whether the step went on although the fact had been committed before; and the database is as before."""
        with self._engine.connect() as connection:
            entered = invariant.state_of(connection, self.scene.case_id) == STEPS[self.step][1]
            assert entered == step_finish.done
            missing = self._missing(connection)
            if missing & {"certificate", "assignment", "left"}:
                assert not self._shows_cover(connection)
        # Otherwise the race would be about nothing.
        assert (FACTS[fact] in missing) == fact_finish.done, (missing, fact_finish)
        self._snapshot.restore()
        return entered and fact_finish.done and fact_finish.committed < step_finish.committing

    def _shows_cover(self, connection: Connection) -> bool:
        """What the intranet shows of the group after the fact, whoever was first."""
        with Session(connection) as session:
            facts = facts_of_group(session, self.scene.group_id)
            return covered(facts, local_date(self.scene.moment)).holds

    def _missing(self, connection: Connection) -> set[str]:
        day = local_date(self.scene.moment)
        missing = invariant.missing_ground(connection, self.scene.case_id, day)
        who = STEPS[self.step][2]
        if not invariant.holds_role(connection, self.scene.people[who], who, day):
            missing.add("role")
        return missing


@pytest.mark.parametrize("step", STEPS)
def test_no_step_goes_on_after_its_ground_was_taken(
    database_url: str, tmp_path: Path, clock: Clock, race: Race, races: int, step: str
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same races in every run
    ground = Ground(database_url, tmp_path / "keys", clock, step)
    outcomes = set()
    for fact in FACTS:
        for number in range(races):
            one, other = ground.pair(fact)
            if number % 4 == 0:
                finished = race.held(one, other)
            else:
                early, late = chance.uniform(0, JITTER_SECONDS), chance.uniform(0, JITTER_SECONDS)
                finished = race.run(replace(one, delay=early), replace(other, delay=late))
            outcomes |= {finish.outcome for finish in finished}
            assert not ground.judge(fact, *finished), f"{step} went on after {fact}"
    ground.close()
    assert outcomes <= {"done", "Refused", "Denied"}


@pytest.mark.parametrize("step", STEPS)
def test_without_locks_the_same_races_are_lost(
    database_url: str, tmp_path: Path, clock: Clock, race: Race, step: str
) -> None:
    ground = Ground(database_url, tmp_path / "keys", clock, step)
    broken, rounds = 0, 2
    for fact in FACTS:
        for _ in range(rounds):
            one, other = (replace(run, locks=False) for run in ground.pair(fact))
            broken += ground.judge(fact, *race.held(one, other))
    ground.close()
    assert broken > rounds * len(FACTS) / 10


# How long the certificate lasts, and when its last day is reached after the scene was set.
LAST_DAYS = {
    "submit": (90, 0),  # ninety days are left on that day, and no longer on the next
    "open": (97, 90),  # the last day of the certificate, ninety days after the first meeting
    "establish": (118, 90),
}


@pytest.mark.parametrize("step", LAST_DAYS)
def test_of_two_at_midnight_only_the_one_before_it_has_a_certificate_that_counts(
    database_url: str, tmp_path: Path, clock: Clock, race: Race, races: int, step: str
) -> None:
    days, later = LAST_DAYS[step]
    scene = before_step(database_url, tmp_path / "keys", clock, step, days=days)
    scene = replace(scene, moment=scene.moment + timedelta(later))
    snapshot = Snapshot(database_url)
    late_first = 0
    for number in range(races):
        before, after = Run(scene, step), Run(scene, step, days_later=1)
        one, other = race.run(replace(before, delay=2 * JITTER_SECONDS * (number % 2)), after)
        assert one.done
        assert other.outcome in {"Refused", "Stale"}
        late_first += other.outcome == "Refused"
        snapshot.restore()
    snapshot.close()
    assert late_first
