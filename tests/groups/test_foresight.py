"""What is known of the days to come: the first uncovered day found by its turning points, and day by day."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from intranet.certificates.status import CertificateFacts, Event, Period
from intranet.groups.cover import Assigned, GroupFacts, covered
from intranet.groups.foresight import first_uncovered, without

TODAY = date(2026, 5, 12)
SHE, HE = uuid.UUID(int=1), uuid.UUID(int=2)
RESTS = ["suspended", "lifted", "paused", "resumed", "revoked", "reinstated"]
KINDS = [*RESTS, "asked", "returned", "decided", "refused"]

days = st.dates(TODAY - timedelta(150), TODAY + timedelta(150))
maybe = st.none() | days
papers = st.builds(
    CertificateFacts,
    st.lists(st.builds(Period, maybe, maybe, days), max_size=3).map(tuple),
    st.lists(st.builds(Event, st.sampled_from(KINDS), days), max_size=4).map(tuple),
)
valid = st.just(CertificateFacts((Period(date(2025, 1, 1), date(2027, 12, 31), date(2025, 1, 1)),)))
held = st.builds(Assigned, st.sampled_from([SHE, HE]), maybe, maybe, maybe, maybe)
groups = st.builds(
    GroupFacts,
    st.lists(held, max_size=4).map(tuple),
    st.fixed_dictionaries({SHE: papers | valid, HE: papers | valid}),
    st.dictionaries(st.sampled_from([SHE, HE]), days, max_size=2),
)


def day_by_day(facts: GroupFacts, first: date, last: date) -> date | None:
    window = (first + timedelta(n) for n in range((last - first).days + 1))
    return next((day for day in window if not covered(facts, day).holds), None)


@given(groups, st.integers(0, 120))
@example(GroupFacts((Assigned(SHE, TODAY, until_on=TODAY + timedelta(9)),), {}), 20)
def test_the_first_uncovered_day_is_the_one_that_a_look_at_each_day_finds(
    facts: GroupFacts, ahead: int
) -> None:
    last = TODAY + timedelta(ahead)
    assert first_uncovered(facts, TODAY, last) == day_by_day(facts, TODAY, last)


def test_a_stand_in_leaves_the_group_uncovered_on_the_day_after_their_last() -> None:
    valid_for_long = CertificateFacts((Period(date(2025, 1, 1), date(2027, 12, 31), date(2025, 1, 1)),))
    stand_in = Assigned(HE, TODAY, from_on=TODAY, until_on=TODAY + timedelta(9))
    facts = GroupFacts((stand_in,), {HE: valid_for_long})
    assert first_uncovered(facts, TODAY, TODAY + timedelta(9)) is None
    assert first_uncovered(facts, TODAY, TODAY + timedelta(10)) == TODAY + timedelta(10)


@given(groups)
def test_a_group_without_somebody_is_never_better_covered_than_with_them(facts: GroupFacts) -> None:
    alone = without(facts, SHE)
    assert all(held.person_id != SHE for held in alone.assignments)
    assert not covered(alone, TODAY).holds or covered(facts, TODAY).holds
