"""The organisation's shape: units in a tree, who holds which role there and when, towns, and its own settings."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base, new_id


class Unit(Base):
    """A place in the tree: nation > district > association > group."""

    __tablename__ = "units"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(comment="nation, district, association or group")
    name: Mapped[str]
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("units.id"), index=True)
    path: Mapped[str] = mapped_column(
        unique=True, comment="ids from the root, each followed by '/': whatever begins with it lies below"
    )
    country: Mapped[str] = mapped_column(comment="ISO 3166 code of the nation it belongs to")
    regions: Mapped[list[str]] = mapped_column(
        default=list, comment="gazetteer regions ('NO.46') whose towns fall to this district"
    )
    closed_on: Mapped[date | None]


class RoleAssignment(Base):
    """A person holds a role in a unit from one day until another; it counts on starts_on, no longer on ends_on."""

    __tablename__ = "role_assignments"
    __table_args__ = (Index("ix_role_assignments_unit_role", "unit_id", "role"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("units.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    given_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), comment="empty: the first administrator"
    )
    given_at: Mapped[datetime]
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]


class Town(Base):
    """A town that something of ours happens in; coordinates come from the gazetteer or from staff."""

    __tablename__ = "towns"
    __table_args__ = (UniqueConstraint("country", "region", "name"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    country: Mapped[str]
    region: Mapped[str] = mapped_column(default="", comment="gazetteer region ('NO.46'); empty: unknown")
    latitude: Mapped[float | None] = mapped_column(
        comment="degrees north; empty: unknown, distances cannot be told"
    )
    longitude: Mapped[float | None]
    source: Mapped[str] = mapped_column(comment="gazetteer or staff")
    entered_by: Mapped[uuid.UUID | None] = mapped_column(
        comment="people.id; no foreign key, for people refer to towns and the circle cannot be made in one migration"
    )


class Setting(Base):
    """A limit that a nation sets otherwise than the shipped default (intranet/organisation/settings.py)."""

    __tablename__ = "settings"

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("units.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    set_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime]


class SettingChange(Base):
    """That a limit was set: a row for each time, kept."""

    __tablename__ = "setting_changes"
    __table_args__ = (Index("ix_setting_changes_unit_key", "unit_id", "key"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("units.id"))
    key: Mapped[str]
    value: Mapped[str]
    set_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime]
