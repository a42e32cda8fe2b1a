"""Hours, practice meetings, signatures and exemptions: dated rows that are added and withdrawn, never edited."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base, new_id

CODE_OF_CONDUCT, CONFIDENTIALITY = "code_of_conduct", "confidentiality_promise"
DOCUMENTS = (CODE_OF_CONDUCT, CONFIDENTIALITY)
COURSE, SUPERVISION, NATIONAL, NORDIC, MEMBERS, INTERCLUB, OTHER = (
    "course", "supervision", "national", "nordic", "members", "interclub", "other",
)  # fmt: skip
CREDITS = (COURSE, SUPERVISION, NATIONAL, NORDIC, MEMBERS, INTERCLUB, OTHER)
ATTENDED, ENTERED, RECOGNISED = "attended", "entered", "recognised"
OBSERVED, LED = "observed", "led"
PARTS = (OBSERVED, LED)
REQUIREMENTS = (
    "course_hours", "observed_meetings", "led_meetings", "supervisions",
    "renewal_hours", "renewal_supervision", "renewal_meetings",
)  # fmt: skip

_STANDS = text("withdrawn_at IS NULL")
_BY_HAND = text("withdrawn_at IS NULL AND gathering_id IS NULL")
_AT_GATHERING = text("withdrawn_at IS NULL AND gathering_id IS NOT NULL")


class Signature(Base):
    """A document promised in a version: by the person's own hand here, or on paper and entered by staff."""

    __tablename__ = "signatures"
    __table_args__ = (
        Index(
            "uq_signatures_standing",
            "person_id",
            "document",
            "version",
            "signed_on",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    document: Mapped[str] = mapped_column(comment="code_of_conduct or confidentiality_promise")
    version: Mapped[int] = mapped_column(comment="of the text that was shown, or that stood on the paper")
    signed_on: Mapped[date]
    signed_at: Mapped[datetime] = mapped_column(comment="when it was written here")
    entered_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), comment="who entered it from paper; empty: the person signed here"
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="entered by mistake")
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class Credit(Base):
    """Hours of one kind on one day. The same day of a gathering stands once, and so do hours entered by hand."""

    __tablename__ = "credits"
    __table_args__ = (
        Index(
            "uq_credits_gathering",
            "person_id",
            "gathering_id",
            "held_on",
            unique=True,
            sqlite_where=_AT_GATHERING,
            postgresql_where=_AT_GATHERING,
        ),
        Index(
            "uq_credits_by_hand",
            "person_id",
            "kind",
            "held_on",
            unique=True,
            sqlite_where=_BY_HAND,
            postgresql_where=_BY_HAND,
        ),
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("ethics_minutes BETWEEN 0 AND minutes", name="ethics_within"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    held_on: Mapped[date] = mapped_column(comment="recognised: the last day of the course")
    kind: Mapped[str] = mapped_column(
        comment="course, supervision, national, nordic, members, interclub or other"
    )
    minutes: Mapped[int]
    ethics_minutes: Mapped[int] = mapped_column(default=0, comment="of these, about ethics and safety")
    gathering_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("gatherings.id"), index=True, comment="empty: not one of our gatherings"
    )
    source: Mapped[str] = mapped_column(
        comment="attended (marked by a leader), entered (from before) or recognised (another country's)"
    )
    name: Mapped[str] = mapped_column(default="", comment="what the course was called; never a person's name")
    country: Mapped[str | None] = mapped_column(comment="recognised: where, as two letters")
    reason: Mapped[str] = mapped_column(default="", comment="why it was entered or recognised")
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), comment="never the person")
    entered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="a mistake; it no longer counts")
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class PracticeMeeting(Base):
    """A candidate was at a group's meeting, observing or leading; it counts when the named mentor confirms it."""

    __tablename__ = "practice_meetings"
    __table_args__ = (
        Index(
            "uq_practice_meetings_standing",
            "person_id",
            "group_id",
            "held_on",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        CheckConstraint("mentor_id <> person_id", name="mentor_is_another"),
        CheckConstraint("confirmed_at IS NULL OR declined_at IS NULL", name="one_answer"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"))
    held_on: Mapped[date]
    part: Mapped[str] = mapped_column(comment="observed or led")
    mentor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    logged_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="by the mentor, and nobody else")
    declined_at: Mapped[datetime | None] = mapped_column(
        comment="the mentor was not there, or remembers it otherwise"
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="logged by mistake, or declined")
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))


class Exemption(Base):
    """One requirement is waived for one person until a day, with a reason."""

    __tablename__ = "exemptions"
    __table_args__ = (
        Index(
            "uq_exemptions_standing",
            "person_id",
            "requirement",
            "until_on",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    requirement: Mapped[str]
    reason: Mapped[str] = mapped_column(comment="in words, without anything about health")
    from_on: Mapped[date]
    until_on: Mapped[date] = mapped_column(comment="last day on which it holds")
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), comment="never the person")
    entered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
