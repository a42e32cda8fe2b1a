"""A running club in Bergen of which nothing is heard, or where somebody found nobody."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from intranet.db import writing
from intranet.groups import meetings, silence
from intranet.groups.models import ACTIVE, FAMILY_CLUB, Meeting
from intranet.groups.operations import plan_group
from intranet.organisation import limits
from intranet.people.models import Person
from tests.workflows.group_change.driver import Change


class Silence(Change):
    follows = "still_meeting"

    @property
    def change_states(self) -> list[str]:
        """Where the changes stand that were proposed for the club."""
        return [case.state for case in self.cases_about(self.group_id)]

    def more_clubs(self, number: int) -> list[uuid.UUID]:
        """So many other clubs of the district, which have met since today."""
        self.session.rollback()
        return [self._one_more_club() for _ in range(number)]

    def _one_more_club(self) -> uuid.UUID:
        with writing(self.session):
            planned = plan_group(
                self.session,
                self.clock(),
                kind=FAMILY_CLUB,
                town_name="Bergen",
                country="NO",
                entered_by=None,
            )
            club = planned.group
            club.status, club.listed, club.opened_on = ACTIVE, True, self.today
        return planned.group.id

    def says_nobody_was_there(self, group_id: uuid.UUID, person: Person | None = None) -> None:
        self.does(silence.report_not_meeting, person or self.people.volunteer, group_id=group_id)

    def takes_back_the_newest_report(self) -> None:
        newest = select(Meeting.id).where(Meeting.group_id == self.group_id).order_by(Meeting.held_on.desc())
        meeting_id = self.session.scalars(newest.limit(1)).one()
        self.does(meetings.withdraw, self.people.assistant, meeting_id=meeting_id)

    def change_limit(self, key: str, value: int) -> None:
        """On the page of the limits."""
        nation_id = self.people.units["nation"].id
        self.does(limits.set_limit, self.people.staff, nation_id=nation_id, key=key, value=value)

    def worker(self, days: int) -> None:
        """The worker looks each day."""
        for _ in range(days):
            self.tick(days=1)
