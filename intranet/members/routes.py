"""The pages of members: the list, one member, what is paid, and a name or an address that has changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from intranet.cases.operations.reading import note_reading, noted
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.members import forms, operations, queries
from intranet.memberships import paying
from intranet.memberships.details import details_of
from intranet.memberships.fees import CLASS_LABELS, money
from intranet.memberships.models import Membership
from intranet.problems import NotVisible
from intranet.web.access import actor, moment, needs, signed_in, writes
from intranet.web.forms import form_page
from intranet.web.paging import after, written

blueprint = Blueprint("members", __name__)

NAME = ("legal_name",)
TO_REACH = ("legal_name", "contact")
ALL = ("legal_name", "contact", "birth_year")


@blueprint.get("/members")
@needs(("see", "membership"))
def index() -> Any:
    session, reader = db.session(), actor()
    process = queries.process_of(session)
    if process is None:
        raise NotVisible
    numbers = queries.counts(session, reader)
    state = request.args.get("state", "")
    state = state if state in process.workflow.states else ""
    found = queries.listed(session, reader, state=state, after=after(request.args.get("after", "")))
    shows = request.args.get("names") == "1" and bool(found.rows)
    rows = _with_names(found.rows) if shows else found.rows
    return render_template(
        "members/index.html",
        workflow=process.workflow,
        rows=rows or found.rows,
        failed=shows and rows is None,
        names=shows,
        state=state,
        states=[(key, numbers[key]) for key in process.workflow.states if key in numbers],
        total=sum(numbers.values()),
        after=written(found.after),
    )


@blueprint.route("/members/find", methods=["GET", "POST"])
@needs(("see", "membership"))
@writes
def find() -> Any:
    """By number or a part of the name, of those the office looks after; no name stands in an address."""
    if request.method == "GET":  # whoever loads what was found again
        return redirect(url_for("members.index"), 303)
    sought = request.form.get("sought", "")[:100]
    session = db.session()
    rows = queries.find(session, actor(), sought)
    note_reading(session, [row.case_id for row in rows], actor(), moment(), NAME)
    return render_template("members/found.html", rows=rows, sought=sought)


@blueprint.get("/members/<uuid:membership_id>")
@signed_in
def show(membership_id: uuid.UUID) -> Any:
    return _shown(membership_id)


@blueprint.post("/members/<uuid:membership_id>/fees/<int:year>")
@signed_in
@writes
def settle(membership_id: uuid.UUID, year: int) -> Any:
    how = request.form.get("how", "")
    if how not in (*paying.HOW, paying.OPEN):
        queries.page_of(db.session(), actor(), moment(), membership_id)
        return _shown(membership_id, 422)
    operations.settle_fee(db.session(), actor(), moment(), membership_id, year, how)
    flash(_("It is noted: the fee of %(year)s.", year=year), "success")
    return redirect(url_for("members.show", membership_id=membership_id), 303)


@blueprint.route("/members/<uuid:membership_id>/correct", methods=["GET", "POST"])
@signed_in
@writes
def correct(membership_id: uuid.UUID) -> Any:
    session = db.session()
    page = queries.page_of(session, actor(), moment(), membership_id)
    if not page.may_correct or details_of(session, page.membership).is_protected:
        raise NotVisible
    if request.method == "GET":
        shown = _noted(page, ALL)
        if shown.details is None or shown.details.contact is None:
            return _shown(membership_id)
        contact = shown.details.contact
        form = forms.Correction(
            formdata=None, legal_name=shown.details.name, address=contact.address, email=contact.email,
            phone=contact.phone, phone_allowed=contact.phone_allowed,
        )  # fmt: skip
        return form_page("members/correct.html", form, page=page)
    form = forms.Correction()

    def write() -> bool:
        name = form.legal_name.data or ""
        operations.correct(
            session, actor(), moment(), membership_id, name=name, contact=form.contact,
            said_harmless=bool(form.harmless.data),
        )  # fmt: skip
        return True

    if form.attempt(write):
        flash(_("It is saved."), "success")
        return redirect(url_for("members.show", membership_id=membership_id), 303)
    return form_page("members/correct.html", form, page=page)


def _shown(membership_id: uuid.UUID, status: int = 200) -> Any:
    page = queries.page_of(db.session(), actor(), moment(), membership_id)
    shown = _noted(page, ALL if page.sees_all else TO_REACH)
    html = render_template("members/show.html", page=shown, class_labels=CLASS_LABELS, money=money)
    return html, status


def _noted(page: queries.Page, fields: Sequence[str]) -> queries.Page:
    """With who it is and how to reach them, once it stands written who is shown that; nothing if it cannot be."""
    if page.membership.ended_on is not None:
        return page
    session, membership_id = db.session(), page.membership.id
    if not noted(session, [page.case_id], actor(), moment(), fields):
        return page
    membership = session.get(Membership, membership_id, populate_existing=True)
    return page if membership is None else replace(page, details=details_of(session, membership).to_others())


def _with_names(rows: Sequence[queries.Row]) -> Sequence[queries.Row] | None:
    session = db.session()
    shown = noted(session, [row.case_id for row in rows], actor(), moment(), NAME)
    return queries.names_of(session, rows) if shown else None
