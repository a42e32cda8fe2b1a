"""Opening what is sealed of an enquiry; whoever shows it to somebody has written that down before."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.enquiries import contact as contacts
from intranet.enquiries.contact import Contact
from intranet.enquiries.models import Enquiry
from intranet.enquiries.operations import place
from intranet.privacy import sealing


@dataclass(frozen=True)
class Earlier:
    """An enquiry that came by the same contact way, in the same unit."""

    id: uuid.UUID
    received_on: date
    outcome: str | None


@dataclass(frozen=True)
class Opened:
    """What is known of whoever asked. `contact` is None where the reader is not told how to reach them."""

    name: str
    contact: Contact | None
    note: str
    enquiry: Enquiry
    earlier: Sequence[Earlier]


def contact_of(session: Session, enquiry: Enquiry) -> Contact | None:
    """None when it was erased."""
    written = _opened(session, enquiry, "contact", enquiry.contact)
    return None if written is None else contacts.read(written)


def opened(session: Session, enquiry: Enquiry, *, with_contact: bool) -> Opened:
    """To be called once the reading has been written down."""
    return Opened(
        name=_opened(session, enquiry, "name", enquiry.name) or "",
        contact=contact_of(session, enquiry) if with_contact else None,
        note=(_opened(session, enquiry, "note", enquiry.note) or "") if with_contact else "",
        enquiry=enquiry,
        earlier=earlier(session, enquiry) if with_contact else (),
    )


def earlier(session: Session, enquiry: Enquiry) -> Sequence[Earlier]:
    """Maybe the same caller: by the contact way alone, and never beyond the unit."""
    if enquiry.contact_index is None:
        return ()
    rows = session.execute(
        select(Enquiry.id, Enquiry.received_on, Enquiry.outcome)
        .where(
            Enquiry.unit_id == enquiry.unit_id,
            Enquiry.contact_index == enquiry.contact_index,
            Enquiry.id != enquiry.id,
        )
        .order_by(Enquiry.received_on.desc(), Enquiry.id)
    )
    return [Earlier(row.id, row.received_on, row.outcome) for row in rows]


def _opened(session: Session, enquiry: Enquiry, column: str, sealed: bytes | None) -> str | None:
    if sealed is None:
        return None
    return sealing.unseal(session, enquiry.id, place(enquiry, column), sealed)
