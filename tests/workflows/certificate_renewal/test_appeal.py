"""An appeal against a refused renewal: in time, decided by fresh eyes, and then decided anew without time lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intranet.certificates import operations as certificates
from intranet.certificates.dates import plus_months
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.db import writing
from intranet.problems import Denied, Refused, Stale
from tests import factories
from tests.support.refusals import fields
from tests.workflows.certificate_renewal.driver import APPEAL, ASSESSMENT, DAY, REFUSAL, Renewal
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

UPHELD, NOT_UPHELD = {"reason": "They did count."}, {"reason": "They did not count."}


@pytest.fixture(autouse=True)
def _somebody_who_decides_appeals(renewal: Renewal) -> None:
    renewal.joins("appeals", "appeals", "nation")


def _refused(renewal: Renewal, *, days_left: int = 100) -> Renewal:
    renewal.certified().until_days_left(days_left).earned().ask()
    renewal.take("refuse", renewal.people.staff, **REFUSAL)
    return renewal


def test_a_refused_renewal_is_appealed_won_and_decided_anew(renewal: Renewal) -> None:
    _refused(renewal)
    end = renewal.end
    assert "may_appeal" in renewal.open_tasks
    renewal.take("lodge_appeal", renewal.whose, **APPEAL)
    assert "decide_appeal" in renewal.open_tasks
    renewal.forward(130)
    assert (renewal.state, renewal.status().code) == ("refused", Code.LAPSED)
    renewal.take("uphold_appeal", renewal.people.people["appeals"], **UPHELD)
    # It waited for an answer all the while, so no time of grace has passed.
    assert (renewal.state, renewal.status().code) == ("applied", Code.GRACE)
    renewal.checked().take("renew", renewal.people.staff)
    assert renewal.periods[-1] == (end + DAY, plus_months(end, 24))
    assert renewal.status().code is Code.CERTIFIED
    (certification,) = renewal.cases_about(renewal.whose.id, "assistant_certification")
    assert certification.state == "certified"


def test_an_appeal_that_is_lost_leaves_the_refusal_and_is_told(renewal: Renewal) -> None:
    _refused(renewal).take("lodge_appeal", renewal.whose, **APPEAL)
    renewal.take("reject_appeal", renewal.people.people["appeals"], **NOT_UPHELD)
    assert renewal.state == "refused"
    assert "tell_of_appeal" in renewal.open_tasks
    with pytest.raises(Refused):
        renewal.take("lodge_appeal", renewal.whose, **APPEAL)
    renewal.until_days_left(-1)
    assert renewal.status().code is Code.LAPSED


@pytest.mark.parametrize(("late", "may"), [(0, True), (1, False)])
def test_the_day_that_is_shown_is_the_last_to_appeal_also_in_july(
    renewal: Renewal, late: int, may: bool
) -> None:
    renewal.clock.moment = datetime(2026, 3, 1, 10, tzinfo=UTC)
    renewal.certified(days_left=200).until_days_left(90)
    renewal.clock.moment = datetime(2026, 6, 20, 10, tzinfo=UTC)
    renewal.earned().ask()
    renewal.take("refuse", renewal.people.staff, **REFUSAL)
    told = renewal.task_of("may_appeal").due_at
    assert told is not None
    assert (local_date(told).month, local_date(told).day) == (8, 3)
    renewal.clock.moment = told
    renewal.clock.forward(days=late)
    if may:
        renewal.take("lodge_appeal", renewal.whose, **APPEAL)
        assert renewal.steps[-1] == "lodge_appeal"
    else:
        assert fields(lambda: renewal.take("lodge_appeal", renewal.whose, **APPEAL)) == ["appeal_in_time"]


@pytest.mark.parametrize("name", ["staff", "trainer", "assistant"])
def test_nobody_of_the_earlier_steps_decides_on_the_appeal(renewal: Renewal, name: str) -> None:
    renewal.certified().until_days_left(100).earned().ask().checked()
    renewal.take("refuse", renewal.people.staff, **REFUSAL)
    renewal.take("lodge_appeal", renewal.whose, **APPEAL)
    person = renewal.people.people[name]
    with writing(renewal.session):
        factories.role(renewal.session, person, "appeals", renewal.people.units["nation"])
    for step in ("uphold_appeal", "reject_appeal"):
        with pytest.raises((Denied, Refused)):
            renewal.take(step, person, **UPHELD)
    assert renewal.state == "refused"


def test_the_operation_refuses_whoever_refused_and_whoever_decides_no_appeals(renewal: Renewal) -> None:
    _refused(renewal)
    with writing(renewal.session):
        factories.role(renewal.session, renewal.people.staff, "appeals", renewal.people.units["nation"])
    for person in (renewal.people.staff, renewal.people.staff_two, renewal.people.board, renewal.whose):
        with pytest.raises(Denied):
            renewal.does(certificates.take_refusal_back, person, person_id=renewal.whose.id)
    assert renewal.status().code is Code.CERTIFIED
    renewal.until_days_left(-1)
    assert renewal.status().code is Code.LAPSED


def test_without_an_appeal_nothing_takes_a_refusal_back(renewal: Renewal) -> None:
    _refused(renewal)
    with pytest.raises(Refused):
        renewal.does(certificates.ask_for_renewal, renewal.whose, person_id=renewal.whose.id)
    with pytest.raises(Stale):
        renewal.take("apply", renewal.whose, **ASSESSMENT)
    appeals = renewal.people.people["appeals"]
    assert fields(lambda: renewal.take("uphold_appeal", appeals, **UPHELD)) == ["appeal_lodged"]


def test_whoever_refused_does_not_refuse_again_after_the_appeal(renewal: Renewal) -> None:
    _refused(renewal).take("lodge_appeal", renewal.whose, **APPEAL)
    renewal.take("uphold_appeal", renewal.people.people["appeals"], **UPHELD)
    with pytest.raises(Denied):
        renewal.take("refuse", renewal.people.staff, **REFUSAL)
    renewal.take("refuse", renewal.people.staff_two, **REFUSAL)
    assert (renewal.state, renewal.steps[-1]) == ("refused", "refuse")
    assert "may_appeal" in renewal.open_tasks
