"""Participants of a group, what they agreed to, their private links, and whom they keep away.

A row holds nothing readable about anybody: names and contact ways are sealed with the participant's own key, and
nothing links two rows of one person. Ids are random (uuid4), for a time in an id would tell who came when.
What was agreed to is sealed for `seal_id`, which is another one after each erasure; the membership for `id`.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base

PERSON, FAMILY = "person", "family"
KINDS = (PERSON, FAMILY)
# What a consent may be for: a name or anything else kept; being contacted; being named in the attendance.
RECORD, CONTACT, ATTENDANCE = "record", "contact", "attendance"
PURPOSES = (RECORD, CONTACT, ATTENDANCE)
# Known to two people alone, and so apart from what all who help in the group may read: participants/support.py.
SUPPORT = "support"
IN_PERSON, OWN_PAGE, BY_PHONE, HANDED_OVER = "in_person", "own_page", "by_phone", "handed_over"


class Participant(Base):
    """Somebody who visits one group, or a family. Its row is locked before a fact about it is written."""

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("group_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"))
    seal_id: Mapped[uuid.UUID] = mapped_column(
        default=uuid.uuid4, comment="whose key seals name and contact; another one after an erasure"
    )
    number: Mapped[int] = mapped_column(
        comment="drawn at random within the group: what stands where no name is shown"
    )
    kind: Mapped[str] = mapped_column(comment="person or family")
    name: Mapped[bytes | None] = mapped_column(LargeBinary, comment="sealed: what they chose to be called")
    contact: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="sealed JSON: way (call, text, email), value, message (may one be left), hours"
    )
    language: Mapped[str | None] = mapped_column(comment="en, sv, nb or da")
    adults: Mapped[int | None] = mapped_column(comment="of a family")
    children: Mapped[int | None] = mapped_column(comment="of a family, as a number alone")
    paired_with: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), comment="the contact person of somebody who comes alone to a family club"
    )
    protected: Mapped[bool] = mapped_column(
        default=False, comment="lives under protection: nothing may be sent, and a label says so"
    )
    first_visit_on: Mapped[date]
    last_contact_on: Mapped[date] = mapped_column(comment="keeping times count from here")
    ask_again_on: Mapped[date | None] = mapped_column(comment="not asked about membership before that day")
    membership: Mapped[bytes | None] = mapped_column(LargeBinary, comment="sealed: memberships.id")
    membership_index: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        unique=True,
        comment="blind index of memberships.id: found from there, readable by nobody",
    )
    page_opened: Mapped[bool] = mapped_column(
        default=False, comment="their page was opened once: from then on a link alone opens a part of it"
    )
    word: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="sealed: argon2id of the word of their own, with which a link opens all of it"
    )
    word_reset_at: Mapped[datetime | None] = mapped_column(comment="when it was last set aside for them")
    word_reset_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"),
        comment="by whom, until that is used: a link of somebody else opens all of it",
    )
    left_on: Mapped[date | None] = mapped_column(comment="has left; what was sealed is erased")


class Consent(Base):
    """What a participant agreed to, in which words, and when that ended: rows that are added."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(
            "uq_consents_standing",
            "participant_id",
            "purpose",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    participant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participants.id"))
    purpose: Mapped[str] = mapped_column(comment="record, contact, attendance or support")
    text_version: Mapped[str] = mapped_column(
        comment="which wording was shown: participants/consent_texts.py"
    )
    language: Mapped[str] = mapped_column(comment="in which language it was shown")
    channel: Mapped[str] = mapped_column(comment="in_person, own_page, by_phone or handed_over")
    given_at: Mapped[datetime]
    recorded_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"),
        comment="who noted it, or whose phone or link alone it was; empty: they themselves, on their own page",
    )
    withdrawn_at: Mapped[datetime | None]
    withdrawn_channel: Mapped[str | None] = mapped_column(
        comment="a channel, in_writing, by_protection, or anew: another yes took its place; empty: it ended otherwise"
    )
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"),
        comment="who noted it, or whose phone or link alone it was; empty: the participant themselves",
    )


class PrivateLink(Base):
    """A participant's way to their own page: spent at its first use, cancelled when another is given."""

    __tablename__ = "private_links"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    participant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participants.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    given_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class PrivateSession(Base):
    """A participant at their own page: a browser that opened a private link, or a volunteer's phone handed over."""

    __tablename__ = "private_sessions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    participant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participants.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    only: Mapped[str | None] = mapped_column(
        comment="pledge or consent: a handed-over phone shows nothing else"
    )
    handed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), comment="whose phone it is")
    given_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), comment="who made the link it was opened with"
    )
    whole: Mapped[bool] = mapped_column(
        default=False, comment="shows all of the page; else what the group knows anyway"
    )
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Bar(Base):
    """Somebody whom a participant keeps from knowing of them: it beats every role, and the barred never learn of it."""

    __tablename__ = "bars"
    __table_args__ = (Index("ix_bars_person_id_participant_id", "person_id", "participant_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    participant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participants.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), comment="empty: a name was given, and nobody of that name is with us yet"
    )
    name: Mapped[bytes | None] = mapped_column(LargeBinary, comment="sealed: the name that was given")
    name_index: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        index=True,
        comment="blind index of the folded name: whoever comes with it later is barred too",
    )
    set_at: Mapped[datetime]


class Attendance(Base):
    """That a participant was at a meeting: only with the group's setting and their consent, for 90 days."""

    __tablename__ = "participant_attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "participant_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"))
    participant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participants.id"), index=True)
    noted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]
