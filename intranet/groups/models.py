"""Groups, who was asked to lead them, and their meetings and families as numbers."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base, new_id

PLANNED, APPROVED, TRIAL, ACTIVE = "planned", "approved", "trial", "active"
RESTING, CLOSED = "resting", "closed"
STATUSES = (PLANNED, APPROVED, TRIAL, ACTIVE, RESTING, CLOSED)
# Whoever leads a group in one of these has that much less room for another.
LED = (APPROVED, TRIAL, ACTIVE)
# What counts as a group wherever groups are counted.
COUNTED = (TRIAL, ACTIVE)
FAMILY_CLUB, PEER_SUPPORT = "family_club", "peer_support"
KINDS = (FAMILY_CLUB, PEER_SUPPORT)
# Why a group that meets is off the list of groups for now.
SILENT, REPORTED = "silent", "reported"


class Group(Base):
    """A club or peer-support group, from the first idea on.

    Its row is locked before a fact about it is written. It is a unit of the tree (the same id), so that
    roles can be held in it.
    """

    __tablename__ = "groups"

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("units.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(comment="family_club or peer_support")
    status: Mapped[str] = mapped_column(
        index=True,
        comment="planned, approved, trial, active, resting or closed; trial and active count as groups",
    )
    rested_from: Mapped[str | None] = mapped_column(
        comment="status before it rested or closed, to go back to"
    )
    version: Mapped[int] = mapped_column(
        default=0, comment="counts changes; a form drawn from an older is stale"
    )
    town_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("towns.id"), index=True)
    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("units.id"))
    leader_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), comment="the named assistant; that they lead is a matter of their assignment"
    )
    listed: Mapped[bool] = mapped_column(default=False, comment="on the list of groups; true from approve on")
    room: Mapped[str | None]
    address_hidden: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        comment="only those of the group are shown where it meets; whoever else asks is told",
    )
    step_free: Mapped[bool | None]
    weekday: Mapped[str | None] = mapped_column(comment="mon to sun")
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    rhythm: Mapped[str] = mapped_column(default="weekly", comment="weekly or biweekly")
    meeting_language: Mapped[str | None] = mapped_column(comment="en, sv, nb or da")
    children_welcome: Mapped[bool | None]
    names_attendance: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        comment="those who agreed to it may be noted as having been at a meeting",
    )
    first_meeting_on: Mapped[date | None]
    contact_person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    stand_in_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    opened_on: Mapped[date | None]
    hidden_for: Mapped[str | None] = mapped_column(
        comment="silent or reported: why a group that meets is off the list; empty: it is not hidden"
    )
    said_to_meet_on: Mapped[date | None] = mapped_column(
        comment="when somebody in charge last said that it meets; a silence is counted from then on"
    )
    split_from_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("groups.id"), index=True, comment="the club it was a part of"
    )
    split_agreed_on: Mapped[date | None] = mapped_column(
        comment="when the split was approved that made it; from then on it is decided on as a new group"
    )
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("groups.id"), comment="the group its people were invited to when it closed"
    )


class Assignment(Base):
    """A person asked to lead a group, and their own answer. It covers from accepted_at until ended_at.

    With `until_on` it is a stand-in for these days only, and starts no group.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        Index(
            "uq_assignments_open",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    from_on: Mapped[date | None] = mapped_column(comment="a stand-in's first day")
    until_on: Mapped[date | None] = mapped_column(
        comment="a stand-in's last day; empty: leads without an end"
    )
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(comment="declined, taken back, or the person stopped")
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class ReachConfirmation(Base):
    """The coordinator's word that a person further away than the limit can be in this town each week."""

    __tablename__ = "reach_confirmations"
    __table_args__ = (
        Index(
            "uq_reach_confirmations_standing",
            "town_id",
            "person_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    town_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("towns.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    confirmed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class Meeting(Base):
    """One meeting in numbers: families for a family club, visits for peer support; and a short note about no one."""

    __tablename__ = "meetings"
    __table_args__ = (
        Index(
            "uq_meetings_group_id_held_on",
            "group_id",
            "held_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        UniqueConstraint("group_id", "reported_by", "form_key"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"))
    held_on: Mapped[date]
    led_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    co_led_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), index=True, comment="who led it together with them; empty: they led alone"
    )
    came: Mapped[int] = mapped_column(comment="families (family_club) or visits (peer_support)")
    first_visits: Mapped[int | None] = mapped_column(
        comment="how many of those who came were there for the first time; empty: nobody counted"
    )
    different_visitors: Mapped[int | None] = mapped_column(
        comment="peer_support: the assistant's estimate over the last four weeks"
    )
    note: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="sealed with a key of this meeting; nothing about anybody"
    )
    note_erased_at: Mapped[datetime | None]
    reported_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    reported_at: Mapped[datetime]
    form_key: Mapped[uuid.UUID | None] = mapped_column(
        comment="of the form it was sent with: the same form again is this report, and no second one"
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="reported by mistake; it no longer counts")
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class MeetingNoteRead(Base):
    """Who was shown the note of a meeting, and when; written before the page is sent."""

    __tablename__ = "meeting_note_reads"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"), index=True)
    reader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    read_at: Mapped[datetime]


class FamilyCount(Base):
    """How many families belong to a family club from a day on: a number, never who they are."""

    __tablename__ = "family_counts"
    __table_args__ = (UniqueConstraint("group_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"))
    number: Mapped[int] = mapped_column(comment="1, 2, 3 … within the group; of one day the last counts")
    families: Mapped[int]
    counted_on: Mapped[date]
    meeting_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("meetings.id"), comment="the report with more families than were known; withdrawn with it"
    )
    noted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]


class FamilyOverride(Base):
    """A trainer's leave for one family more than a club may have, for some days."""

    __tablename__ = "family_overrides"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date] = mapped_column(comment="the last day it counts")
    reason: Mapped[str]
    given_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]


class NotMeeting(Base):
    """Somebody found nobody at the group's time and place. The group is off the list until it is answered."""

    __tablename__ = "not_meeting"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"), index=True)
    reported_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    reported_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(
        comment="somebody said that it meets, or it reported a meeting"
    )
