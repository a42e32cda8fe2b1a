"""A running club in Bergen of which nothing is heard, or where somebody found nobody."""

from __future__ import annotations

from tests.workflows.group_change.driver import Change


class Silence(Change):
    follows = "still_meeting"

    @property
    def change_states(self) -> list[str]:
        """Where the changes stand that were proposed for the club."""
        return [case.state for case in self.cases_about(self.group_id)]

    def worker(self, days: int) -> None:
        """The worker looks each day."""
        for _ in range(days):
            self.tick(days=1)
