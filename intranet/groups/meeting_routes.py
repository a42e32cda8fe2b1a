"""Reporting a meeting on a page of its own, reading its note, and taking the report back."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import render_template, request

from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.groups import forms, meeting_days, meeting_notes, meetings, policy, queries
from intranet.groups.looking import Seen, seen
from intranet.groups.models import LED
from intranet.groups.routes import back_to, blueprint
from intranet.i18n import gettext as _
from intranet.problems import Denied, NotVisible
from intranet.web.access import actor, moment, signed_in, writes


@blueprint.get("/groups/<uuid:group_id>/meetings")
@signed_in
def report_form(group_id: uuid.UUID) -> Any:
    """Day and leader are filled in. The counts are not: a number that stands there is sent without being counted."""
    here = seen(db.session(), actor(), group_id)
    if here.group.status not in LED or not policy.can_report(actor(), here.path, here.leaders):
        raise Denied(meetings.NOT_TO_REPORT)
    last = queries.last_meeting(db.session(), group_id)
    form = forms.MeetingReport(
        formdata=None,
        held_on=_usual_day(here, None if last is None else last.held_on),
        led_by=str(_leads(here) or ""),
    )
    form.offer(here.group, queries.names_of(db.session(), here.leaders))
    return _page(here, form)


@blueprint.post("/groups/<uuid:group_id>/meetings")
@signed_in
@writes
def report(group_id: uuid.UUID) -> Any:
    here = seen(db.session(), actor(), group_id)
    form = forms.MeetingReport()
    form.offer(here.group, queries.names_of(db.session(), here.leaders))

    def write() -> Any:
        told = meetings.Report(
            group_id=group_id,
            held_on=form.held_on.data,
            led_by=uuid.UUID(form.led_by.data),
            co_led_by=forms.chosen(form.co_led_by.data) if "co_led_by" in form else None,
            came=form.came.data,
            first_visits=form.first_visits.data,
            different_visitors=form.different_visitors.data if "different_visitors" in form else None,
            note=form.note.data or "",
            said_harmless=form.harmless.data,
        )
        meetings.report(db.session(), actor(), moment(), told, form.key())
        return back_to(group_id, _("Thank you, the meeting is noted."))

    return form.attempt(write) or _page(here, form, 422)


@blueprint.post("/groups/<uuid:group_id>/meetings/<uuid:meeting_id>/withdrawal")
@signed_in
@writes
def withdraw_report(group_id: uuid.UUID, meeting_id: uuid.UUID) -> Any:
    meeting = meetings.withdraw(db.session(), actor(), moment(), meeting_id)
    if meeting.group_id != group_id:
        raise NotVisible
    return back_to(group_id, _("The report no longer counts."))


@blueprint.get("/groups/<uuid:group_id>/meetings/<uuid:meeting_id>/note")
@signed_in
def note(group_id: uuid.UUID, meeting_id: uuid.UUID) -> Any:
    """Shown only after it stands written who was shown it."""
    here = seen(db.session(), actor(), group_id)
    session, reader, now = db.session(), actor(), moment()
    with writing(session):
        found = meeting_notes.read(session, reader, now, group_id=group_id, meeting_id=meeting_id)
    return render_template("groups/note.html", unit=here.placed.unit, group=here.group, note=found)


def _usual_day(here: Seen, newest: date | None) -> date:
    """The day of the address, or the one on which the group met last; today where nobody knows."""
    today = local_date(moment())
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        asked = None
    return asked or meeting_days.awaited_on(here.group, newest, today) or today


def _leads(here: Seen) -> uuid.UUID | None:
    """The reader, if they lead the group; else whoever is named, or any of those who do."""
    reader = actor().person_id
    return reader if reader in here.leaders else here.group.leader_id or next(iter(here.leaders), None)


def _page(here: Seen, form: forms.MeetingReport, status: int = 200) -> Any:
    names = queries.names_of(db.session(), here.leaders)
    page = render_template(
        "groups/report.html",
        unit=here.placed.unit,
        group=here.group,
        form=form,
        last=queries.last_meeting(db.session(), here.group.id),
        leader=next((name for one, name in names.items() if str(one) == form.led_by.data), None),
    )
    return page, status
