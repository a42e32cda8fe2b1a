"""The pages of gatherings: the calendar, one gathering with answering and attendance, and its calendar file."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.gatherings import attendance, forms, inviting, listing, quiet, seats, showing
from intranet.gatherings.calendar import calendar_file
from intranet.gatherings.looking import seen
from intranet.gatherings.models import KINDS
from intranet.gatherings.words import BADGES, STATUSES
from intranet.gatherings.words import KINDS as KIND_LABELS
from intranet.groups.queries import colleagues
from intranet.i18n import gettext as _
from intranet.i18n import ngettext
from intranet.policy import somewhere
from intranet.problems import Refused
from intranet.web.access import actor, moment, signed_in, writes

blueprint = Blueprint("gatherings", __name__)

WORDS = {"kinds": KIND_LABELS, "statuses": STATUSES, "badges": BADGES}


@blueprint.get("/gatherings")
@signed_in
def index() -> Any:
    session, reader, now = db.session(), actor(), moment()
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    is_past = request.args.get("past") == "1"
    rows = (listing.past if is_past else listing.coming)(session, reader, now, kind)
    mine = [] if is_past else [row for row in rows if row.is_mine]
    plans = somewhere(reader, "plan", "gathering")
    return render_template(
        "gatherings/index.html",
        mine=mine,
        months=listing.by_month(row for row in rows if row not in mine),
        rows=rows,
        wanted={"kind": kind, "past": is_past},
        may_plan=plans,
        quiet=quiet.districts_without_supervision(session, reader, now) if plans else (),
        absent=quiet.absent_in_a_row(session, reader) if plans else (),
        **WORDS,
    )


@blueprint.get("/gatherings/<uuid:gathering_id>")
@signed_in
def show(gathering_id: uuid.UUID) -> Any:
    return shown(gathering_id)


def shown(gathering_id: uuid.UUID, status: int = 200, **drawn: Any) -> Any:
    """The page of a gathering; `drawn` are forms as they were sent, and refusals that belong to none of them."""
    page = showing.page_of(db.session(), actor(), moment(), gathering_id)
    invitation = drawn.get("invitation") or forms.Invitation(formdata=None)
    if page.may_invite:
        invitation.offer(_choosable(page))
    move = drawn.get("move") or forms.Move(formdata=None)
    move.offer(page.moves)
    html = render_template(
        "gatherings/show.html",
        page=page,
        gathering=page.here.gathering,
        invitation=invitation,
        move=move,
        refusals=drawn.get("refusals", ()),
        typed=drawn.get("typed", {}),
        **WORDS,
    )
    return html, status


@blueprint.post("/gatherings/<uuid:gathering_id>/answer")
@signed_in
@writes
def answer(gathering_id: uuid.UUID) -> Any:
    said = request.form.get("answer")
    if said not in ("yes", "no"):
        return shown(gathering_id, 422, refusals=(Refusal("answer", Text("Please say yes or no.")),))
    try:
        seats.answer(db.session(), actor(), moment(), gathering_id=gathering_id, yes=said == "yes")
    except Refused as refused:
        return shown(gathering_id, 422, refusals=refused.refusals)
    seat = seen(db.session(), actor(), gathering_id).seat_of(actor().person_id)
    if said == "no":
        return _back(gathering_id, _("Thank you for saying so. You can change your mind."))
    if seat is not None and seat.waiting:
        return _back(gathering_id, _("You are on the waiting list. A free seat comes to you by itself."))
    return _back(gathering_id, _("You have a seat. Welcome!"))


@blueprint.post("/gatherings/<uuid:gathering_id>/invitations")
@signed_in
@writes
def invite(gathering_id: uuid.UUID) -> Any:
    session, reader = db.session(), actor()
    page = showing.page_of(session, reader, moment(), gathering_id)
    form = forms.Invitation()
    form.offer(_choosable(page))
    if not form.validate():
        return shown(gathering_id, 422, invitation=form)
    people = set(inviting.wanted(session, local_date(moment()), page.here, form.group.data or ""))
    if form.person.data:
        people.add(uuid.UUID(form.person.data))
    try:
        number = seats.invite(session, reader, moment(), gathering_id=gathering_id, people=people)
    except Refused as refused:
        form.show(refused.refusals)
        return shown(gathering_id, 422, invitation=form)
    return _back(
        gathering_id, ngettext("%(num)s more person is invited.", "%(num)s more people are invited.", number)
    )


@blueprint.post("/gatherings/<uuid:gathering_id>/move")
@signed_in
@writes
def move(gathering_id: uuid.UUID) -> Any:
    page = showing.page_of(db.session(), actor(), moment(), gathering_id)
    form = forms.Move()
    form.offer(page.moves)
    to = _uuid(form.to.data)
    if to is None:
        form.validate()
        return shown(gathering_id, 422, move=form)
    try:
        number = seats.move(db.session(), actor(), moment(), gathering_id=gathering_id, to_id=to)
    except Refused as refused:
        form.show(refused.refusals)
        return shown(gathering_id, 422, move=form)
    return _back(to, ngettext("%(num)s person is moved here.", "%(num)s people are moved here.", number))


@blueprint.post("/gatherings/<uuid:gathering_id>/attendance")
@signed_in
@writes
def mark(gathering_id: uuid.UUID) -> Any:
    form = forms.Marked()
    try:
        attendance.mark(
            db.session(),
            actor(),
            moment(),
            gathering_id=gathering_id,
            version=form.expected_version() or 0,
            marks=_marks(gathering_id),
        )
    except Refused as refused:
        return shown(gathering_id, 422, refusals=refused.refusals, typed=request.form)
    return _back(gathering_id, _("It is noted who was there."))


@blueprint.post("/gatherings/<uuid:gathering_id>/attendance/leader")
@signed_in
@writes
def mark_leader(gathering_id: uuid.UUID) -> Any:
    page = showing.page_of(db.session(), actor(), moment(), gathering_id)
    days = dict.fromkeys(page.days, page.here.gathering.minutes)
    try:
        attendance.mark_leader(db.session(), actor(), moment(), gathering_id=gathering_id, days=days)
    except Refused as refused:
        return shown(gathering_id, 422, refusals=refused.refusals)
    return _back(gathering_id, _("Noted: the leader was there."))


@blueprint.get("/gatherings/<uuid:gathering_id>.ics")
@signed_in
def calendar(gathering_id: uuid.UUID) -> Any:
    """For one's own calendar, which others may read: it says when and where, never what for."""
    page = showing.page_of(db.session(), actor(), moment(), gathering_id)
    place = ", ".join(filter(None, (page.here.gathering.room, page.town)))
    written = calendar_file(
        page.here.gathering,
        summary=_("Meeting"),
        place=place,
        written_at=moment(),
    )
    headers = {"Content-Disposition": f'attachment; filename="{gathering_id}.ics"'}
    return Response(written, mimetype="text/calendar", headers=headers)


def _marks(gathering_id: uuid.UUID) -> attendance.Marks:
    """What the form of one day says of everybody with a seat. Raises Refused for what cannot be read."""
    here = seen(db.session(), actor(), gathering_id)
    people = [seat.person_id for seat in here.seated if seat.person_id != here.gathering.leader_id]
    there = forms.there(request.form, people, here.gathering.minutes)
    day = forms.day_of(request.form.get("day"))
    if day is None or there is None:
        text = Text("Please write a whole number of minutes for each who was there.")
        raise Refused((Refusal("marks", text),))
    return {(person_id, day): minutes for person_id, minutes in there.items()}


def _choosable(page: showing.Page) -> dict[uuid.UUID, str]:
    """Whom the reader sees in the nation, without those who are asked already."""
    known = colleagues(db.session(), actor(), local_date(moment()), page.here.path)
    leader = page.here.gathering.leader_id
    return {
        person_id: name
        for person_id, name in known.items()
        if person_id not in page.here.invited and person_id != leader
    }


def _back(gathering_id: uuid.UUID, said: str) -> Any:
    flash(said, "success")
    return redirect(url_for("gatherings.show", gathering_id=gathering_id), 303)


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
