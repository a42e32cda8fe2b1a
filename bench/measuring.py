"""Taking the time of two ways to do one thing, in turn, so that whatever else the machine does meets both."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Act = Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """Seconds each: the median of ours and of the floor's."""

    ours: float
    floor: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


def in_turn(ours: Act, floor: Act, times: int, warm_up: int = 20) -> Pair:
    """Both in turn, ours first and the floor first by turns; the first `warm_up` rounds do not count."""
    seconds: dict[Act, list[float]] = {ours: [], floor: []}
    gc.collect()
    for number in range(warm_up + times):
        for act in (ours, floor) if number % 2 else (floor, ours):
            begun = perf_counter()
            act()
            if number >= warm_up:
                seconds[act].append(perf_counter() - begun)
    return Pair(median(seconds[ours]), median(seconds[floor]))
