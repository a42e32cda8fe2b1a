"""How often a step speaks to its database: a figure of design/performance.md that must not grow unseen."""

from __future__ import annotations

from bench import figures, step
from bench.counting import round_trips, said
from bench.relay import Relay
from intranet.db import is_sqlite


def test_a_step_speaks_seldom_to_its_database(prepared: Relay) -> None:
    cases = prepared.waiting(2)
    step.take(prepared, cases[0])
    told = said(prepared.session, lambda: step.take(prepared, cases[1]))
    if is_sqlite(prepared.session):
        assert 1 < len(told) <= figures.STATEMENTS["sqlite"], "\n".join(told)
    else:
        assert 1 < round_trips(told) <= figures.STATEMENTS["postgresql"], "\n".join(told)


def test_an_answer_ends_a_round_trip_and_more_of_it_does_not() -> None:
    asked, answered = (
        ["F\t9\tParse", "FROM cases", "F\t4\tSync"],
        ["B\t4\tParseComplete", "B\t5\tReadyForQuery"],
    )
    assert round_trips([*asked, *answered, *asked, *answered]) == 2
