"""What the step of the bench is compared with does the same work."""

from __future__ import annotations

from bench import step
from bench.relay import Relay
from tests.bench.rows import rows_of


def test_the_step_by_hand_leaves_the_same_rows(prepared: Relay) -> None:
    ours, by_hand = prepared.waiting(2)
    before = rows_of(prepared.session, by_hand)
    prepared.session.rollback()
    step.take(prepared, ours)
    floor = step.floor_of(prepared)
    floor(by_hand)
    floor.close()
    after = rows_of(prepared.session, by_hand)
    assert after == rows_of(prepared.session, ours)
    assert after != before
    assert [len(after[name]) for name in ("case_events", "tasks", "timers", "idempotency_keys")] == [
        2,
        2,
        4,
        1,
    ]
