"""A bucket of tokens for each address: it empties, it fills again with time, and it forgets whoever has waited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from intranet.web import bucket
from intranet.web.bucket import Bucket

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
HALF_A_MINUTE = timedelta(seconds=30)


def test_so_many_are_taken_at_once_and_then_one_after_each_while() -> None:
    one = Bucket(3, HALF_A_MINUTE)
    assert [one.take("a", NOON) for _ in range(3)] == [None] * 3
    assert one.take("a", NOON) == HALF_A_MINUTE
    assert one.take("a", NOON + timedelta(seconds=10)) == timedelta(seconds=20)
    assert one.take("a", NOON + HALF_A_MINUTE) is None
    assert one.take("a", NOON + HALF_A_MINUTE) is not None


def test_waiting_long_fills_the_bucket_and_no_more() -> None:
    one = Bucket(3, HALF_A_MINUTE)
    for _ in range(3):
        one.take("a", NOON)
    later = NOON + timedelta(days=1)
    assert [one.take("a", later) is None for _ in range(4)] == [True, True, True, False]


def test_one_address_takes_nothing_from_another() -> None:
    one = Bucket(1, HALF_A_MINUTE)
    assert one.take("a", NOON) is None
    assert one.take("a", NOON) is not None
    assert one.take("b", NOON) is None


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    one = Bucket(1, HALF_A_MINUTE)
    one.take("a", NOON)
    assert one.take("a", NOON - timedelta(hours=1)) is not None


def test_however_many_addresses_write_only_so_many_are_remembered() -> None:
    one = Bucket(1, HALF_A_MINUTE)
    for number in range(bucket.MOST_ADDRESSES + 10):
        assert one.take(str(number), NOON + timedelta(milliseconds=number)) is None
    assert len(one._left) <= bucket.MOST_ADDRESSES  # noqa: SLF001 - there is no other way to see it
    # The last of them are still known.
    assert one.take(str(bucket.MOST_ADDRESSES + 9), NOON + timedelta(seconds=20)) is not None
