"""The ledger of erasures as the database keeps it: ids and moments alone, only ever added to."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base


class Erasure(Base):
    """An owner whose key is destroyed once this row is committed; the key store keeps the same ledger."""

    __tablename__ = "erasures"

    owner: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, comment="the random id whose key sealed what was erased"
    )
    erased_at: Mapped[datetime]


class Sentinel(Base):
    """One value that is sealed with a key of its own: where it does not open, the key store is another database's."""

    __tablename__ = "sentinels"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
