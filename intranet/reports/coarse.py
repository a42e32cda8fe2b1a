"""Counts of people told in ranges of five, so that nobody can be counted out; pure arithmetic, it counts nothing.

A part (a group) is told by its own range alone. The whole is told by a range of the sums that the parts' ranges leave
possible, cut where those ranges say and never where the counts do. So every number of a part's range stays possible
beside the whole, also for a reader who knows how it is done: there is nothing to subtract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

FEWEST = 5


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both included: 0 to 4, 5 to 9, …; of a whole, it may be wider."""

    low: int
    high: int

    @property
    def is_small(self) -> bool:
        """It may be that nobody, or hardly anybody, is counted."""
        return self.low < FEWEST


def part(count: int) -> Range:
    low = count - count % FEWEST
    return Range(low, low + FEWEST - 1)


def whole(counts: Sequence[int]) -> Range:
    """The range that the sum of these parts lies in. The last one takes in what would make a shorter one."""
    parts = [part(count) for count in counts] or [part(0)]
    least, most = sum(one.low for one in parts), sum(one.high for one in parts)
    ranges = (most - least + 1) // FEWEST
    number = min((sum(counts) - least) // FEWEST, ranges - 1)
    low = least + number * FEWEST
    return Range(low, most if number == ranges - 1 else low + FEWEST - 1)


def share(some: Range, of: Range) -> int | None:
    """About how many of a hundred, from the middles of two ranges, in tens; None where either is small."""
    if some.is_small or of.is_small:
        return None
    return round((some.low + some.high) / (of.low + of.high) * 10) * 10


def usual_weeks(days: Sequence[int]) -> int | None:
    """The median in whole weeks, at least one; None for fewer than five."""
    return None if len(days) < FEWEST else max(1, round(median(days) / 7))
