"""No count under five can be recomputed from what is told, by subtraction or by knowing how it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.reports.coarse import FEWEST, Range, part, share, usual_weeks, whole

Table = tuple[int, ...]


def told(counts: Table) -> Hashable:
    return tuple(map(part, counts)), whole(counts)


def told_exactly(counts: Table) -> Hashable:
    """What may not be done: small counts hidden, and the sum told as it is."""
    return tuple(count if count >= FEWEST else None for count in counts), sum(counts)


def recomputed(tables: Iterator[Table], tell: object) -> list[Table]:
    """Tables of which somebody who knows all about the telling finds out a count under five."""
    alike: dict[Hashable, list[Table]] = defaultdict(list)
    for table in tables:
        alike[tell(table)].append(table)  # type: ignore[operator]
    return [
        same[0]
        for same in alike.values()
        for place in range(len(same[0]))
        if len(found := {table[place] for table in same}) < FEWEST and min(found) < FEWEST
    ]


@pytest.mark.parametrize("groups", [1, 2, 3, 4])
def test_every_table_has_others_told_alike_in_which_a_small_count_is_any_other_small_one(groups: int) -> None:
    assert recomputed(product(range(15 if groups < 4 else 10), repeat=groups), told) == []


def test_five_small_groups_are_not_told_by_a_sum_that_only_one_table_has() -> None:
    assert recomputed(product(range(5), repeat=5), told) == []


def test_the_control_a_hidden_count_beside_the_sum_is_found_out() -> None:
    assert (3, 7) in recomputed(product(range(10), repeat=2), told_exactly)


def _paths() -> Iterator[Table]:
    """Three groups, two stages each: whoever reached the second is among those who reached the first."""
    pairs = [(first, second) for first in range(10) for second in range(first + 1)]
    return (one + other + third for one in pairs for other in pairs for third in pairs)


def test_nobody_is_counted_out_between_two_stages_either() -> None:
    alike: dict[Hashable, list[Table]] = defaultdict(list)
    for table in _paths():
        firsts, seconds = table[::2], table[1::2]
        alike[(told(firsts), told(seconds))].append(table)
    for same in alike.values():
        for place in (0, 2, 4):
            stopped = {table[place] - table[place + 1] for table in same}
            # Fewer than for one stage alone, for the two wholes together say a little more; never one number.
            assert len(stopped) >= 4 or min(stopped) >= FEWEST, same[0]


counts = st.lists(st.integers(0, 60), min_size=1, max_size=30)


@given(counts)
def test_every_number_of_a_part_stays_possible_beside_the_whole(counts: Sequence[int]) -> None:
    parts, sum_ = [part(count) for count in counts], whole(counts)
    least, most = sum(one.low for one in parts), sum(one.high for one in parts)
    assert sum_.low <= sum(counts) <= sum_.high
    assert sum_.high - sum_.low >= FEWEST - 1
    for one in parts:
        # The others can make up for any number of this one.
        assert sum_.low - (most - one.high) <= one.low
        assert sum_.high - (least - one.low) >= one.high


@given(counts)
def test_where_the_whole_is_cut_hangs_on_the_ranges_of_the_parts_alone(counts: Sequence[int]) -> None:
    rounded = [part(count).low for count in counts]
    sum_ = whole(counts)
    assert (sum_.low - sum(rounded)) % FEWEST == 0
    assert whole(rounded).low == sum(rounded)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0, 4), (4, 0, 4), (5, 5, 9), (9, 5, 9), (10, 10, 14), (123, 120, 124)]
)
def test_a_count_is_told_in_ranges_of_five(count: int, low: int, high: int) -> None:
    assert part(count) == Range(low, high)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ([], 0, 4),
        ([3], 0, 4),
        ([12], 10, 14),
        ([3, 7], 5, 13),
        ([1, 1, 1], 0, 4),
        ([4, 4, 4], 5, 12),
        ([4, 4, 4, 4, 4], 15, 20),
        ([11, 12, 13, 14, 14], 60, 64),
    ],
)
def test_a_whole_is_told_in_ranges_of_the_sums_that_are_possible(
    counts: list[int], low: int, high: int
) -> None:
    assert whole(counts) == Range(low, high)


def test_a_share_says_no_more_than_the_ranges_it_comes_from() -> None:
    assert share(Range(5, 9), Range(10, 14)) == 60
    assert share(Range(10, 14), Range(10, 14)) == 100
    assert share(Range(0, 4), Range(10, 14)) is None
    assert share(Range(5, 9), Range(0, 4)) is None


def test_a_usual_time_is_told_of_five_and_more_in_whole_weeks() -> None:
    assert usual_weeks([1, 2, 3, 4]) is None
    assert usual_weeks([0, 0, 0, 0, 0]) == 1
    assert usual_weeks([10, 20, 30, 40, 50]) == 4
