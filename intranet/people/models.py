"""People who work in the organisation; visitors of a group are no rows here."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, validates

from intranet.db import Base, new_id
from intranet.folding import folded


class Person(Base):
    """Somebody who helps out or works here. This row is locked before a fact about the person is written."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_name_key_id", "name_key", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(
        comment="the name folded for searching and sorting; follows the name"
    )
    language: Mapped[str | None] = mapped_column(comment="en, sv, nb or da; empty: as the browser asks")
    phone: Mapped[str | None]
    unit_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("units.id"), index=True, comment="where the person belongs"
    )
    home_town_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("towns.id"))
    work_town_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("towns.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    left_on: Mapped[date | None] = mapped_column(
        comment="no longer with us: counts for nothing from this day on"
    )

    @validates("name")
    def _fold(self, _attribute: str, name: str) -> str:
        self.name_key = folded(name)
        return name


class RecordCheck(Base):
    """That a criminal-record extract was seen: when, by whom, when next. Never the document or what it said."""

    __tablename__ = "record_checks"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    seen_on: Mapped[date]
    next_check_on: Mapped[date]
    seen_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]
