"""A nation counts otherwise: whoever and whatever that concerns is looked at in the same moment, not some other day."""

from __future__ import annotations

from datetime import timedelta

from intranet.organisation import limits
from tests.workflows.lost_cover.driver import Cover


def _set(cover: Cover, key: str, value: int) -> None:
    nation = cover.people.units["nation"]
    cover.does(limits.set_limit, cover.people.staff, nation_id=nation.id, key=key, value=value)


def test_a_shorter_time_of_grace_flags_at_once_whoever_is_past_it_and_a_longer_one_helps(
    cover: Cover,
) -> None:
    cover.meets(days=150).until(cover.end + timedelta(20))
    assert cover.stands() == "in_grace"
    _set(cover, "grace_days", 10)
    assert cover.stands() == "uncovered"
    (renewal,) = cover.cases_about(cover.people.assistant.id, "certificate_renewal")
    assert renewal.state == "lapsed"
    _set(cover, "grace_days", 60)
    assert cover.stands() == "in_grace"


def test_a_limit_that_cover_does_not_ask_for_changes_nothing(cover: Cover) -> None:
    cover.meets(days=150).until(cover.end + timedelta(20))
    before = cover.cases
    _set(cover, "families_hint", 9)
    assert cover.cases == before
