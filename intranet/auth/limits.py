"""Failed sign-ins are counted, in our own database; a success costs nothing."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, current_app, g, request
from flask_limiter import Limiter, RequestLimit
from flask_login import current_user
from limits.storage import Storage
from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intranet.auth.models import LimitCounter
from intranet.auth.queries import normal
from intranet.db import is_sqlite, writing
from intranet.extensions import db
from intranet.web.access import View

# A church hall shares one address, so it may fail more often than one account.
PER_ACCOUNT = "10 per 15 minutes"
PER_ADDRESS = "50 per 15 minutes"


class CounterStorage(Storage):
    """Fixed windows in the table limit_counters, each write in a short transaction of its own."""

    STORAGE_SCHEME = ["intranet-counters"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return RuntimeError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        moment = _moment()
        ends = moment + timedelta(seconds=expiry)
        with Session(db.engine) as session, writing(session):
            session.execute(delete(LimitCounter).where(LimitCounter.expires_at <= moment))
            insert = (sqlite if is_sqlite(session) else postgresql).insert(LimitCounter)
            over = LimitCounter.expires_at <= moment
            counted = insert.values(key=key, count=amount, expires_at=ends).on_conflict_do_update(
                index_elements=[LimitCounter.key],
                set_={
                    "count": case((over, amount), else_=LimitCounter.count + amount),
                    "expires_at": case((over, ends), else_=LimitCounter.expires_at),
                },
            )
            count: int = session.execute(counted.returning(LimitCounter.count)).scalar_one()
            return count

    def get(self, key: str) -> int:
        row = self._row(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return (row[1] if row else _moment()).timestamp()

    def check(self) -> bool:
        with Session(db.engine) as session:
            session.execute(select(func.count()).select_from(LimitCounter))
        return True

    def reset(self) -> int | None:
        with Session(db.engine) as session, writing(session):
            session.execute(delete(LimitCounter))
        return None

    def clear(self, key: str) -> None:
        with Session(db.engine) as session, writing(session):
            session.execute(delete(LimitCounter).where(LimitCounter.key == key))

    def _row(self, key: str) -> tuple[int, datetime] | None:
        with Session(db.engine) as session:
            row = session.execute(
                select(LimitCounter.count, LimitCounter.expires_at).where(
                    LimitCounter.key == key, LimitCounter.expires_at > _moment()
                )
            ).first()
        return (row[0], row[1]) if row else None


def _moment() -> datetime:
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def _pseudonym(what: str) -> str:
    """Whoever reads the counters learns neither addresses nor e-mails."""
    secret: str = current_app.config["SECRET_KEY"]
    return hmac.new(secret.encode(), what.encode(), hashlib.sha256).hexdigest()


def _address() -> str:
    return _pseudonym(f"address {request.remote_addr}")


def _account() -> str:
    if current_user.is_authenticated:
        return _pseudonym(f"account {current_user.account_id}")
    return _pseudonym(f"account {normal(request.form.get('email', ''))}")


def try_once_more(what: str, most: int, within: timedelta) -> datetime | None:
    """Counts a try before it is looked at, so that many at one moment are no more; until when to wait, if at all.

    To be called outside a transaction; `forget_tries` when it was right.
    """
    counters, key = CounterStorage(), _pseudonym(what)
    if counters.incr(key, int(within.total_seconds())) <= most:
        return None
    return datetime.fromtimestamp(counters.get_expiry(key), UTC)


def forget_tries(what: str) -> None:
    CounterStorage().clear(_pseudonym(what))


def count_failure() -> None:
    """A password was wrong: this request counts. Nothing else does, neither success nor a form half filled in."""
    g.password_was_wrong = True


def _failed(_response: Response) -> bool:
    return bool(g.get("password_was_wrong", False))


limiter = Limiter(key_func=_address, storage_uri="intranet-counters://", strategy="fixed-window")


def failures_limited(breached: Any) -> Any:
    """Decorates the view that takes a password; `breached(moment)` answers whoever must wait until then."""

    def answer(limit: RequestLimit) -> Response:
        response: Response = breached(datetime.fromtimestamp(limit.reset_at, UTC))
        return response

    per_account = limiter.limit(
        PER_ACCOUNT,
        key_func=_account,
        methods=["POST"],
        deduct_when=_failed,
        on_breach=answer,
        scope="sign-in account",
    )
    per_address = limiter.limit(
        PER_ADDRESS,
        key_func=_address,
        methods=["POST"],
        deduct_when=_failed,
        on_breach=answer,
        scope="sign-in address",
    )
    return lambda view: per_account(per_address(view))


def guesses_limited(
    breached: Callable[[datetime], Response], scope: str, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[View], View]:
    """Decorates a public page that tells something of a code; whoever guesses wrong too often waits."""

    def answer(limit: RequestLimit) -> Response:
        return breached(datetime.fromtimestamp(limit.reset_at, UTC))

    return limiter.limit(
        PER_ADDRESS,
        key_func=_address,
        methods=list(methods),
        deduct_when=_failed,
        on_breach=answer,
        scope=scope,
    )
