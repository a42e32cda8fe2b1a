"""May it start, and is it covered: each thing that can be missing, and a plain reading against the rule."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.certificates.status import CertificateFacts, Event, Period, status
from intranet.groups.cover import (
    Assigned,
    Basis,
    Candidate,
    GroupFacts,
    Led,
    Why,
    covered,
    may_lead_meeting,
    may_start,
    within_reach,
)
from intranet.groups.times import WeeklyTime

TODAY = date(2026, 5, 12)
SHE, HE = uuid.UUID(int=1), uuid.UUID(int=2)
VALID = CertificateFacts((Period(date(2026, 1, 1), date(2027, 12, 31), date(2026, 1, 1)),))
ACCEPTED = Assigned(SHE, accepted_on=date(2026, 4, 1))
READY = Candidate(SHE, VALID, km=3.0, assignments=(ACCEPTED,))
WEDNESDAY = WeeklyTime("wed", time(18), time(19, 30))
ENDED = replace(ACCEPTED, ended_on=TODAY)


def whys(candidate: Candidate | None, first_meeting_on: date | None = None) -> set[Why]:
    return {
        reason.why
        for reason in may_start(candidate, TODAY, first_meeting_on=first_meeting_on, weekly=WEDNESDAY)
    }


def until(day: date) -> CertificateFacts:
    return CertificateFacts((Period(date(2024, 1, 1), day, date(2024, 1, 1)),))


def other_group(number: int, weekly: WeeklyTime | None = None) -> Led:
    return Led(uuid.UUID(int=100 + number), weekly)


def test_somebody_certified_near_and_willing_may_start_a_group() -> None:
    assert may_start(READY, TODAY, first_meeting_on=TODAY, weekly=WEDNESDAY) == ()


@pytest.mark.parametrize(
    ("candidate", "missing"),
    [
        (None, Why.NOBODY),
        (replace(READY, left_on=TODAY), Why.LEFT),
        (replace(READY, certificate=CertificateFacts()), Why.NOT_CERTIFIED),
        (replace(READY, certificate=until(TODAY - timedelta(1))), Why.NOT_CERTIFIED),
        (replace(READY, certificate=until(TODAY + timedelta(89))), Why.ENDS_TOO_SOON),
        (replace(READY, certificate=replace(VALID, events=(Event("paused", TODAY),))), Why.NOT_CERTIFIED),
        (replace(READY, certificate=replace(VALID, events=(Event("suspended", TODAY),))), Why.NOT_CERTIFIED),
        (replace(READY, certificate=replace(VALID, events=(Event("revoked", TODAY),))), Why.NOT_CERTIFIED),
        (
            replace(READY, certificate=CertificateFacts((Period(date(2026, 1, 1), None, TODAY),))),
            Why.NOT_CERTIFIED,
        ),
        (replace(READY, km=40.1), Why.TOO_FAR),
        (replace(READY, km=None), Why.DISTANCE_UNKNOWN),
        (replace(READY, assignments=()), Why.NOT_ASKED),
        (replace(READY, assignments=(Assigned(SHE),)), Why.NOT_ACCEPTED),
        (replace(READY, assignments=(ENDED,)), Why.ENDED),
        (replace(READY, assignments=(replace(ACCEPTED, until_on=TODAY + timedelta(30)),)), Why.NOT_ASKED),
        (replace(READY, leads=(other_group(1), other_group(2))), Why.TOO_MANY_GROUPS),
        (replace(READY, leads=(other_group(1, WEDNESDAY),)), Why.SAME_TIME),
    ],
)
def test_one_thing_missing_is_the_one_thing_said(candidate: Candidate | None, missing: Why) -> None:
    assert whys(candidate) == {missing}


def test_everything_that_is_missing_is_said_at_once() -> None:
    far_and_silent = replace(READY, km=99.0, certificate=CertificateFacts(), assignments=())
    assert whys(far_and_silent) == {Why.NOT_CERTIFIED, Why.TOO_FAR, Why.NOT_ASKED}


def test_the_certificate_lasts_ninety_days_from_the_first_meeting_not_from_today() -> None:
    candidate = replace(READY, certificate=until(TODAY + timedelta(120)))
    assert whys(candidate, TODAY + timedelta(30)) == set()
    assert whys(candidate, TODAY + timedelta(31)) == {Why.ENDS_TOO_SOON}


def test_a_first_meeting_in_the_last_year_of_the_calendar_is_refused_in_words() -> None:
    assert whys(READY, date.max) == {Why.ENDS_TOO_SOON}


@pytest.mark.parametrize("km", [None, 400.0])
def test_a_confirmed_way_is_near_enough(km: float | None) -> None:
    assert whys(replace(READY, km=km, reach_confirmed=True)) == set()


def test_one_other_group_leaves_room_for_this_one() -> None:
    assert whys(replace(READY, leads=(other_group(1),))) == set()


def test_who_said_no_once_and_yes_later_has_accepted() -> None:
    assert whys(replace(READY, assignments=(ENDED, ACCEPTED))) == set()


def test_being_within_reach_asks_nothing_about_this_group() -> None:
    assert within_reach(replace(READY, assignments=()), TODAY) == ()


def group(*held: Assigned, certificate: CertificateFacts = VALID) -> GroupFacts:
    return GroupFacts(held, {SHE: certificate, HE: VALID})


def test_a_running_group_is_covered_in_grace_too_but_not_by_a_lapsed_certificate() -> None:
    end = TODAY - timedelta(90)
    assert covered(group(ACCEPTED, certificate=until(end)), TODAY).basis is Basis.GRACE
    assert covered(group(ACCEPTED, certificate=until(end)), TODAY + timedelta(1)).basis is Basis.NOBODY


def test_cover_ends_with_the_assignment_and_with_the_person() -> None:
    assert covered(group(ACCEPTED), TODAY).holds
    assert not covered(group(ENDED), TODAY).holds
    assert not covered(group(Assigned(SHE)), TODAY).holds
    assert not covered(replace(group(ACCEPTED), left_on={SHE: TODAY}), TODAY).holds


def test_a_stand_in_covers_the_days_they_said() -> None:
    days = Assigned(HE, accepted_on=TODAY, from_on=TODAY + timedelta(2), until_on=TODAY + timedelta(9))
    answers = [covered(group(days), TODAY + timedelta(n)).holds for n in (0, 2, 9, 10)]
    assert answers == [False, True, True, False]


def test_a_group_leans_on_one_person_until_a_second_has_accepted() -> None:
    assert covered(group(ACCEPTED), TODAY).leans_on_one
    assert not covered(group(ACCEPTED, Assigned(HE, accepted_on=TODAY)), TODAY).leans_on_one


def test_a_meeting_on_the_last_day_of_an_assignment_may_still_be_reported() -> None:
    assert may_lead_meeting(group(ENDED), SHE, TODAY)
    assert not may_lead_meeting(group(ENDED), SHE, TODAY + timedelta(1))
    assert not may_lead_meeting(group(Assigned(SHE, ended_on=TODAY)), SHE, TODAY)


near_days = st.dates(TODAY - timedelta(200), TODAY + timedelta(200))
certificates = st.builds(
    CertificateFacts,
    st.lists(st.builds(Period, near_days, st.none() | near_days, near_days), max_size=3).map(tuple),
    st.lists(
        st.builds(Event, st.sampled_from(["suspended", "lifted", "paused", "resumed", "revoked"]), near_days),
        max_size=3,
    ).map(tuple),
)
held = st.builds(Assigned, st.just(SHE), st.none() | near_days, st.none() | near_days)
candidates = st.builds(
    Candidate,
    st.just(SHE),
    certificates | st.just(VALID),
    st.none() | st.floats(0, 120),
    st.booleans(),
    st.lists(held, max_size=2).map(tuple),
    st.lists(st.builds(other_group, st.integers(0, 5)), max_size=3).map(tuple),
    st.none() | near_days,
)


@given(candidates, near_days)
def test_whoever_may_start_a_group_has_everything_the_rule_names(
    candidate: Candidate, first_meeting_on: date
) -> None:
    now = status(candidate.certificate, TODAY)
    everything = (
        now.starts_groups
        and now.until is not None
        and now.until >= first_meeting_on + timedelta(90)
        and (candidate.reach_confirmed or (candidate.km is not None and candidate.km <= 40))
        and any(one.accepted_on and not one.ended_on for one in candidate.assignments)
        and len(candidate.leads) <= 1
        and (candidate.left_on is None or candidate.left_on > TODAY)
    )
    assert (may_start(candidate, TODAY, first_meeting_on=first_meeting_on) == ()) == everything
