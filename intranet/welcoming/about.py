"""The way from a case about a participant to their page, for pages that know no participants."""

from __future__ import annotations

from flask import Flask, url_for

from intranet.cases.store import CaseRow
from intranet.extensions import db
from intranet.participants.models import Participant
from intranet.participants.policy import visible_to
from intranet.web.access import actor


def participant_of(case: CaseRow) -> str | None:
    """The page of whom the case is about, for a reader who may know of them."""
    if case.subject_kind != "participant" or case.subject_id is None:
        return None
    seen = visible_to(actor()).where(Participant.id == case.subject_id, Participant.left_on.is_(None))
    found = db.session().scalar(seen.with_only_columns(Participant.id))
    return None if found is None else url_for("welcoming.show", participant_id=found)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["participant_of"] = participant_of
