"""The trainer's desk, one's own way, and "I need a break"."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as browser_session

from intranet.candidates import mine as own_page
from intranet.candidates import near, operations, queries
from intranet.candidates.way import CERTIFICATION, first_open
from intranet.cases import runtime
from intranet.cases.forms import form_for, point_out, typed_answers
from intranet.cases.queries import beginning
from intranet.cases.queries.foretelling import without_them
from intranet.cases.queries.leaving import leaving
from intranet.certificates.checks import wrong_pause
from intranet.certificates.words import BADGES, LABELS, OWN_HELPS
from intranet.clock import local_date
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import ngettext
from intranet.organisation.models import Unit
from intranet.organisation.settings import LIMITS, limit
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.web.access import actor, moment, needs, signed_in, writes
from intranet.web.forms import Form

blueprint = Blueprint("candidates", __name__)

REMEMBERED = "desk_unit"
LOOK_FIRST = Text(
    "Below stands what it would mean on these days. Nothing is noted yet; press once more if they are right."
)
WORDS = {"labels": LABELS, "badges": BADGES, "helps": OWN_HELPS}


@blueprint.get("/candidates")
@needs(("see", "candidates"))
def index() -> Any:
    session, reader, now = db.session(), actor(), moment()
    choices = queries.districts(session, reader)
    unit = _chosen_district(choices)
    path = unit.path if unit else ""
    stages = queries.desk(session, reader, now, path)
    return render_template(
        "candidates/index.html",
        stages=[stage for stage in stages if stage.count],
        count=sum(stage.count for stage in stages),
        workflow=CERTIFICATION,
        endings=queries.endings(session, reader, now, path),
        courses=queries.courses(session, reader, now, path),
        places=near.places(session, reader, now, path),
        districts=choices,
        unit=unit,
    )


@blueprint.get("/candidates/mine")
@signed_in
def mine() -> Any:
    found = own_page.mine(db.session(), actor(), moment())
    steps = leaving(found.way.reading) if found.way is not None else ()
    process = runtime.processes(db.session()).get(CERTIFICATION)
    return render_template(
        "candidates/mine.html",
        mine=found,
        step=first_open(steps),
        others=[step for step in steps if step.is_open and step.key not in own_page.OF_A_BREAK],
        begins=process.workflow.key
        if process is not None and beginning.may_begin(process, actor())
        else None,
        **WORDS,
    )


@blueprint.route("/break", methods=["GET", "POST"])
@signed_in
@writes
def take_break() -> Any:
    if request.method == "GET":
        return _break_page()
    form = _break_form()
    try:
        if not form.validate():
            return _break_page(form), 422
        days = typed_answers(form)
        if lines := _not_told_yet(days["pause_from"], days["pause_until"]):
            return _break_page(form, lines=lines), 422
        taken = operations.take_break(
            db.session(), actor(), moment(), from_on=days["pause_from"], until_on=days["pause_until"],
            version=form.expected_version(), key=_key(form),
        )  # fmt: skip
    except Refused as problem:
        db.session().rollback()
        return _break_page(form, refusals=point_out(form, problem.refusals)), 422
    except (Denied, Stale, NotVisible) as problem:
        return _otherwise(problem)
    said = [_("Your break is noted. Take care, and come back when it suits you.")]
    if taken.handed_back:
        said.append(
            ngettext(
                "One task was handed back for you.",
                "%(num)s tasks were handed back for you.",
                taken.handed_back,
            )
        )
    flash(" ".join(said), "success")
    return redirect(url_for("candidates.take_break"), 303)


@blueprint.post("/break/end")
@signed_in
@writes
def come_back() -> Any:
    form = Form()
    try:
        operations.come_back(db.session(), actor(), moment(), version=form.expected_version(), key=_key(form))
    except Refused as problem:
        db.session().rollback()
        return _break_page(refusals=problem.refusals), 422
    except (Denied, Stale, NotVisible) as problem:
        return _otherwise(problem)
    flash(_("Welcome back!"), "success")
    return redirect(url_for("candidates.mine"), 303)


def _otherwise(problem: Denied | Stale | NotVisible) -> tuple[str, int]:
    """It stands otherwise than the form believed, or there is nothing that could rest: the page as it is now."""
    db.session().rollback()
    says = None if isinstance(problem, NotVisible) else problem.text
    return _break_page(says=says), 403 if isinstance(problem, Denied) else 409


def _not_told_yet(first: date, last: date) -> Sequence[Text]:
    """What these days would mean, if the page that was sent did not say all of it; refused days mean nothing."""
    found = own_page.mine(db.session(), actor(), moment())
    if found.rest is None or any(wrong_pause(first, last, local_date(moment()))):
        return ()
    lines, told = _without_me(first, last), request.form.get("told", "").split()
    return () if all(_digest(line) in told for line in lines) else lines


def _without_me(first: date, last: date | None = None) -> Sequence[Text]:
    session, reader = db.session(), actor()
    return () if reader.person_id is None else without_them(session, reader, reader.person_id, first, last)


def _digest(line: Text) -> str:
    return hashlib.sha256(repr(line).encode()).hexdigest()[:16]


def _break_page(
    form: Form | None = None,
    refusals: Sequence[Refusal] = (),
    says: Text | None = None,
    lines: Sequence[Text] | None = None,
) -> str:
    """As it stands now: the form of a break, the break that lasts, or why there is none to take.

    `lines`: what the days in the form would mean; until some are chosen, what it would mean from today.
    """
    session, reader, now = db.session(), actor(), moment()
    found = own_page.mine(session, reader, now)
    if lines is not None:
        says = LOOK_FIRST
    else:
        lines = _without_me(local_date(now)) if found.rest is not None else ()
    answers = found.way.reading.answers if found.way is not None else {}
    return render_template(
        "candidates/break.html",
        mine=found,
        form=form or (_break_form() if found.rest is not None else None),
        foretold_lines=lines,
        told=" ".join(map(_digest, lines)),
        until=answers.get("pause_until"),
        free_days=_free_days(found),
        refusals=refusals,
        says=says,
        looks_first=says is LOOK_FIRST,
        **WORDS,
    )


def _free_days(found: own_page.Mine) -> int:
    """Within so many days one comes back by oneself."""
    if found.way is None:
        return LIMITS["pause_free_days"]
    return limit(db.session(), found.way.reading.case.unit_path, "pause_free_days")


def _break_form() -> Form:
    process = runtime.process(db.session(), CERTIFICATION)
    if own_page.PAUSE not in process.workflow.transitions:
        raise NotVisible
    fields = process.workflow.transitions[own_page.PAUSE].fields
    return form_for(process, fields, answers={"pause_from": local_date(moment())})


def _key(form: Form) -> str | None:
    key = form.key()
    return None if key is None else str(key)


def _chosen_district(choices: Sequence[Unit]) -> Unit | None:
    """The district the desk is narrowed to: chosen now, or the time before."""
    given = request.args.get("unit")
    if given is not None:
        browser_session[REMEMBERED] = given
    wanted = browser_session.get(REMEMBERED, "")
    return next((unit for unit in choices if str(unit.id) == wanted), None)
