"""What somebody has seen on the first page and put away."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base

WELCOME = "welcome"
CELEBRATION = "celebration"


class PutAway(Base):
    """It is not shown to this person again."""

    __tablename__ = "put_away"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True, comment="welcome, or celebration/<case id>")
    put_away_at: Mapped[datetime]
