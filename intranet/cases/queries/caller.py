"""What a reader of a case is told of whoever asked: need to know, by what they do in it; opening it is written down."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from intranet.cases.queries.reading import Reading
from intranet.certificates.queries import rests_on
from intranet.clock import local_date
from intranet.config import LANGUAGE_NAMES
from intranet.engine.text import Text
from intranet.enquiries import reading as enquiries
from intranet.enquiries.models import Enquiry
from intranet.enquiries.reading import Opened
from intranet.enquiries.words import FOR_WHOM_TOLD, WAYS_ASKED, WHEN
from intranet.policy import COORDINATOR, allows
from intranet.training.models import CONFIDENTIALITY
from intranet.training.queries import has_signed

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
            (Text("Language"), LANGUAGE_NAMES.get(enquiry.language or "")),
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
    if me is None or reading.case.ended_at is not None or not _is_trusted(reading, me):
        return frozenset()
    if people.get(REACHES_OUT) == me:
        return ALL
    return NAME if people.get(WAITS_AT_THE_DOOR) == me else frozenset()


def kept_from(reading: Reading) -> bool:
    """Whether what was answered about whoever asked is no longer for this reader, though the case names them."""
    me = reading.actor.person_id
    if enquiry_of(reading) is None or COORDINATOR in reading.here.roles:
        return False
    return me is None or not _is_trusted(reading, me)


def _is_trusted(reading: Reading, me: uuid.UUID) -> bool:
    """Being named is not enough: a role still counts there, nothing rests, and confidentiality is promised."""
    day = local_date(reading.moment)
    return (
        _helps_there(reading, me)
        and has_signed(reading.session, me, CONFIDENTIALITY, day)
        and not rests_on(reading.session, me, day)
    )


def _helps_there(reading: Reading, me: uuid.UUID) -> bool:
    """By a role in the unit, above or below it; whoever took the phone and goes on may be from elsewhere."""
    path, enquiry = reading.case.unit_path, enquiry_of(reading)
    if any(path.startswith(grant.path) or grant.path.startswith(path) for grant in reading.actor.grants):
        return True
    took_the_phone = enquiry is not None and enquiry.goes_on and enquiry.received_by == me
    return took_the_phone and allows(reading.actor, "register", "enquiry", path)


def opened(reading: Reading, enquiry: Enquiry) -> Opened:
    """To be called once the reading has been written down."""
    return enquiries.opened(reading.session, enquiry, with_contact="contact" in known_to(reading))
