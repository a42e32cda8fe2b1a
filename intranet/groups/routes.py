"""The pages of groups: the list, one group, and changing it; assignments and meetings are next door."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from intranet.clock import local_date
from intranet.extensions import db
from intranet.groups import details, forms, listing, policy, queries
from intranet.groups.looking import Seen, seen
from intranet.groups.models import KINDS, LED
from intranet.groups.nearby import in_words
from intranet.groups.words import BADGES, COVERS, RHYTHMS, STATUSES, WEEKDAYS
from intranet.groups.words import KINDS as KIND_LABELS
from intranet.i18n import gettext as _
from intranet.i18n import render_text
from intranet.problems import Denied, Refused, Stale
from intranet.web.access import actor, moment, needs, signed_in, writes
from intranet.web.forms import select_choices

blueprint = Blueprint("groups", __name__)

WORDS = {
    "kinds": KIND_LABELS,
    "statuses": STATUSES,
    "badges": BADGES,
    "weekdays": WEEKDAYS,
    "rhythms": RHYTHMS,
    "covers": COVERS,
}


@blueprint.get("/groups")
@needs(("see", "listed_group"))
def index() -> Any:
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    today = local_date(moment())
    everything = listing.listed(db.session(), actor(), today)
    districts = sorted({(row.within, row.within_id) for row in everything}, key=str)
    within = _uuid(request.args.get("district"))
    rows = [
        row
        for row in everything
        if (not kind or row.group.kind == kind) and (within is None or row.within_id == within)
    ]
    return render_template(
        "groups/index.html",
        count=listing.count_of(rows),
        parts={status: [row for row in rows if row.group.status == status] for status in STATUSES},
        rows=rows,
        districts=districts,
        wanted={"kind": kind, "district": within},
        **WORDS,
    )


@blueprint.get("/groups/<uuid:group_id>")
@signed_in
def show(group_id: uuid.UUID) -> Any:
    return shown(group_id)


def shown(group_id: uuid.UUID, status: int = 200, **drawn: Any) -> Any:
    """The page of a group; `drawn` are forms as they were sent, and refusals that belong to none of them."""
    page = listing.page_of(db.session(), actor(), local_date(moment()), group_id)
    question = drawn.get("question") or forms.Question(formdata=None)
    leader = drawn.get("leader") or forms.NewLeader(formdata=None)
    question.person.choices = select_choices((str(near.person_id), near.name) for near in page.near)
    leader.leader.choices = select_choices(forms.choices(_others(page.here, page.names)))
    html = render_template(
        "groups/show.html",
        page=page,
        group=page.here.group,
        question=question,
        leader=leader,
        number=drawn.get("number") or forms.FamilyNumber(formdata=None),
        one_more=drawn.get("one_more") or forms.OneMore(formdata=None),
        refusals=drawn.get("refusals", ()),
        hidden_lines=in_words(page.hidden, actor()),
        **WORDS,
    )
    return html, status


def _others(here: Seen, names: Any) -> dict[uuid.UUID, str]:
    """Those who could be named instead: they accepted, and are not the named assistant already."""
    return {person_id: names[person_id] for person_id in here.leaders if person_id != here.group.leader_id}


@blueprint.get("/groups/<uuid:group_id>/details")
@signed_in
def details_form(group_id: uuid.UUID) -> Any:
    here = _to_change(group_id)
    group = here.group
    form = forms.GroupDetails(formdata=None, obj=group)
    for name in ("contact_person_id", "stand_in_id"):
        form[name].data = str(getattr(group, name) or "")
    return _details_page(here, form)


@blueprint.post("/groups/<uuid:group_id>/details")
@signed_in
@writes
def change_details(group_id: uuid.UUID) -> Any:
    here = _to_change(group_id)
    form = forms.GroupDetails()
    form.offer(_choosable(here))
    if form.validate():
        try:
            details.change_details(
                db.session(),
                actor(),
                moment(),
                group_id=group_id,
                version=form.expected_version() or 0,
                details=_typed(form),
            )
        except Refused as refused:
            form.show(refused.refusals)
        except Stale as stale:
            form.form_errors.append(render_text(stale.text))
            return _details_page(here, form, 409)
        else:
            return back_to(group_id, _("The group is changed."))
    return _details_page(here, form, 422)


@blueprint.post("/groups/<uuid:group_id>/leader")
@signed_in
@writes
def change_leader(group_id: uuid.UUID) -> Any:
    here = seen(db.session(), actor(), group_id)
    form = forms.NewLeader()
    form.leader.choices = select_choices(
        forms.choices(_others(here, queries.names_of(db.session(), here.leaders)))
    )
    if not form.validate():
        return shown(group_id, 422, leader=form)
    try:
        details.change_leader(
            db.session(),
            actor(),
            moment(),
            group_id=group_id,
            version=form.expected_version() or 0,
            person_id=uuid.UUID(form.leader.data),
        )
    except Refused as refused:
        return shown(group_id, 422, refusals=refused.refusals)
    return back_to(group_id, _("The group has a new assistant."))


def back_to(group_id: uuid.UUID, words: str) -> Any:
    flash(words, "success")
    return redirect(url_for("groups.show", group_id=group_id), 303)


def _to_change(group_id: uuid.UUID) -> Seen:
    here = seen(db.session(), actor(), group_id)
    if here.group.status not in LED or not policy.can_change(actor(), here.path, here.leaders):
        raise Denied(details.NOT_TO_CHANGE)
    return here


def _choosable(here: Seen) -> dict[uuid.UUID, str]:
    """Whom the reader sees, and those who stand there already."""
    known = queries.colleagues(db.session(), actor(), local_date(moment()), here.path)
    return {**known, **queries.names_of(db.session(), here.involved)}


def _details_page(here: Seen, form: forms.GroupDetails, status: int = 200) -> Any:
    form.offer(_choosable(here))
    html = render_template(
        "groups/details.html",
        unit=here.placed.unit,
        group=here.group,
        form=form,
        may_name=policy.can_name_attendance(actor(), here.path, here.leaders),
    )
    return html, status


def _typed(form: forms.GroupDetails) -> details.Details:
    return details.Details(
        room=form.room.data,
        address_hidden=form.address_hidden.data,
        step_free=form.step_free.data,
        weekday=form.weekday.data,
        start_time=form.start_time.data,
        end_time=form.end_time.data,
        rhythm=form.rhythm.data,
        meeting_language=form.meeting_language.data or None,
        contact_person_id=forms.chosen(form.contact_person_id.data),
        stand_in_id=forms.chosen(form.stand_in_id.data),
        children_welcome=form.children_welcome.data,
        first_meeting_on=form.first_meeting_on.data,
    )


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
