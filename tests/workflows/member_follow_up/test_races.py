"""A membership under concurrency: whoever is first, the record and the case agree, and nothing is half erased."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations as cases
from intranet.cases.models import Timer
from intranet.cases.operations.time import fire
from intranet.members import operations as members
from intranet.memberships import operations
from intranet.memberships.details import Details
from tests.gatherings.pair import Act, Pair
from tests.workflows.member_follow_up.driver import Joining


def _run(joining: Joining, first: Act, second: Act) -> list[str]:
    joining.session.rollback()
    return Pair(joining.session).run(first, second)


def _takes(joining: Joining, step: str) -> Act:
    case_id, actor, moment = joining.case.id, joining.as_(joining.people.staff), joining.clock()
    return lambda session: cases.advance(session, case_id, step, actor, moment, {})


def _leaves(joining: Joining) -> Act:
    """On the person's own page."""
    moment, membership_id = joining.clock(), joining.membership_id
    return lambda session: operations.resign(session, moment, membership_id)


def _settles(joining: Joining, year: int) -> Act:
    actor, moment, membership_id = joining.as_(joining.people.staff), joining.clock(), joining.membership_id
    return lambda session: members.settle_fee(session, actor, moment, membership_id, year, "paid")


def _misses(joining: Joining) -> Act:
    """The timer of the missed fee goes off."""
    due = select(Timer.id).where(
        Timer.case_id == joining.case.id, Timer.key == "fee_missed", Timer.fired_at.is_(None),
        Timer.cancelled_at.is_(None),
    )  # fmt: skip
    timer_id, case_id, moment = joining.session.scalars(due).one(), joining.case.id, joining.clock()

    def act(session: Session) -> None:
        fire(session, timer_id, case_id, moment)

    return act


@pytest.mark.parametrize("is_first", [True, False])
def test_whoever_leaves_while_they_are_confirmed_has_left(joining: Joining, is_first: bool) -> None:
    joining.apply().settle(joining.today.year)
    leaves, confirms = _leaves(joining), _takes(joining, "start")
    outcomes = _run(joining, *((leaves, confirms) if is_first else (confirms, leaves)))
    assert outcomes == (["done", "Stale"] if is_first else ["done", "done"])
    assert joining.state == ("undone" if is_first else "resigned")
    assert joining.row.ended_how == joining.state
    assert joining.details == Details(None, None, None)
    assert joining.row.number is None
    assert joining.open_tasks == set()


@pytest.mark.parametrize("is_first", [True, False])
def test_a_payment_and_its_day_that_passes_agree(joining: Joining, is_first: bool) -> None:
    joining.apply().confirm().welcome()
    year = joining.today.year + 1
    joining.until(date(year, 1, 28))
    joining.clock.forward(days=(date(year, 2, 5) - joining.today) / timedelta(1))
    misses, settles = _misses(joining), _settles(joining, year)
    assert _run(joining, *((misses, settles) if is_first else (settles, misses))) == ["done", "done"]
    assert joining.state == ("settled" if is_first else "welcomed")
    assert joining.overdue == []
    assert joining.fee(year).paid_on == joining.today
