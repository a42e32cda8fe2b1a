"""Courses, supervision and gatherings; who was asked and answered what, and who was there on which day."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base, new_id

COURSE, SUPERVISION, NATIONAL, NORDIC, MEMBERS, INTERCLUB = (
    "course", "supervision", "national", "nordic", "members", "interclub",
)  # fmt: skip
KINDS = (COURSE, SUPERVISION, NATIONAL, NORDIC, MEMBERS, INTERCLUB)
PLANNED, INVITED, HELD, FOLLOWED_UP, CANCELLED = "planned", "invited", "held", "followed_up", "cancelled"
STATUSES = (PLANNED, INVITED, HELD, FOLLOWED_UP, CANCELLED)
YES, NO = "yes", "no"


class Gathering(Base):
    """One course, supervision or gathering. Its row is locked before a seat in it is given or taken."""

    __tablename__ = "gatherings"
    __table_args__ = (CheckConstraint("seats >= 1", name="seats_positive"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[str] = mapped_column(comment="course, supervision, national, nordic, members or interclub")
    title: Mapped[str] = mapped_column(comment="a short name of its own; never a person's")
    status: Mapped[str] = mapped_column(
        index=True, comment="planned, invited, held, followed_up or cancelled; written by its process"
    )
    version: Mapped[int] = mapped_column(
        default=0, comment="counts changes; a form drawn from an older is stale"
    )
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(
        comment="of the last day; each day runs from the first's start to the last's end"
    )
    town_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("towns.id"), index=True, comment="empty: it is held online"
    )
    room: Mapped[str | None] = mapped_column(comment="room and address, as written for the invitation")
    online_link: Mapped[str | None] = mapped_column(comment="shown to those with a seat")
    leader_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), index=True, comment="marks who was there, never themselves"
    )
    seats: Mapped[int]
    minutes: Mapped[int] = mapped_column(
        default=0, comment="how much each day counts for whoever was there all day"
    )
    ethics_minutes: Mapped[int] = mapped_column(default=0, comment="of these, about ethics and safety")
    planned_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    planned_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None] = mapped_column(comment="when the leader said that it was held")
    cancelled_at: Mapped[datetime | None]
    moved_to_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("gatherings.id"), comment="cancelled: where those who had said yes have a seat instead"
    )


class Seat(Base):
    """Somebody asked to come, and their own answer. A change of mind ends this row and begins another."""

    __tablename__ = "gathering_seats"
    __table_args__ = (
        Index(
            "uq_gathering_seats_standing",
            "gathering_id",
            "person_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    gathering_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("gatherings.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    invited_at: Mapped[datetime]
    invited_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(comment="yes or no; empty: not answered yet")
    waiting: Mapped[bool] = mapped_column(
        default=False, comment="said yes when all seats were taken; in the order of answered_at, id"
    )
    seated_at: Mapped[datetime | None] = mapped_column(comment="when the seat became theirs")
    replaced_at: Mapped[datetime | None] = mapped_column(comment="another answer stands since then")


class Attendance(Base):
    """That somebody was there on a day, and for how long; a mistake is withdrawn and marked anew."""

    __tablename__ = "gathering_attendances"
    __table_args__ = (
        Index(
            "uq_gathering_attendances_standing",
            "gathering_id",
            "person_id",
            "held_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    gathering_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("gatherings.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    held_on: Mapped[date]
    present: Mapped[bool]
    minutes: Mapped[int] = mapped_column(comment="of those that count that day; 0 where nothing counts")
    marked_by: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("people.id"), comment="the leader; the leader's own by somebody else"
    )
    marked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
