"""What pages of other features show of candidates, as functions for their templates; empty for whoever sees none."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Flask

from intranet.candidates import mine, near, queries
from intranet.candidates.way import CERTIFICATION
from intranet.cases import runtime
from intranet.cases.queries import beginning
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.policy import ASSISTANT, VOLUNTEER, somewhere
from intranet.web.access import actor, moment

ON_THE_FIRST_PAGE = 5


def candidates_near(group_id: uuid.UUID | None) -> tuple[Text, ...] | None:
    """Who is nearest to being certified where this group is planned; None for whoever sees no candidates."""
    if group_id is None or not somewhere(actor(), "see", "candidates"):
        return None
    return near.near_a_group(db.session(), actor(), moment(), group_id)


def candidates_first() -> tuple[Sequence[queries.Candidate], int] | None:
    """The first few of the desk, and how many there are in all; None for whoever sees no candidates."""
    if not somewhere(actor(), "see", "candidates"):
        return None
    session, reader = db.session(), actor()
    return queries.own_first(session, reader, moment(), ON_THE_FIRST_PAGE), queries.count(session, reader)


def my_way() -> mine.Mine | None:
    """The reader's own way to a certificate, or the certificate; None for whoever has neither."""
    session, reader = db.session(), actor()
    return mine.mine(session, reader, moment()) if mine.has_a_page(session, reader) else None


def way_to_begin() -> str | None:
    """The workflow in which a volunteer or assistant without one may begin their way; None for all others."""
    reader = actor()
    process = runtime.processes(db.session()).get(CERTIFICATION)
    held = {grant.role for grant in reader.grants}
    if process is None or not held & {VOLUNTEER, ASSISTANT} or not beginning.may_begin(process, reader):
        return None
    return process.workflow.key


def init_app(app: Flask) -> None:
    for function in (candidates_near, candidates_first, my_way, way_to_begin):
        app.jinja_env.globals[function.__name__] = function
