"""Certificates of club assistants, and what happened to them: facts that are added, never changed."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.certificates.codes import new_code
from intranet.db import Base, new_id

# Whatever brings a number in; a renewal, an extension and completed dates carry on one that is there.
FIRST = ("paper", "issued", "recognised")
_FIRST = text("source IN ('paper', 'issued', 'recognised')")


class Certificate(Base):
    """One period in which a person is certified. A renewal or an extension is a new row with the same number."""

    __tablename__ = "certificates"
    __table_args__ = (
        Index(
            "uq_certificates_country_number",
            "country",
            "number",
            unique=True,
            sqlite_where=_FIRST,
            postgresql_where=_FIRST,
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[str] = mapped_column(comment="in capitals, single spaces: one number is written one way")
    kind: Mapped[str] = mapped_column(default="club_assistant")
    valid_from: Mapped[date | None] = mapped_column(
        comment="empty: unknown, it counts from the day it was entered"
    )
    valid_to: Mapped[date | None] = mapped_column(comment="last day; empty: unknown, it never gives cover")
    source: Mapped[str] = mapped_column(
        comment="paper; dates (a paper's dates became known); issued; renewal; recognised; extended"
    )
    country: Mapped[str] = mapped_column(
        default="", comment="of a recognised one: the country whose number it bears; empty: the person's own"
    )
    reason: Mapped[str] = mapped_column(
        default="", comment="why it is recognised or extended; whoever sees the certificate reads it"
    )
    code: Mapped[str] = mapped_column(
        default=new_code, unique=True, comment="sixteen signs; by it anybody may ask whether it counts"
    )
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]


class CertificateEvent(Base):
    """A suspension, its lifting, a revocation, an appeal won, a pause: from which day, why, and who decided."""

    __tablename__ = "certificate_events"
    __table_args__ = (UniqueConstraint("person_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[int] = mapped_column(
        comment="1, 2, 3 … for this person: what counts on the same day, in order"
    )
    kind: Mapped[str] = mapped_column(
        comment="suspended, lifted, revoked, reinstated, paused or resumed; of a renewal: asked, returned (something "
        "is missing), decided or refused"
    )
    from_on: Mapped[date] = mapped_column(comment="first day on which it counts")
    until_on: Mapped[date | None] = mapped_column(
        comment="last day that a pause is meant to have; it ends when the person comes back, not by itself"
    )
    ground: Mapped[str] = mapped_column(default="", comment="a code of the list of grounds; a pause has none")
    reason: Mapped[str] = mapped_column(
        default="", comment="in words, for those who decide; never shown elsewhere"
    )
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]
