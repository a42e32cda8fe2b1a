"""When somebody is told that a certificate ends, day by day, and what ends with it in one transaction."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from intranet import facts
from intranet.cases.models import Case
from intranet.certificates.status import Code
from intranet.db import writing
from intranet.groups.cover import Basis
from tests.workflows.certificate_renewal.driver import DAY, REFUSAL, Renewal
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE


def test_the_person_is_told_ninety_sixty_thirty_and_seven_days_before_and_on_the_day(
    renewal: Renewal,
) -> None:
    renewal.certified(days_left=(date(2027, 3, 31) - renewal.today).days)
    renewal.until_days_left(121).each_day(1)
    assert renewal.today == date(2026, 12, 1)
    assert (renewal.state, renewal.open_tasks) == ("soon", {"ask_to_renew"})
    renewal.each_day(120)
    assert renewal.notices(renewal.whose) == [
        date(2026, 12, 21),  # 31 December rests, so it is told before Christmas
        date(2027, 1, 29),  # 30 January is a Saturday
        date(2027, 3, 1),
        date(2027, 3, 24),
        date(2027, 3, 31),
    ]


def test_the_person_is_told_thirty_and_eighty_days_into_grace(renewal: Renewal) -> None:
    renewal.certified(days_left=(date(2027, 3, 31) - renewal.today).days).until_days_left(-1)
    before = len(renewal.notices(renewal.whose))
    renewal.each_day(89)
    assert renewal.state == "grace"
    assert renewal.notices(renewal.whose)[before:] == [date(2027, 4, 30), date(2027, 6, 21)]
    renewal.each_day(1)
    assert renewal.state == "lapsed"


def test_who_has_asked_is_told_of_no_end_any_more(renewal: Renewal) -> None:
    renewal.until("applied")
    before = len(renewal.notices(renewal.whose))
    renewal.until_days_left(-30)
    assert len(renewal.notices(renewal.whose)) == before


def test_the_coordinator_is_asked_sixty_days_before_where_a_group_has_nobody_else(renewal: Renewal) -> None:
    renewal.leading(days=322)
    assert renewal.end == date(2027, 3, 30)
    renewal.until_days_left(62).each_day(1)
    assert "plan_cover" not in renewal.open_tasks
    renewal.each_day(1)
    assert renewal.open_tasks == {"ask_to_renew", "plan_cover"}
    renewal.each_day(60)
    told = renewal.notices(role="coordinator")
    assert [day for day in told if day in (date(2027, 2, 26), date(2027, 3, 30))] == told


def test_the_coordinator_who_has_said_until_when_is_asked_again_nearer_to_the_end(renewal: Renewal) -> None:
    renewal.leading(days=322).until_days_left(50)
    until = renewal.today + timedelta(7)
    renewal.take("note_cover", renewal.people.coordinator, looked_after_until=until)
    assert (renewal.state, renewal.open_tasks) == ("soon", {"ask_to_renew"})
    renewal.each_day(7)
    assert renewal.open_tasks == {"ask_to_renew"}
    renewal.until_days_left(30)
    assert renewal.open_tasks == {"ask_to_renew", "plan_cover"}
    renewal.until_days_left(-1)
    assert renewal.state == "grace"


def test_the_coordinator_is_not_asked_where_somebody_else_covers_the_group_too(renewal: Renewal) -> None:
    renewal.leading(days=322).joined_by(renewal.people.volunteer).until_days_left(50)
    assert renewal.open_tasks == {"ask_to_renew"}


def test_the_coordinator_is_not_asked_where_no_group_is_led(renewal: Renewal) -> None:
    renewal.certified().until_days_left(50)
    assert renewal.open_tasks == {"ask_to_renew"}


def test_the_certification_lapses_in_the_same_transaction(renewal: Renewal) -> None:
    renewal.certified().until_days_left(-90)
    renewal.clock.forward(days=1)
    with writing(renewal.session):
        fact = facts.Fact("days", renewal.clock(), person_id=renewal.whose.id)
        facts.tell(renewal.session, fact)
        mine = select(Case.workflow, Case.state).where(Case.subject_id == renewal.whose.id)
        rows = renewal.session.execute(mine.where(Case.subject_kind == "person"))
        states = {workflow: state for workflow, state in rows}  # noqa: C416 - rows are no pairs to mypy
        assert states == {"assistant_certification": "lapsed", "certificate_renewal": "lapsed"}


def test_the_certification_lapses_with_it_on_a_day_that_only_this_case_knows(renewal: Renewal) -> None:
    renewal.certified().until_days_left(-10)
    renewal.sign().ask().forward(50)
    renewal.take("missing", renewal.people.trainer, what_is_missing="Everything.")
    mine = select(Case.workflow, Case.state).where(Case.subject_id == renewal.whose.id)
    person = mine.where(Case.subject_kind == "person").order_by(Case.workflow)
    renewal.forward(79)
    assert [row.state for row in renewal.session.execute(person)] == ["certified", "completing"]
    renewal.forward(1)
    assert [row.state for row in renewal.session.execute(person)] == ["certified", "completing"]
    renewal.forward(1)
    assert [row.state for row in renewal.session.execute(person)] == ["lapsed", "lapsed"]


def test_a_running_group_is_covered_while_the_answer_is_awaited_and_no_longer_after_a_no(
    renewal: Renewal,
) -> None:
    renewal.leading().until_days_left(20).earned().ask().forward(20 + 150)
    assert renewal.cover() is Basis.GRACE
    with_flag = select(Case.state).where(Case.workflow == "lost_cover", Case.ended_at.is_(None))
    assert renewal.session.scalars(with_flag).all() == ["in_grace"]
    renewal.take("refuse", renewal.people.staff, **REFUSAL)
    assert renewal.status().code is Code.LAPSED
    assert renewal.cover() is Basis.NOBODY
    assert renewal.session.scalars(with_flag).all() == ["uncovered"]


def test_a_late_renewal_covers_the_days_of_waiting_as_well(renewal: Renewal) -> None:
    renewal.leading().until_days_left(20).earned().ask()
    end = renewal.end
    renewal.forward(20 + 150).checked()
    renewal.take("renew", renewal.people.staff)
    for day in (end, end + DAY, end + timedelta(100), renewal.today):
        assert renewal.cover(day) is Basis.CERTIFIED


@pytest.mark.parametrize("end", [date(2028, 2, 29), date(2027, 3, 28), date(2027, 10, 31)])
def test_a_certificate_that_ends_on_a_leap_day_or_when_clocks_change_loses_no_day(
    renewal: Renewal, end: date
) -> None:
    renewal.certified(days_left=(end - renewal.today).days).until_days_left(0)
    assert (renewal.state, renewal.status().code) == ("soon", Code.CERTIFIED)
    renewal.clock.moment = renewal.clock.moment.replace(hour=21, minute=50)
    renewal.forward(0)
    assert renewal.state == "soon"
    renewal.forward(1)
    assert (renewal.state, renewal.status().code) == ("grace", Code.GRACE)
    renewal.earned().ask().checked()
    renewal.take("renew", renewal.people.staff)
    assert renewal.periods[-1][0] == end + DAY


def test_a_leap_day_becomes_the_last_of_february_and_two_renewals_never_drift(renewal: Renewal) -> None:
    renewal.certified(days_left=(date(2028, 2, 29) - renewal.today).days)
    for expected in (date(2030, 2, 28), date(2032, 2, 28)):
        renewal.until_days_left(60).supervised().sign()
        renewal.exempt("renewal_meetings", days=60).ask().checked()
        renewal.take("renew", renewal.people.staff)
        assert renewal.end == expected
        renewal.forward(62)
        assert renewal.state == "valid"
