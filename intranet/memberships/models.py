"""Memberships, the pledge each was begun with, and what was paid. No row tells of a group or a participant."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base

UNDONE, RESIGNED, REMOVED = "undone", "resigned", "removed"
OWN_PAGE, HANDED_OVER = "own_page", "handed_over"
CHANNELS = (OWN_PAGE, HANDED_OVER)


class Membership(Base):
    """Somebody's membership, from joining until they resign or are removed. Its row is locked before it changes.

    When it ends, what says who it was is erased, and its days are set to the first of their month.
    """

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("country", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    unit_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("units.id"), index=True, comment="the local association; of a direct member the nation"
    )
    direct: Mapped[bool]
    country: Mapped[str]
    legal_name: Mapped[bytes | None] = mapped_column(LargeBinary, comment="sealed")
    contact: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="sealed JSON: address, email, phone, phone_allowed"
    )
    birth_year: Mapped[bytes | None] = mapped_column(LargeBinary, comment="sealed")
    guardian_informed_on: Mapped[date | None] = mapped_column(comment="under 18: the guardian knows of it")
    fee_class: Mapped[str] = mapped_column(comment="what is paid after the first year: low, middle or high")
    pledge_version: Mapped[str] = mapped_column(comment="which wording was accepted: memberships/pledges.py")
    pledge_language: Mapped[str]
    pledge_accepted_on: Mapped[date] = mapped_column(
        comment="the month alone: a day would tell who stepped forward in a group just then"
    )
    pledge_channel: Mapped[str] = mapped_column(comment="own_page or handed_over: by the person themselves")
    applied_on: Mapped[date] = mapped_column(comment="the month alone")
    number: Mapped[str | None] = mapped_column(comment="the member number, from confirmation on")
    confirmed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_how: Mapped[str | None] = mapped_column(comment="undone, resigned or removed")


class Fee(Base):
    """A year's fee: due, reminded of, and paid or waived (why is not kept)."""

    __tablename__ = "membership_fees"
    __table_args__ = (UniqueConstraint("membership_id", "year"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"))
    year: Mapped[int]
    amount: Mapped[int] = mapped_column(comment="in the country's own money, whole units")
    due_on: Mapped[date]
    reminded_on: Mapped[date | None] = mapped_column(comment="the first reminder")
    reminded_again_on: Mapped[date | None]
    called_on: Mapped[date | None] = mapped_column(comment="a call was tried")
    paid_on: Mapped[date | None]
    waived_on: Mapped[date | None]
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class MembershipBar(Base):
    """Somebody who was kept away by a member who has left their group since: of the membership they still know nothing.

    Without a moment and in no order: either would tell who left a group just then.
    """

    __tablename__ = "membership_bars"
    __table_args__ = ({"sqlite_with_rowid": False},)

    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class AccountedFee(Base):
    """What accounts and grants need of a fee whose membership has ended: nothing in it leads to anybody."""

    __tablename__ = "accounted_fees"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    country: Mapped[str]
    year: Mapped[int]
    amount: Mapped[int]
    how: Mapped[str] = mapped_column(comment="paid or waived")
