"""Where the next page of a long list goes on, as its address says it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime


def written(last: tuple[datetime, uuid.UUID] | None) -> str | None:
    """The last line that is shown, for the address of the next page; None for the last page."""
    return None if last is None else f"{last[0].isoformat()}~{last[1]}"


def after(given: str) -> tuple[datetime, uuid.UUID] | None:
    """The moment and the id of the last line that was shown ("moment~id"); None for what cannot be read."""
    at, _mark, last = given.partition("~")
    try:
        since = datetime.fromisoformat(at)
        return (since.astimezone(UTC), uuid.UUID(last)) if since.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
