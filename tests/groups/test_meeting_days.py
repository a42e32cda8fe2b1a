"""Which day a group should have met, and who is asked for its report on the first page."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.groups.meeting_days import awaited_on
from intranet.groups.models import Group
from tests.groups.test_pages import Page, club

__all__ = ["club"]

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 6, 2), date(2026, 6, 3), date(2026, 6, 4)


@pytest.mark.parametrize(
    ("weekday", "rhythm", "newest", "today", "day"),
    [
        ("wed", "weekly", None, WEDNESDAY, WEDNESDAY),
        ("wed", "weekly", None, TUESDAY, date(2026, 5, 27)),
        ("wed", "weekly", None, THURSDAY, WEDNESDAY),
        ("wed", "weekly", WEDNESDAY, THURSDAY, None),
        ("wed", "weekly", date(2026, 5, 27), THURSDAY, WEDNESDAY),
        # moved by a day, and reported so
        ("wed", "weekly", TUESDAY, THURSDAY, None),
        ("wed", "weekly", THURSDAY, date(2026, 6, 9), None),
        ("wed", "biweekly", date(2026, 5, 27), THURSDAY, None),
        ("wed", "biweekly", date(2026, 5, 20), THURSDAY, WEDNESDAY),
        ("wed", "biweekly", date(2026, 5, 13), THURSDAY, date(2026, 5, 27)),
        (None, "weekly", None, WEDNESDAY, None),
    ],
)
def test_the_day_is_the_last_one_on_which_the_group_should_have_met_unless_it_is_reported(
    weekday: str | None, rhythm: str, newest: date | None, today: date, day: date | None
) -> None:
    assert awaited_on(Group(weekday=weekday, rhythm=rhythm), newest, today) == day


def test_nothing_is_awaited_of_a_group_before_its_first_meeting() -> None:
    group = Group(weekday="wed", rhythm="weekly", first_meeting_on=date(2026, 6, 10))
    assert awaited_on(group, None, THURSDAY) is None
    assert awaited_on(group, None, date(2026, 6, 10)) == date(2026, 6, 10)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_leads_the_group_finds_the_report_on_the_first_page_until_it_is_written(club: Page) -> None:
    club.approve(weekday="tue")
    link = f'href="{club.address}/meetings?day={club.today.isoformat()}"'
    assistant = club.as_("assistant")
    assert link in assistant.get("/").text
    for name in ("coordinator", "volunteer", "staff", "trainer"):
        assert "data-to-report" not in club.as_(name).get("/").text, name
    told = {"held_on": club.today.isoformat(), "led_by": str(club.cast.assistant.id), "came": "3"}
    assert club.as_("assistant").post(f"{club.address}/meetings", told).status_code == 303
    assert "data-to-report" not in assistant.get("/").text
    for days, asked in ((6, False), (1, True)):
        club.clock.forward(days=days)
        club.browsers.clear()
        assert ("data-to-report" in club.as_("assistant").get("/").text) is asked
