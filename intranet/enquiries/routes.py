"""The public pages, asking and finding a group, and the form for whoever takes the phone; cases are another room's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from intranet import i18n
from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.enquiries import finding, forms, guarding, operations
from intranet.enquiries.forms import Asking
from intranet.enquiries.words import COUNTRIES, LINES
from intranet.extensions import db
from intranet.groups.words import KINDS, RHYTHMS, WEEKDAYS
from intranet.i18n import gettext as _
from intranet.i18n import render_text
from intranet.organisation.queries import countries_of, towns_like
from intranet.problems import Refused, Stale
from intranet.training.models import CONFIDENTIALITY
from intranet.training.queries import has_signed
from intranet.web.access import actor, moment, needs, public, writes

blueprint = Blueprint("enquiries", __name__)

LONGEST_TYPED = 80
SUGGESTED = 60
# Whose language is spoken where; somebody else begins with the first country we are in.
SPOKEN = {"nb": "NO", "sv": "SE", "da": "DK"}


def _wait(how_long: timedelta) -> Response:
    """What was written stays on the page; the numbers to call stand above it as ever."""
    form = _asking()
    text = Text(
        "There were many messages from here in a short time. Please send it again in a minute, or call."
    )
    form.form_errors.append(render_text(text))
    response = make_response(_ask_page(form), 429)
    response.headers["Retry-After"] = str(max(1, round(how_long.total_seconds())))
    return response


@blueprint.route("/ask", methods=["GET", "POST"])
@public
@guarding.throttled(_wait)
@writes
def ask() -> Any:
    form = _asking()
    if request.method == "GET":
        return _ask_page(form)
    if not form.validate():
        return _ask_page(form), 422
    # Never thrown away in silence: it may have been somebody's browser after all.
    if form.left_empty.data or not guarding.read_at_leisure(form.drawn.data):
        form.form_errors.append(_("Please look it through once more, and then send it."))
        return _ask_page(form), 422
    try:
        operations.receive(db.session(), moment(), form.asked(), key=form.key())
    except Refused as refused:
        db.session().rollback()
        form.show(refused.refusals)
        return _ask_page(form), 422
    except Stale as stale:
        db.session().rollback()
        form.form_errors.append(render_text(stale.text))
        return _ask_page(form), 409
    return redirect(url_for("enquiries.sent", country=form.country.data), 303)


@blueprint.get("/ask/sent")
@public
def sent() -> str:
    country = _country()
    return render_template("enquiries/sent.html", lines=LINES[country], country=country)


@blueprint.get("/find")
@public
def find() -> str:
    session, country = db.session(), _country()
    town = request.args.get("town", "").strip()[:LONGEST_TYPED]
    return render_template(
        "enquiries/find.html",
        looked=finding.find(session, country, town),
        town=town,
        suggestions=towns_like("", country, SUGGESTED),
        kinds=KINDS,
        weekdays=WEEKDAYS,
        rhythms=RHYTHMS,
        **_where(country),
    )


@blueprint.route("/enquiries/new", methods=["GET", "POST"])
@needs(("register", "enquiry"))
@writes
def new() -> Any:
    session = db.session()
    mine = countries_of(session, tuple({grant.nation_path for grant in actor().grants}))
    form = forms.Told(language=i18n.language())
    countries = [country for country in finding.countries(session) if country in mine]
    form.offer_more(countries)
    form.country.data = form.country.data or next(iter(countries), "")
    if not form.validate_on_submit():
        return _new_page(form)
    me = actor().person_id
    if form.goes_on.data and (
        me is None or not has_signed(session, me, CONFIDENTIALITY, local_date(moment()))
    ):
        text = Text("Sign the promise of confidentiality first. You find it under My training.")
        form.show((Refusal("goes_on", text),))
        return _new_page(form)
    try:
        operations.receive(
            session, moment(), form.asked(), channel=form.channel.data, by=me,
            goes_on=form.goes_on.data, key=form.key(),
        )  # fmt: skip
    except Refused as refused:
        session.rollback()
        form.show(refused.refusals)
        return _new_page(form)
    except Stale as stale:
        session.rollback()
        form.form_errors.append(render_text(stale.text))
        return _new_page(form)[0], 409
    if form.goes_on.data:
        flash(_("It is registered, and it is yours. You find it among your tasks."), "success")
    else:
        flash(_("It is registered. The coordinator sees it now, and one person gets in touch."), "success")
    return redirect(url_for("tasks.index"), 303)


def _asking() -> Asking:
    form = Asking(language=i18n.language())
    form.offer()
    form.country.data = _country()
    return form


def _ask_page(form: Asking) -> str:
    form.drawn.data = guarding.drawn(form.drawn.data)
    return render_template(
        "enquiries/ask.html",
        form=form,
        lines=LINES[form.country.data],
        suggestions=towns_like("", form.country.data, SUGGESTED),
        kept_days=operations.kept_days(db.session(), form.country.data),
        **_where(form.country.data),
    )


def _new_page(form: forms.Told) -> tuple[str, int]:
    country = form.country.data
    html = render_template(
        "enquiries/new.html",
        form=form,
        lines=LINES.get(country, ()),
        suggestions=towns_like("", country, SUGGESTED),
    )
    return html, 422 if form.is_submitted() else 200


def _where(country: str) -> dict[str, Any]:
    others = [code for code in finding.countries(db.session()) if code != country]
    return {
        "country": country,
        "country_name": COUNTRIES[country],
        "others": others,
        "country_names": COUNTRIES,
    }


def _country() -> str:
    """The one that was chosen, else where the reader's language is spoken, else the first that we are in."""
    here = finding.countries(db.session())
    for wished in (request.values.get("country"), SPOKEN.get(i18n.language())):
        if wished in here:
            return str(wished)
    return here[0] if here else "NO"
