"""A gathering for somebody's own calendar, as iCalendar: when and where, in neutral words that tell nobody what for."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

from intranet.clock import ZONE
from intranet.gatherings.looking import days_of, hours_of
from intranet.gatherings.models import CANCELLED, Gathering

PRODUCT = "-//intranet//gatherings//EN"


def calendar_file(gathering: Gathering, *, summary: str, place: str, written_at: datetime) -> bytes:
    """One event for each day, in UTC; the same gathering fetched again replaces what was fetched before.

    It names no address of ours: that may say whose it is.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for day in days_of(gathering):
        begins, ends = hours_of(gathering.starts_at, gathering.ends_at, day)
        event = Event()
        event.add("uid", f"{gathering.id}-{day.isoformat()}")
        event.add("sequence", gathering.version)
        event.add("dtstamp", written_at.astimezone(UTC))
        event.add("dtstart", datetime.combine(day, begins, ZONE).astimezone(UTC))
        event.add("dtend", datetime.combine(day, ends, ZONE).astimezone(UTC))
        event.add("summary", summary)
        event.add("status", "CANCELLED" if gathering.status == CANCELLED else "CONFIRMED")
        event.add("class", "PRIVATE")
        if place:
            event.add("location", place)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
