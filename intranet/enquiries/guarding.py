"""What keeps machines from the public form without a riddle: a signed time, a field nobody sees, a bucket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, request
from itsdangerous import BadSignature, Signer

from intranet.web.access import View, moment
from intranet.web.bucket import Bucket

# Nobody reads the page and writes a number in less.
FASTEST = timedelta(seconds=3)
LONGEST = timedelta(hours=24)
# From a library or a phone company many write by one address; more than this in a short time is a machine.
HOLDS, REFILL = 10, timedelta(seconds=30)
BUCKET = "public form"


def init_app(app: Flask) -> None:
    app.extensions[BUCKET] = Bucket(HOLDS, REFILL)


def throttled(wait: Callable[[timedelta], Response]) -> Callable[[View], View]:
    """Asked before all else; `wait(how_long)` answers whoever has to. The address is the connection's own."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked_first(*args: Any, **kwargs: Any) -> Any:
            if request.method == "POST":
                bucket: Bucket = current_app.extensions[BUCKET]
                # Not moment(): a writing view reads its own, and time spent waiting is not to be given back.
                how_long = bucket.take(request.remote_addr or "", current_app.config["CLOCK"]())
                if how_long is not None:
                    return wait(how_long)
            return view(*args, **kwargs)

        return asked_first

    return decorate


def drawn(before: str | None = None) -> str:
    """When the form was drawn first, so that nobody can say it was earlier and nobody has to wait twice."""
    if before is not None and _drawn_at(before) is not None:
        return before
    return _signer().sign(str(int(moment().timestamp()))).decode()


def read_at_leisure(written: str | None) -> bool:
    """Whether the form was drawn by us, long enough ago for somebody to have read it."""
    at = _drawn_at(written or "")
    return at is not None and moment() - at >= FASTEST


def _drawn_at(written: str) -> datetime | None:
    """None for what we did not sign, or on another day."""
    try:
        at = datetime.fromtimestamp(int(_signer().unsign(written).decode()), UTC)
    except (BadSignature, ValueError):
        return None
    return at if moment() - at <= LONGEST else None


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="when the public form was drawn")
