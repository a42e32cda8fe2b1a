"""The pages of those who help in a group: who comes, somebody's page, and how they may be reached."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from intranet.cases.operations import begin
from intranet.clock import local_date
from intranet.config import LANGUAGES
from intranet.engine.rules import Refusal
from intranet.extensions import db
from intranet.groups import families
from intranet.groups import policy as groups_policy
from intranet.groups.queries import leaders_of, open_assignments
from intranet.i18n import gettext as _
from intranet.i18n import language
from intranet.participants import attending, operations
from intranet.participants.consent_texts import current
from intranet.participants.models import ATTENDANCE, CONTACT, FAMILY, RECORD
from intranet.participants.words import HOURS, WAYS
from intranet.problems import Refused
from intranet.web.access import actor, moment, signed_in, writes
from intranet.welcoming import forms, queries, words
from intranet.welcoming.noting import contact_noted, names_noted
from intranet.welcoming.queries import FIRST_VISIT, PATH, Circle

blueprint = Blueprint("welcoming", __name__)

WORDS = {
    "purposes": words.PURPOSES,
    "ways": WAYS,
    "hours": HOURS,
    "channels": words.CHANNELS,
}
ASKED = (RECORD, CONTACT)


def asked(page: queries.Page) -> tuple[str, ...]:
    """Named attendance is asked for only where the group has it; the protected may take back, and are asked nothing."""
    if page.participant.protected:
        return (RECORD,) if RECORD in page.agreed else ()
    return (*ASKED, ATTENDANCE) if page.circle.group.names_attendance or ATTENDANCE in page.agreed else ASKED


@blueprint.get("/groups/<uuid:group_id>/participants")
@signed_in
def index(group_id: uuid.UUID) -> Any:
    return _list(queries.circle_of(db.session(), actor(), group_id), forms.FirstVisit(formdata=None))


@blueprint.post("/groups/<uuid:group_id>/participants")
@signed_in
@writes
def first_visit(group_id: uuid.UUID) -> Any:
    session = db.session()
    circle = queries.circle_of(session, actor(), group_id)
    form = forms.FirstVisit()
    if not form.validate():
        return _list(circle, form, 422)
    key = form.key()
    try:
        outcome = begin(
            session,
            PATH,
            FIRST_VISIT,
            actor(),
            circle.unit,
            moment(),
            {},
            key=None if key is None else str(key),
        )
        participant_id = queries.about(session, outcome.case_id)
        if circle.is_club and not outcome.repeated:
            _note_family(group_id, participant_id, form)
    except Refused as refused:
        session.rollback()
        form.show(refused.refusals)
        return _list(queries.circle_of(session, actor(), group_id), form, 422)
    flash(_("Noted: somebody was here for the first time. No name is needed."), "success")
    return redirect(url_for("welcoming.show", participant_id=participant_id), 303)


def _note_family(group_id: uuid.UUID, participant_id: uuid.UUID, form: forms.FirstVisit) -> None:
    """How many they are, and one more family of the club if its leader says so."""
    session = db.session()
    if form.adults.data:
        operations.describe(
            session, actor(), moment(), participant_id,
            kind=FAMILY, adults=form.adults.data, children=form.children.data,
        )  # fmt: skip
    if form.one_more.data:
        before = families.families_of(session, group_id, local_date(moment())) or 0
        families.count(session, actor(), moment(), group_id=group_id, families=before + 1)


@blueprint.get("/participants/<uuid:participant_id>")
@signed_in
def show(participant_id: uuid.UUID) -> Any:
    return shown(participant_id)


@blueprint.get("/participants/<uuid:participant_id>/contact")
@signed_in
def contact(participant_id: uuid.UUID) -> Any:
    """How to reach somebody, once it is noted who looked."""
    page = queries.page_of(db.session(), actor(), moment(), participant_id)
    found = contact_noted(db.session(), actor(), moment(), page.participant)
    return render_template("welcoming/contact.html", page=page, contact=found, **WORDS)


def shown(participant_id: uuid.UUID, status: int = 200, **drawn: Any) -> Any:
    """The page of somebody who comes; `drawn` are forms as they were sent, and refusals that belong to none of them."""
    session = db.session()
    page = queries.page_of(session, actor(), moment(), participant_id)
    name = names_noted(session, actor(), moment(), [page.participant]).get(participant_id)
    if "beside" not in drawn:
        drawn["beside"] = forms.Beside(
            formdata=None, data={"person": str(page.participant.paired_with or "")}
        )
    drawn["beside"].offer(page.helpers)
    language_spoken = spoken(page.participant.language)
    agreeing = {purpose: forms.agreed_form(purpose, sent=False) for purpose in asked(page)}
    if (tried := drawn.get("tried")) is not None:
        agreeing[tried[0]] = tried[1]
    taking_back = {purpose: forms.taken_back_form(purpose, sent=False) for purpose in asked(page)}
    if (refused_back := drawn.get("refused_back")) is not None:
        taking_back[refused_back[0]] = refused_back[1]
    html = render_template(
        "welcoming/show.html",
        page=page,
        participant=page.participant,
        workflow=page.reading.process.workflow,
        case=page.reading.case,
        name=name,
        spoken=language_spoken,
        languages=LANGUAGES,
        texts={purpose: current(purpose, language_spoken) for purpose in asked(page)},
        agreeing=agreeing,
        taking_back=taking_back,
        tried=tried[0] if tried else None,
        together=drawn.get("together")
        or forms.Together(
            formdata=None, data={"adults": page.participant.adults, "children": page.participant.children}
        ),
        beside=drawn["beside"],
        refusals=drawn.get("refusals", ()),
        **WORDS,
    )
    return html, status


def _list(circle: Circle, form: forms.FirstVisit, status: int = 200) -> Any:
    session, group_id = db.session(), circle.group.id
    lines = queries.lines_of(session, actor(), group_id)
    leaders = leaders_of(open_assignments(session, group_id))
    html = render_template(
        "welcoming/index.html",
        circle=circle,
        lines=lines,
        names=names_noted(session, actor(), moment(), [line.participant for line in lines]),
        workflow=queries.process_of(session).workflow,
        form=form,
        may_count=groups_policy.can_count_families(actor(), circle.unit.path, leaders),
        families=families.families_of(session, group_id, local_date(moment())),
        evenings=attending.recent(session, group_id, local_date(moment()))
        if circle.group.names_attendance
        else (),
    )
    return html, status


def spoken(own: str | None) -> str:
    """In which language they are asked: as the page wishes, then as they were before, then as the reader speaks."""
    wished = request.args.get("language", "")
    return wished if wished in LANGUAGES else own or language()


def back(participant_id: uuid.UUID, said: str) -> Any:
    flash(said, "success")
    return redirect(url_for("welcoming.show", participant_id=participant_id), 303)


def said_no(participant_id: uuid.UUID, refusals: tuple[Refusal, ...], **drawn: Any) -> Any:
    """The page as it stands, with why; what the operation had begun is dropped."""
    db.session().rollback()
    return shown(participant_id, 422, refusals=refusals, **drawn)
