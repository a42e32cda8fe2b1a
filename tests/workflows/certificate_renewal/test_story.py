"""A certificate is renewed: early, late, and not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.certificates.status import Code
from intranet.problems import Denied, Refused
from tests.workflows.certificate_renewal.driver import DAY, Renewal


def _reasons(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.guard for refusal in caught.value.refusals]


def test_a_certificate_is_renewed_before_its_end(renewal: Renewal) -> None:
    people = renewal.people
    renewal.certified()
    assert renewal.state == "valid"
    assert (renewal.case.title, renewal.case.people) == ("", {"the_person": renewal.whose.id})
    end = renewal.end

    renewal.until_days_left(121)
    assert renewal.state == "valid"
    renewal.forward(1)
    assert (renewal.state, renewal.open_tasks) == ("soon", {"ask_to_renew"})

    with pytest.raises(Refused) as unsigned:
        renewal.ask()
    assert _reasons(unsigned) == ["code_signed"]
    renewal.sign().ask()
    assert (renewal.state, renewal.open_tasks) == ("applied", {"check_hours"})
    with pytest.raises(Refused) as nothing_done:
        renewal.take("renew", people.staff)
    assert _reasons(nothing_done) == ["hours_done", "supervision_done", "meetings_led"]

    renewal.supervised(15)
    renewal.take("missing", people.trainer, what_is_missing="One supervision.")
    assert (renewal.state, renewal.open_tasks) == ("completing", {"complete_it"})
    renewal.hour(renewal.today)
    renewal.take("complete", renewal.whose)
    with pytest.raises(Refused) as no_meetings:
        renewal.take("confirm", people.trainer)
    assert _reasons(no_meetings) == ["meetings_led"]
    renewal.exempt("renewal_meetings")
    renewal.checked()
    assert (renewal.state, renewal.open_tasks) == ("applied", {"decide_renewal"})

    with pytest.raises(Denied):
        renewal.take("renew", people.trainer)
    renewal.take("renew", people.staff)
    assert (renewal.state, renewal.open_tasks) == ("renewed", set())
    assert renewal.periods[-1][0] == end + DAY
    assert renewal.status().code is Code.CERTIFIED

    renewal.forward((end - renewal.today).days)
    assert renewal.state == "renewed"
    renewal.forward(1)
    assert (renewal.state, renewal.status().code) == ("valid", Code.CERTIFIED)
    assert len(renewal.cases) == 1


def test_who_asked_in_time_loses_nothing_by_a_late_answer(renewal: Renewal) -> None:
    renewal.certified().until_days_left(40).earned().ask()
    end = renewal.end
    renewal.forward(40 + 90 + 60)
    assert renewal.state == "applied"
    assert renewal.status().code is Code.GRACE
    renewal.checked()
    renewal.take("renew", renewal.people.staff)
    assert renewal.periods[-1][0] == end + DAY
    assert renewal.status().code is Code.CERTIFIED
    renewal.forward(0)
    assert renewal.state == "valid"


def test_who_asks_in_grace_is_renewed_from_the_old_end(renewal: Renewal) -> None:
    renewal.certified().until_days_left(0)
    end = renewal.end
    assert renewal.state == "soon"
    renewal.forward(1)
    assert (renewal.state, renewal.status().code) == ("grace", Code.GRACE)
    assert renewal.open_tasks == {"renew_now"}
    renewal.forward(88)
    renewal.earned().ask().forward(30)
    assert renewal.state == "applied"
    renewal.checked()
    renewal.take("renew", renewal.people.staff)
    assert renewal.periods[-1][0] == end + DAY


def test_a_certificate_that_nobody_renews_lapses_ninety_days_after_its_end(renewal: Renewal) -> None:
    renewal.certified().until_days_left(-90)
    assert (renewal.state, renewal.status().code) == ("grace", Code.GRACE)
    renewal.forward(1)
    assert (renewal.state, renewal.status().code) == ("lapsed", Code.LAPSED)
    assert renewal.open_tasks == {"look_after_groups"}
    assert renewal.case.ended_at is not None


def test_what_waits_for_the_assistant_has_the_rest_of_its_grace_and_then_lapses(renewal: Renewal) -> None:
    renewal.certified().until_days_left(-10)
    renewal.sign().ask().forward(50)
    renewal.take("missing", renewal.people.trainer, what_is_missing="Everything.")
    renewal.forward(80)
    assert (renewal.state, renewal.status().code) == ("completing", Code.GRACE)
    renewal.forward(2)
    assert (renewal.state, renewal.status().code) == ("lapsed", Code.LAPSED)


def test_grace_that_stood_still_for_long_ends_all_the_same(renewal: Renewal) -> None:
    renewal.certified().until_days_left(1)
    renewal.sign().ask().forward(400)
    renewal.take("missing", renewal.people.trainer, what_is_missing="Everything.")
    renewal.forward(89)
    assert (renewal.state, renewal.status().code) == ("completing", Code.GRACE)
    renewal.forward(1)
    assert (renewal.state, renewal.status().code) == ("lapsed", Code.LAPSED)


def test_a_refused_certificate_counts_until_its_end_and_no_longer(renewal: Renewal) -> None:
    renewal.until("refused")
    assert renewal.status().code is Code.CERTIFIED
    renewal.until_days_left(0)
    assert renewal.status().code is Code.CERTIFIED
    renewal.forward(1)
    assert renewal.status().code is Code.LAPSED
    assert [case.state for case in renewal.cases] == ["refused"]


def test_a_revoked_certificate_is_followed_no_further(renewal: Renewal) -> None:
    renewal.until("stopped").until_days_left(-100)
    assert [case.state for case in renewal.cases] == ["stopped"]
    assert renewal.open_tasks == set()


def test_what_was_given_back_after_an_appeal_is_followed_again(renewal: Renewal) -> None:
    renewal.until("stopped").give_back()
    assert [case.state for case in renewal.cases] == ["stopped", "valid"]
    renewal.until_days_left(120)
    assert renewal.state == "soon"


def test_a_certificate_that_is_extended_waits_until_its_new_end_is_near(renewal: Renewal) -> None:
    renewal.until("soon").extend(months=12)
    assert (renewal.state, renewal.open_tasks) == ("valid", set())
    renewal.until_days_left(121)
    assert renewal.state == "valid"
    renewal.forward(1)
    assert renewal.state == "soon"


def test_an_extension_takes_a_certificate_out_of_grace(renewal: Renewal) -> None:
    renewal.until("grace").extend(months=2)
    assert (renewal.state, renewal.status().code) == ("soon", Code.CERTIFIED)
    renewal.until_days_left(-1)
    assert renewal.state == "grace"


def test_an_extension_for_many_is_no_way_around_a_refusal(renewal: Renewal) -> None:
    end = renewal.until("refused").end
    with pytest.raises(Refused):
        renewal.extend(months=12)
    assert (renewal.end, [case.state for case in renewal.cases]) == (end, ["refused"])


def test_somebody_who_leaves_is_asked_for_no_renewal(renewal: Renewal) -> None:
    renewal.until("soon").leave()
    assert (renewal.state, renewal.open_tasks) == ("stopped", set())


def test_a_paper_without_an_end_is_followed_once_its_dates_are_known(renewal: Renewal) -> None:
    renewal.paper(None, None)
    assert renewal.cases == []
    renewal.paper(None, renewal.today + timedelta(300))
    assert renewal.state == "valid"


def test_a_paper_that_ends_soon_opens_renewal_at_the_next_tick(renewal: Renewal) -> None:
    renewal.certified(days_left=30).forward(0)
    assert renewal.state == "soon"


def test_a_paper_that_ended_a_while_ago_is_in_grace(renewal: Renewal) -> None:
    renewal.certified(days_left=-30).forward(0)
    assert renewal.state == "grace"


def test_a_paper_that_lapsed_long_ago_is_not_followed(renewal: Renewal) -> None:
    renewal.certified(days_left=-91).forward(1)
    assert renewal.cases == []
