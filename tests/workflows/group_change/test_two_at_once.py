"""Two reports that raise the number of families at the same moment: one split is proposed, and nobody is too many."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case
from intranet.db import prepare_engine, writing
from intranet.groups import families, meetings
from intranet.groups.models import FamilyCount
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Setting
from intranet.problems import Refused, Stale
from tests.workflows.group_change.driver import Change

TIMES = 6


class Two:
    """Sends two reports off together, each in a thread and a session of its own."""

    def __init__(self, change: Change, url: str) -> None:
        self.change, self._url = change, url
        # Read here: the threads must not share this one's session.
        self._leader = change.people.assistant.id

    def report(self, days: tuple[date, date], came: tuple[int, int]) -> list[str]:
        barrier, found = threading.Barrier(2), ["", ""]
        threads = [
            threading.Thread(target=self._one, args=(barrier, found, place, day, number))
            for place, (day, number) in enumerate(zip(days, came, strict=True))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return found

    def _one(self, barrier: threading.Barrier, found: list[str], place: int, day: date, came: int) -> None:
        engine = create_engine(self._url)
        prepare_engine(engine)
        leader = self._leader
        with Session(engine, autoflush=False, expire_on_commit=False) as session:
            session.info.update(self.change.session.info)
            barrier.wait()
            try:
                with writing(session):
                    meetings.report(
                        session, actor_of(session, leader, self.change.today), self.change.clock(),
                        meetings.Report(
                            group_id=self.change.group_id, held_on=day, led_by=leader, came=came
                        ),
                    )  # fmt: skip
                found[place] = "done"
            except (Refused, Stale) as answer:
                found[place] = type(answer).__name__
        engine.dispose()


@pytest.fixture
def two(change: Change, database_url: str) -> Two:
    with writing(change.session):
        nation = change.people.units["nation"].id
        setting = Setting(unit_id=nation, key="propose_again_days", value=0, set_at=change.clock())
        change.session.add(setting)
    change.session.rollback()
    return Two(change, database_url)


def _changes(change: Change) -> int:
    change.session.rollback()
    standing = select(func.count()).select_from(Case)
    mine = Case.workflow == "group_change", Case.subject_id == change.group_id, Case.ended_at.is_(None)
    return change.session.scalar(standing.where(*mine)) or 0


def _again(two: Two, came: tuple[int, int], look: Callable[[list[str]], None]) -> None:
    change = two.change
    for _ in range(TIMES):
        change.count(5)
        change.clock.forward(days=7)
        change.session.rollback()
        look(two.report((change.today, change.today - timedelta(days=1)), came))
        if _changes(change):
            change.follow().take("cancel", change.people.coordinator, reason="Once more.")
            change.session.rollback()


def test_two_reports_that_make_a_club_grow_propose_one_split(two: Two) -> None:
    def look(found: list[str]) -> None:
        assert set(found) <= {"done", "Stale"}
        assert "done" in found
        assert _changes(two.change) == 1
        two.change.session.rollback()
        numbers = two.change.session.scalars(
            select(FamilyCount.number).where(FamilyCount.group_id == two.change.group_id)
        ).all()
        assert sorted(numbers) == list(range(1, len(numbers) + 1))

    _again(two, (11, 12), look)


def test_of_two_reports_the_one_with_a_thirteenth_family_is_refused(two: Two) -> None:
    def look(found: list[str]) -> None:
        assert found[1] == "Refused"
        two.change.session.rollback()
        known = families.families_of(two.change.session, two.change.group_id, two.change.today)
        assert known is not None
        assert known <= 12

    _again(two, (12, 13), look)
