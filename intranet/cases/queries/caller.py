"""What a reader of a case is told of whoever asked: need to know, by what they do in it; opening it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from intranet.cases.queries.reading import Reading
from intranet.engine.text import Text
from intranet.enquiries import reading as enquiries
from intranet.enquiries.models import Enquiry
from intranet.enquiries.reading import Opened
from intranet.enquiries.words import FOR_WHOM_TOLD, NAMES, WAYS_ASKED, WHEN
from intranet.policy import COORDINATOR

ALL = frozenset({"name", "contact", "note"})
NAME = frozenset({"name"})
# Who reaches out needs to know how; who waits at the door, whom to ask for.
REACHES_OUT, WAITS_AT_THE_DOOR = "taker", "greeter"


@dataclass(frozen=True)
class Caller:
    """`opened` is None when it is erased, or cannot be shown because that could not be written down."""

    enquiry: Enquiry
    opened: Opened | None

    @property
    def facts(self) -> tuple[tuple[Text, object], ...]:
        """What is known, in words; how to reach them comes first."""
        if self.opened is None:
            return ()
        contact, enquiry = self.opened.contact, self.enquiry
        reach: tuple[tuple[Text, object], ...] = ()
        if contact is not None:
            reach = (
                (Text("They want to be reached"), WAYS_ASKED[contact.way]),
                (Text("Number or address"), contact.value),
                (Text("When?"), WHEN[contact.when]),
            )
        return (
            *reach,
            (Text("What they like to be called"), self.opened.name or Text("They gave no name.")),
            (Text("For whom?"), FOR_WHOM_TOLD.get(enquiry.for_whom or "")),
            (Text("Language"), NAMES.get(enquiry.language or "")),
            (Text("They wrote"), self.opened.note),
        )


def enquiry_of(reading: Reading) -> Enquiry | None:
    """What the case is about, if that is an enquiry."""
    if reading.case.subject_kind != "enquiry" or reading.case.subject_id is None:
        return None
    return reading.session.get(Enquiry, reading.case.subject_id)


def known_to(reading: Reading) -> frozenset[str]:
    """Which of it this reader is told; a task alone tells nothing of it, nor does a role higher up."""
    me, people = reading.actor.person_id, reading.case.people
    if COORDINATOR in reading.here.roles:
        return ALL
    if me is None or reading.case.ended_at is not None:
        return frozenset()
    if people.get(REACHES_OUT) == me:
        return ALL
    return NAME if people.get(WAITS_AT_THE_DOOR) == me else frozenset()


def opened(reading: Reading, enquiry: Enquiry) -> Opened:
    """To be called once the reading has been written down."""
    return enquiries.opened(reading.session, enquiry, with_contact="contact" in known_to(reading))
