"""Random people try random things on random days: the plain model and the code agree on each answer and each state."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import versions
from intranet.db import prepare_engine, writing
from tests import cast, factories
from tests.workflows.new_group.told_twice import BEGIN, PROCESSES
from tests.workflows.new_group.walk import ACTS, Walk

EXAMPLES = int(os.environ.get("INTRANET_WALKS", "20"))
STEPS_EACH = int(os.environ.get("INTRANET_WALK_STEPS", "30"))


@pytest.fixture
def template(fresh_database: Any) -> Path:
    """A database with everybody in it, a second assistant in Bergen, and somebody with two roles."""
    url: str = fresh_database("sqlite")
    engine = create_engine(url)
    prepare_engine(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as session, writing(session):
        versions.record(session, PROCESSES.values(), BEGIN)
        people = cast.build(session)
        second = factories.person(
            session, "Second Eksempel", people.units["vestland"], people.towns["Bergen"]
        )
        factories.role(session, second, "assistant", people.units["vestland"])
        both = factories.person(session, "Both Eksempel", people.units["vestland"])
        for role in ("coordinator", "staff"):
            factories.role(session, both, role, people.units["nation"])
    engine.dispose()
    return Path(url.removeprefix("sqlite:///"))


def test_the_model_and_the_code_agree_whatever_people_do(template: Path) -> None:
    run_state_machine_as_test(
        lambda: Walk(template),  # type: ignore[arg-type]  # it takes whatever makes a machine
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS_EACH,
            derandomize=True,
            deadline=None,
            # A walk that fails is told as it was walked; to shorten it would take minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("seed", range(2 * EXAMPLES))
def test_the_model_and_the_code_agree_on_a_long_walk(template: Path, seed: int) -> None:
    # Hypothesis varies a few walks; these go far, each its own way, and most of what one finds is deep in a walk.
    chosen = Random(seed)  # noqa: S311
    walk = Walk(template)
    try:
        walk.somebody_has_an_idea(chosen)
        for _ in range(STEPS_EACH):
            getattr(walk, chosen.choice(ACTS))(chosen)
            walk.both_stand_at_the_same_place()
        assert walk.new_group.case.state == walk.model.state
    finally:
        walk.teardown()
