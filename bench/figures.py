"""The goals of design/performance.md, and a figure beside its goal as a line of the table."""

from __future__ import annotations

from dataclasses import dataclass

STEP = {"sqlite": 8.0, "postgresql": 5.0}
STATEMENTS = {"sqlite": 10.0, "postgresql": 6.0}
ROWS = 2.5
GROWTH = 3.0
PAGE_SHARE, COMPLETION_SHARE = 0.6, 0.5
LATE = 2.5


@dataclass(frozen=True)
class Figure:
    """One line: a ratio that should stay at or under its goal, or over it where `at_least`."""

    what: str
    kind: str
    value: float
    goal: float
    note: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def bearable(self) -> bool:
        """Not worse than twice its goal."""
        return self.value >= self.goal / 2 if self.at_least else self.value <= self.goal * 2

    def line(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "met" if self.met else "missed" if self.bearable else "MORE THAN TWICE THE GOAL"
        value, goal = f"{self.value:.2f}", f"{sign} {self.goal:g}"
        return f"{self.what:<44} {self.kind:<11} {value:>7}  {goal:>6}  {verdict:<7} {self.note}"


HEAD = f"{'figure':<44} {'database':<11} {'ratio':>7}  {'goal':>6}  {'':<7} what was measured"
