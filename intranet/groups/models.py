"""Groups, who was asked to lead them, and their meetings as numbers."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base, new_id


class Group(Base):
    """A club or peer-support group, from the first idea on. Its row is locked before a fact about it is written.

    It is a unit of the tree (the same id), so that roles can be held in it.
    """

    __tablename__ = "groups"

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("units.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(comment="family_club or peer_support")
    status: Mapped[str] = mapped_column(
        index=True, comment="planned, approved, trial, active, resting, closed; trial and active count as groups"
    )
    town_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("towns.id"), index=True)
    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("units.id"))
    listed: Mapped[bool] = mapped_column(default=False, comment="stands on the list of groups; true from approve on")
    room: Mapped[str | None]
    step_free: Mapped[bool | None]
    weekday: Mapped[str | None] = mapped_column(comment="mon to sun")
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    rhythm: Mapped[str] = mapped_column(default="weekly", comment="weekly or biweekly")
    meeting_language: Mapped[str | None] = mapped_column(comment="en, sv, nb or da")
    children_welcome: Mapped[bool | None]
    first_meeting_on: Mapped[date | None]
    contact_person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    stand_in_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    opened_on: Mapped[date | None]


class Assignment(Base):
    """A certified assistant asked to lead a group, and their own answer. It covers from accepted_at until ended_at."""

    __tablename__ = "assignments"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(comment="declined, taken back, or the person stopped")
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class ReachConfirmation(Base):
    """The coordinator's word that a person further away than the limit can be in this town each week."""

    __tablename__ = "reach_confirmations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    town_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("towns.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    confirmed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class Meeting(Base):
    """One meeting, in numbers only: families for a family club, visits for peer support."""

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("group_id", "held_on"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"))
    held_on: Mapped[date]
    led_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    came: Mapped[int] = mapped_column(comment="families (family_club) or visits (peer_support)")
    different_visitors: Mapped[int | None] = mapped_column(
        comment="peer_support: the assistant's estimate over the last four weeks"
    )
    reported_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    reported_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="reported by mistake; it no longer counts")
