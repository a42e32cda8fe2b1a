"""Each limit is a setting of the organisation: what is enough as it ships is not when it is raised."""

from __future__ import annotations

import pytest

from intranet.certificates.dates import plus_months
from intranet.certificates.status import Code
from intranet.problems import Refused
from tests.workflows.certificate_renewal.driver import DAY, Renewal


@pytest.mark.parametrize(("days", "state"), [(120, "soon"), (119, "valid")])
def test_renewal_opens_so_many_days_before_the_end(renewal: Renewal, days: int, state: str) -> None:
    renewal.set_limit("renewal_opens_days", days)
    renewal.certified().until_days_left(120)
    assert renewal.state == state


@pytest.mark.parametrize(("hours", "missing"), [(20, []), (21, ["hours_done"])])
def test_so_many_hours_are_asked_for(renewal: Renewal, hours: int, missing: list[str]) -> None:
    renewal.until("applied").set_limit("renewal_hours", hours)
    assert renewal.missing() == missing


@pytest.mark.parametrize(("hours", "missing"), [(8, []), (9, ["hours_done"])])
def test_so_many_of_them_are_about_ethics_and_safety(
    renewal: Renewal, hours: int, missing: list[str]
) -> None:
    renewal.until("applied").set_limit("renewal_ethics_hours", hours)
    assert renewal.missing() == missing


@pytest.mark.parametrize(("months", "missing"), [(16, []), (17, ["supervision_done"])])
def test_supervision_is_asked_for_in_so_many_months(
    renewal: Renewal, months: int, missing: list[str]
) -> None:
    renewal.until("applied").set_limit("renewal_supervision_months", months)
    assert renewal.missing() == missing


@pytest.mark.parametrize(("meetings", "missing"), [(20, []), (21, ["meetings_led"])])
def test_so_many_meetings_are_led(renewal: Renewal, meetings: int, missing: list[str]) -> None:
    renewal.leading().until_days_left(100).supervised().sign().led(16)  # four were reported on the way
    renewal.set_limit("renewal_meetings", meetings)
    renewal.ask()
    assert renewal.missing() == missing


def test_a_meeting_that_was_led_together_counts_for_both(renewal: Renewal) -> None:
    renewal.leading().until_days_left(100).supervised().sign()
    renewal.led(16, with_whom=renewal.people.staff)  # four were reported on the way
    renewal.ask()
    assert renewal.missing() == []


@pytest.mark.parametrize(("mentored", "missing"), [(2, []), (3, ["meetings_led"])])
def test_so_many_meetings_with_a_mentor_stand_for_them(
    renewal: Renewal, mentored: int, missing: list[str]
) -> None:
    renewal.leading().until_days_left(100).supervised().sign().practised(2)
    renewal.set_limit("renewal_mentored_meetings", mentored)
    renewal.ask()
    assert renewal.missing() == missing


@pytest.mark.parametrize(("months", "missing"), [(24, []), (3, ["check_seen"])])
def test_a_record_check_is_so_many_months_old_at_most(
    renewal: Renewal, months: int, missing: list[str]
) -> None:
    renewal.leading(welcomes_children=True).until_days_left(100).earned().ask().check_seen(days_ago=100)
    renewal.set_limit("record_check_months", months)
    assert renewal.missing() == missing


@pytest.mark.parametrize(("version", "may"), [(1, True), (2, False)])
def test_the_code_of_conduct_is_promised_in_the_version_that_counts(
    renewal: Renewal, version: int, may: bool
) -> None:
    renewal.certified().until_days_left(100).sign()
    renewal.set_limit("code_of_conduct_version", version)
    if may:
        renewal.ask()
        return
    with pytest.raises(Refused):
        renewal.ask()
    renewal.sign(version).ask()


@pytest.mark.parametrize("months", [24, 36])
def test_a_renewal_lasts_so_many_months(renewal: Renewal, months: int) -> None:
    renewal.until("applied").checked().set_limit("certificate_months", months)
    end = renewal.end
    renewal.take("renew", renewal.people.staff)
    assert renewal.periods[-1] == (end + DAY, plus_months(end, months))


@pytest.mark.parametrize(("grace", "state"), [(90, "grace"), (60, "lapsed")])
def test_grace_lasts_so_many_days(renewal: Renewal, grace: int, state: str) -> None:
    renewal.set_limit("grace_days", grace)
    renewal.certified().until_days_left(-61)
    assert renewal.state == state
    assert (renewal.status().code is Code.GRACE) == (state == "grace")


@pytest.mark.parametrize("days", [21, 30])
def test_the_person_is_told_within_how_many_days_they_may_appeal(renewal: Renewal, days: int) -> None:
    renewal.until("applied").set_limit("appeal_days", days)
    with pytest.raises(Refused) as untold:
        renewal.take(
            "refuse", renewal.people.staff, ground="safety", reason="Told so.", heard=True, appeal_told=False
        )
    assert untold.value.refusals[0].text.n == days


def test_meetings_led_before_the_period_do_not_count(renewal: Renewal) -> None:
    renewal.leading().until_days_left(100).supervised().sign()
    first = renewal.periods[-1][0]
    assert first is not None
    renewal.led(20, last_on=first - DAY).ask()
    assert renewal.missing() == ["meetings_led"]
