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
from intranet.memberships.details import Contact, Details
from intranet.memberships.models import Fee, Membership
from intranet.participants import bars
from intranet.problems import NotVisible
from tests import cast
from tests.gatherings.pair import Act, Pair
from tests.support.clock import Clock
from tests.workflows.member_follow_up.driver import Joining
from tests.workflows.participant_path.driver import Path


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


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("writes", ["a fee", "an address"])
def test_whoever_of_the_office_is_barred_while_they_wait_writes_nothing(
    session: Session, people: cast.Cast, clock: Clock, writes: str
) -> None:
    path = Path(session, people, clock).comes()
    membership_id, whose, moment = path.applies(), path.participant_id, clock()
    reader, said = path.as_(people.staff), []
    before = session.get_one(Membership, membership_id).contact
    session.rollback()

    def keeps_away(session: Session) -> None:
        bars.bar_name(session, moment, whose, people.staff.name)

    def waits(session: Session) -> None:
        """With the roles and bars that were read before the lock."""
        try:
            if writes == "a fee":
                members.settle_fee(session, reader, moment, membership_id, clock().year, "paid")
            else:
                contact = Contact("Eksempelveien 9")
                members.correct(session, reader, moment, membership_id, name="Falk Eksempel", contact=contact)
        except NotVisible:
            said.append("nothing there")

    assert Pair(session).run(keeps_away, waits) == ["done", "done"]
    assert said == ["nothing there"]
    session.rollback()
    assert session.scalars(select(Fee.paid_on)).all() == [None]
    assert session.get_one(Membership, membership_id, populate_existing=True).contact == before
