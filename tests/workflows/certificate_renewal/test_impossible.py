"""What must be impossible with a renewal, tried by those who come nearest to being allowed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intranet.certificates import operations as certificates
from intranet.certificates.status import Code
from intranet.db import writing
from intranet.problems import Denied, Refused, Stale
from tests import factories
from tests.workflows.certificate_renewal.driver import ASSESSMENT, DAY, REFUSAL, Renewal


def _reasons(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.guard for refusal in caught.value.refusals]


def test_no_certificate_is_renewed_while_it_is_suspended(renewal: Renewal) -> None:
    renewal.until("applied").checked().suspend()
    with pytest.raises(Refused) as suspended:
        renewal.take("renew", renewal.people.staff)
    assert _reasons(suspended) == ["may_be_renewed"]
    renewal.lift()
    renewal.take("renew", renewal.people.staff)
    assert renewal.state == "renewed"


def test_a_pause_does_not_stand_in_the_way_of_renewal(renewal: Renewal) -> None:
    renewal.until("applied").checked()
    renewal.does(
        certificates.pause, renewal.whose, person_id=renewal.whose.id, from_on=renewal.today, until_on=None
    )
    renewal.take("renew", renewal.people.staff)
    assert (renewal.state, renewal.status().code) == ("renewed", Code.PAUSED)


def test_the_same_hours_never_serve_two_renewals(renewal: Renewal) -> None:
    renewal.until("renewed").until_days_left(100)
    assert renewal.state == "soon"
    renewal.exempt("renewal_meetings").ask()
    with pytest.raises(Refused) as again:
        renewal.take("renew", renewal.people.staff)
    assert _reasons(again) == ["hours_done", "supervision_done"]
    with pytest.raises(Refused):
        renewal.supervised(1, start=renewal.periods[0][0])
    renewal.supervised()
    renewal.take("renew", renewal.people.staff)
    assert renewal.state == "renewed"


@pytest.mark.parametrize(("off", "counts"), [(-1, False), (0, True)])
def test_hours_of_the_day_before_the_period_do_not_count(renewal: Renewal, off: int, counts: bool) -> None:
    renewal.certified().until_days_left(100).sign().exempt("renewal_meetings").exempt("renewal_supervision")
    first = renewal.periods[0][0]
    assert first is not None
    renewal.supervised(2, minutes=450, ethics=180, start=first + timedelta(60))
    renewal.hour(first + timedelta(off), minutes=300, ethics=0, kind="other")
    assert _renewed(renewal) is counts


@pytest.mark.parametrize(("off", "counts"), [(0, True), (1, False)])
def test_hours_of_the_days_of_grace_belong_to_the_next_period(
    renewal: Renewal, off: int, counts: bool
) -> None:
    renewal.certified().until_days_left(-10).sign()
    renewal.exempt("renewal_meetings").exempt("renewal_supervision")
    renewal.supervised(2, minutes=450, ethics=180)
    renewal.hour(renewal.end + timedelta(off), minutes=300, ethics=0, kind="other")
    assert _renewed(renewal) is counts


def _renewed(renewal: Renewal) -> bool:
    """Whether the hours are enough, when they are all that may be missing."""
    renewal.ask()
    try:
        renewal.take("renew", renewal.people.staff)
    except Refused as refused:
        return [one.guard for one in refused.refusals] != ["hours_done"]
    return renewal.state == "renewed"


@pytest.mark.parametrize("late", [-90, 0, 60, 150])
def test_the_new_period_never_begins_on_the_day_of_the_decision(renewal: Renewal, late: int) -> None:
    renewal.certified().until_days_left(100).earned().ask()
    end = renewal.end
    renewal.until_days_left(-late).checked()
    renewal.take("renew", renewal.people.staff)
    assert renewal.periods[-1] == (end + DAY, date(2030, 5, 10))
    assert renewal.today == end + timedelta(late)


def test_nobody_renews_or_checks_their_own(renewal: Renewal) -> None:
    people = renewal.people
    renewal.whose = people.staff
    renewal.until("applied")
    with writing(renewal.session):
        factories.role(renewal.session, people.staff, "trainer", people.units["nation"])
    for step, answers in (
        ("confirm", {}),
        ("missing", {"what_is_missing": "Nothing."}),
        ("renew", {}),
        ("refuse", REFUSAL),
    ):
        with pytest.raises(Denied):
            renewal.take(step, people.staff, **answers)
    renewal.take("renew", renewal.somebody("staff_three", "staff", "nation"))
    assert renewal.state == "renewed"


@pytest.mark.parametrize("checking", ["confirm", "missing"])
def test_whoever_checked_the_hours_does_not_renew(renewal: Renewal, checking: str) -> None:
    people = renewal.people
    with writing(renewal.session):
        factories.role(renewal.session, people.staff, "trainer", people.units["nation"])
    renewal.until("applied")
    if checking == "confirm":
        renewal.take("confirm", people.staff)
    else:
        renewal.take("missing", people.staff, what_is_missing="One supervision.")
        renewal.take("complete", renewal.whose)
    with pytest.raises(Denied):
        renewal.take("renew", people.staff)
    renewal.take("renew", renewal.somebody("staff_three", "staff", "nation"))
    assert renewal.state == "renewed"


def test_nobody_is_refused_unheard_or_without_knowing_how_to_appeal(renewal: Renewal) -> None:
    renewal.until("applied")
    with pytest.raises(Refused) as unheard:
        renewal.take("refuse", renewal.people.staff, **REFUSAL | {"heard": False, "appeal_told": False})
    assert _reasons(unheard) == ["was_heard", "appeal_was_told"]
    assert renewal.state == "applied"


def test_a_refused_certificate_is_not_asked_for_again(renewal: Renewal) -> None:
    renewal.until("refused").forward(1)
    with pytest.raises(Stale):
        renewal.take("apply", renewal.whose, **ASSESSMENT)
    assert [case.state for case in renewal.cases] == ["refused"]


def test_a_certificate_in_grace_or_waiting_for_an_answer_starts_no_group(renewal: Renewal) -> None:
    renewal.until("grace")
    assert (renewal.status().starts_groups, renewal.status().covers_groups) == (False, True)
    renewal.ask().forward(200)
    assert (renewal.status().starts_groups, renewal.status().covers_groups) == (False, True)


def test_where_children_are_welcome_a_record_check_is_asked_for_that_is_not_out_of_date(
    renewal: Renewal,
) -> None:
    renewal.leading(welcomes_children=True).until_days_left(100).earned().ask()
    for days_ago, next_in in ((None, 0), (800, 100), (400, -1)):
        if days_ago is not None:
            renewal.check_seen(days_ago=days_ago, next_in=next_in)
        with pytest.raises(Refused) as unseen:
            renewal.checked()
        assert _reasons(unseen) == ["check_seen"]
    renewal.check_seen(days_ago=400).checked()
