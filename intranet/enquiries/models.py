"""Enquiries: how somebody who asked may safely be reached, sealed; what is left when that is erased are counts."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base

FORM, PHONE, VISIT = "form", "phone", "visit"
CHANNELS = (FORM, PHONE, VISIT)
SELF, RELATIVE, PROFESSIONAL = "self", "relative", "professional"
FOR_WHOM = (SELF, RELATIVE, PROFESSIONAL)
CALL, TEXT, EMAIL = "call", "text", "email"
WAYS = (CALL, TEXT, EMAIL)


class Enquiry(Base):
    """Somebody asked about a group. Its row is locked before a fact about it is written.

    What says who it was is sealed with a key of its own, and erased some time after the end. Then there stay the
    month, the town, the channel and the outcome: `received_on` is set to the first of its month, the rest emptied.
    """

    __tablename__ = "enquiries"
    __table_args__ = (Index("ix_enquiries_unit_contact", "unit_id", "contact_index"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    unit_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("units.id"), index=True, comment="the district of the town, whose coordinator takes it"
    )
    town_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("towns.id"))
    channel: Mapped[str] = mapped_column(comment="form, phone or visit")
    received_on: Mapped[date] = mapped_column(comment="once erased, the first of that month")
    received_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), comment="who took the phone; empty: the public form"
    )
    goes_on: Mapped[bool] = mapped_column(
        default=False, comment="whoever took the phone goes on with it themselves"
    )
    for_whom: Mapped[str | None] = mapped_column(comment="self, relative or professional")
    language: Mapped[str | None] = mapped_column(comment="en, sv, nb or da")
    name: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="sealed: a first name or what they like to be called"
    )
    contact: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="sealed JSON: way (call, text, email), value, message (may one be left), when"
    )
    note: Mapped[bytes | None] = mapped_column(LargeBinary, comment="sealed: a short word, none about health")
    contact_index: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="blind index of the contact way in this unit: maybe the same caller"
    )
    form_key: Mapped[uuid.UUID | None] = mapped_column(
        unique=True, comment="of the form that was sent: sent twice it is one enquiry"
    )
    form_digest: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="blind index of all that was written in it"
    )
    outcome: Mapped[str | None] = mapped_column(
        comment="visited, guided, or why it was closed; empty while it is open. Written by its process"
    )
    ended_on: Mapped[date | None] = mapped_column(index=True, comment="the keeping time counts from that day")
    erased_at: Mapped[datetime | None] = mapped_column(comment="the beginning of that month")
