"""What the report on visitors tells of the last half-year that is over: guests of some weeks, in one district.

They asked, came, stayed for some weeks and left; of each of them a number is all that is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from intranet.demo.acts import PATH, SAUDA
from intranet.demo.participants import begins_to_welcome
from intranet.demo.stage import Script, Stage, at
from intranet.enquiries import operations as enquiries
from intranet.enquiries.contact import Contact
from intranet.enquiries.models import CALL, FORM, SELF
from intranet.enquiries.operations import Asked
from intranet.participants import operations

COORDINATOR = "coordinator Rogaland"
ASKED, CAME, WELCOMED, SETTLED = 6, 7, 6, 5


def half_year(stage: Stage) -> Iterator[Script]:
    yield from (_guests(stage), _asked(stage))


def _guests(stage: Stage) -> Script:
    since = begins_to_welcome(stage)
    evening = since + timedelta(14 + (2 - since.weekday()) % 7)
    guests = [f"guest {number}" for number in range(CAME)]
    yield at(evening, 19)
    for guest in guests:
        stage.opens(guest, PATH, "first_visit", SAUDA.helpers[-1], SAUDA.unit)
    yield at(evening, 21)
    stage.meets(SAUDA.group, SAUDA.leader, CAME, first_visits=CAME)
    yield at(evening + timedelta(7), 19)
    for guest in guests[:WELCOMED]:
        stage.takes(guest, "welcome", SAUDA.leader, informed=True)
    yield at(evening + timedelta(21), 19)
    for guest in guests[:SETTLED]:
        helper = stage.people[SAUDA.helpers[0]]
        operations.pair(stage.session, stage.actor(SAUDA.leader), stage.moment, stage.subject(guest), helper)
        stage.takes(guest, "settle", SAUDA.leader, says_so=True)
    yield at(evening + timedelta(35), 19)
    for guest in guests:
        stage.takes(guest, "leave", SAUDA.leader)


def _asked(stage: Stage) -> Script:
    day = begins_to_welcome(stage) + timedelta(7)
    yield at(day, 14)
    for number in range(ASKED):
        contact = Contact(CALL, f"000 00 35{number}", False, "evening")
        enquiry = enquiries.receive(
            stage.session, stage.moment, Asked(contact, SAUDA.group, "NO", SELF, "nb"), channel=FORM, by=None
        )
        stage.follows_subject(f"asked {number}", "enquiry", enquiry.id)
    yield at(day + timedelta(1), 14)
    for number in range(ASKED):
        stage.takes(f"asked {number}", "close", COORDINATOR, reason="own_way")
