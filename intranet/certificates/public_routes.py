"""The one page of certificates that is open to everybody: does the certificate with this code count?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, request

from intranet.auth.limits import count_failure, guesses_limited
from intranet.certificates.checking import Verdict, check
from intranet.certificates.routes import blueprint
from intranet.clock import ZONE, local_date
from intranet.extensions import db
from intranet.web.access import moment, public

LONGEST_TYPED = 60
# Every answer is filled up to a whole number of these bytes, and no page is so long that it needs two.
ROOM = 8192


def _too_many(until: datetime) -> Response:
    html = render_template("certificates/check.html", code="", verdict=None, until=until.astimezone(ZONE))
    response = make_response(html, 429)
    response.headers["Retry-After"] = str(max(1, int((until - moment()).total_seconds())))
    return response


@blueprint.get("/check")
@public
@guesses_limited(_too_many, "certificate check")
def check_code() -> Any:
    """Whoever tries codes is made to wait, as whoever tries passwords; a good one costs nothing."""
    typed = request.args.get("code", "").strip()[:LONGEST_TYPED]
    verdict = check(db.session(), typed, local_date(moment())) if typed else None
    if verdict not in (None, Verdict.VALID):
        count_failure()
    return _of_one_length(render_template("certificates/check.html", code=typed, verdict=verdict, until=None))


def _of_one_length(html: str) -> Response:
    """Whoever sees only how much is sent learns nothing of what was said; compressed it would show again."""
    request.environ.pop("HTTP_ACCEPT_ENCODING", None)
    page = html.encode()
    return make_response(page + b"\n" * (-len(page) % ROOM))
