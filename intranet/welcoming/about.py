"""The ways to a participant's page and to who comes to a group, for pages that know no participants."""

from __future__ import annotations

import uuid

from flask import Flask, url_for
from sqlalchemy import select

from intranet.cases.store import CaseRow
from intranet.extensions import db
from intranet.groups.models import COUNTED, Group
from intranet.organisation.models import Unit
from intranet.participants.models import Participant
from intranet.participants.policy import HELPERS, visible_to
from intranet.participants.words import nameless
from intranet.policy import ASSISTANT
from intranet.web.access import actor


def participant_of(case: CaseRow) -> str | None:
    """The page of whom the case is about, for a reader who may know of them."""
    if case.subject_kind != "participant" or case.subject_id is None:
        return None
    seen = visible_to(actor()).where(Participant.id == case.subject_id, Participant.left_on.is_(None))
    found = db.session().scalar(seen.with_only_columns(Participant.id))
    return None if found is None else url_for("welcoming.show", participant_id=found)


def helps_in(group_id: uuid.UUID) -> bool:
    """Whether the reader helps in this very group."""
    return any(grant.unit_id == group_id and grant.role in HELPERS for grant in actor().grants)


def leads_in(group_id: uuid.UUID) -> bool:
    """Whether the reader is an assistant of this very group."""
    return any(grant.unit_id == group_id and grant.role == ASSISTANT for grant in actor().grants)


def groups_helped_in() -> list[tuple[uuid.UUID, str]]:
    """The groups that meet in which the reader helps, by name."""
    ids = {grant.unit_id for grant in actor().grants if grant.role in HELPERS}
    rows = db.session().execute(
        select(Group.id, Unit.name)
        .join(Unit, Unit.id == Group.id)
        .where(Group.id.in_(ids), Group.status.in_(COUNTED))
        .order_by(Unit.name, Unit.id)
    )
    return [(group_id, name) for group_id, name in rows]


def init_app(app: Flask) -> None:
    app.jinja_env.globals["participant_of"] = participant_of
    app.jinja_env.globals["nameless"] = nameless
    app.jinja_env.globals["helps_in"] = helps_in
    app.jinja_env.globals["leads_in"] = leads_in
    app.jinja_env.globals["groups_helped_in"] = groups_helped_in
