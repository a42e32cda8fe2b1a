"""Workflows as pages: what each process is, its board, and beginning a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as browser_session

from intranet.cases import runtime
from intranet.cases.forms import form_for, point_out, typed_answers
from intranet.cases.operations import begin
from intranet.cases.queries import beginning
from intranet.cases.queries import board as boards
from intranet.cases.queries.beginning import Subject
from intranet.cases.queries.offered import Where, offered
from intranet.clock import local_date
from intranet.engine.definition import Transition
from intranet.engine.process import Process
from intranet.engine.rules import Refusal
from intranet.engine.text import Text, either
from intranet.extensions import db
from intranet.folding import folded
from intranet.i18n import gettext as _
from intranet.organisation.models import Unit
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.web.access import actor, moment, needs, signed_in, writes
from intranet.web.forms import Form

blueprint = Blueprint("workflows", __name__, url_prefix="/workflows")

REMEMBERED = "board_unit"


@blueprint.get("")
@signed_in
def index() -> str:
    processes = runtime.processes(db.session())
    return render_template(
        "workflows/index.html",
        workflows=[
            (process.workflow, beginning.may_begin(process, actor()), boards.has_board(process, actor()))
            for process in processes.values()
        ],
    )


@blueprint.get("/<key>")
@signed_in
def show(key: str) -> str:
    process = _process(key)
    workflow = process.workflow
    return render_template(
        "workflows/show.html",
        workflow=workflow,
        who={
            name: either([process.who_in_a_sentence(one) for one in step.by])
            for name, step in workflow.transitions.items()
        },
        for_whom={name: process.who_in_a_sentence(task.for_[0]) for name, task in workflow.tasks.items()},
        may_begin=beginning.may_begin(process, actor()),
        has_board=boards.has_board(process, actor()),
    )


@blueprint.get("/<key>/board")
@needs(("see", "board"))
def board(key: str) -> str:
    process = _process(key)
    if not boards.has_board(process, actor()):
        raise NotVisible
    choices = boards.districts(db.session(), actor())
    unit = _chosen_district(choices)
    shown = boards.board(db.session(), process, actor(), moment(), unit_path=unit.path if unit else "")
    return render_template(
        "workflows/board.html",
        workflow=process.workflow,
        board=shown,
        districts=choices,
        unit=unit,
        may_begin=beginning.may_begin(process, actor()),
    )


@blueprint.route("/<key>/start", methods=["GET", "POST"])
@signed_in
@writes
def start(key: str) -> Any:
    process = _process(key)
    ways = beginning.beginnings(process)
    if not ways:
        raise NotVisible
    way = request.args.get("transition") or (next(iter(ways)) if len(ways) == 1 else None)
    if way is None:
        return render_template("workflows/ways.html", workflow=process.workflow, ways=ways)
    if way not in ways:
        raise NotVisible
    draw = _about if beginning.asks_for_subject(process, way) else _in_a_unit
    drawn = draw(process, way, ways[way])
    if request.method == "GET":
        return drawn.html()
    return _begin(drawn)


@dataclass
class _Drawn:
    """The form that begins a case, as it was drawn for this reader.

    `unit` is None while it is not chosen, and so is `subject` where the case is about somebody or something there
    already; `subjects` are those that may be chosen, and then no unit is asked for.
    """

    process: Process
    way: str
    transition: Transition
    units: Sequence[Unit]
    unit: Unit | None
    form: Form
    subjects: Sequence[Subject] = ()
    subject: Subject | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is known where the case stands, or what it is about."""
        return self.subject is not None if self.subjects else self.unit is not None

    def html(self, **more: Any) -> str:
        """The page; `more` is what was found when the form was sent: refusals, or what is in the town already."""
        fields = self.transition.fields
        place = Where(actor(), (self.unit or self.units[0]).path, moment())
        suggested = offered(db.session(), self.process, fields, place, begins=True).suggestions
        return render_template(
            "workflows/start.html",
            workflow=self.process.workflow,
            way=self.way,
            transition=self.transition,
            says=[Text(sentence) for sentence in self.process.says(self.way)],
            units=self.units,
            unit=self.unit,
            subjects=self.subjects,
            subject=self.subject,
            form=self.form,
            suggestions=suggested,
            **{"refusals": (), "beside": None, "unit_error": False, **more},
        )

    def refused(self, **more: Any) -> tuple[str, int]:
        """The page again with what was typed; whatever a refused operation had begun is dropped before."""
        db.session().rollback()
        return self.html(**more), 422


def _begin(drawn: _Drawn) -> Any:
    session, process, form = db.session(), drawn.process, drawn.form
    good = form.validate()
    if not good or not drawn.is_whole or drawn.unit is None:
        return drawn.refused(unit_error=not drawn.is_whole)
    answers = typed_answers(form)
    place = next((answers[key] for key in drawn.transition.fields if _is_place(process, key)), None)
    key = None if (given := form.key()) is None else str(given)
    already = beginning.beside(session, process, actor(), drawn.unit, place)
    unseen = already is not None and request.form.get("seen_similar") != folded(place or "")
    if unseen and not beginning.was_sent(session, key, actor()):
        return drawn.refused(beside=already, seen_similar=folded(place or ""))
    try:
        outcome = begin(
            session, process.workflow.key, drawn.way, actor(), drawn.unit, moment(), answers, key=key,
            subject_id=None if drawn.subject is None else drawn.subject.id,
        )  # fmt: skip
    except Refused as problem:
        rest: tuple[Refusal, ...] = point_out(form, problem.refusals)
        return drawn.refused(refusals=rest)
    except Stale as problem:
        # Sent before, gone back to and filled in otherwise: drawn again, it can be sent as what it is, another one.
        session.rollback()
        return drawn.html(refusals=(Refusal("sent_before", problem.text),)), 409
    flash(_("It is registered. Here you can follow what happens with it."), "success")
    return redirect(url_for("cases.show", case_id=outcome.case_id), 303)


def _is_place(process: Process, key: str) -> bool:
    return process.workflow.fields[key].kind == "place"


def _process(key: str) -> Process:
    return runtime.process(db.session(), key)


def _in_a_unit(process: Process, way: str, transition: Transition) -> _Drawn:
    units = beginning.units_to_begin_in(db.session(), transition, actor())
    if not units:
        raise _not_theirs(process, transition)
    unit = _wanted_unit(units)
    return _Drawn(process, way, transition, units, unit, _form(process, transition, (unit or units[0]).path))


def _about(process: Process, way: str, transition: Transition) -> _Drawn:
    today = local_date(moment())
    subjects = beginning.subjects_to_begin_about(db.session(), process, transition, actor(), today)
    if not subjects:
        raise _not_theirs(process, transition)
    wanted = request.values.get("subject", "")
    chosen = subjects[0] if len(subjects) == 1 else None
    subject = next((one for one in subjects if str(one.id) == wanted), chosen)
    unit = beginning.unit_of(db.session(), process, (subject or subjects[0]).id)
    form = _form(process, transition, unit.path)
    return _Drawn(process, way, transition, [unit], unit, form, subjects, subject)


def _form(process: Process, transition: Transition, path: str) -> Form:
    place = Where(actor(), path, moment())
    fields = transition.fields
    return form_for(process, fields, offered(db.session(), process, fields, place, begins=True))


def _not_theirs(process: Process, transition: Transition) -> Denied:
    who = either([process.who_in_a_sentence(name) for name in transition.by])
    return Denied(Text("This step is for %(who)s.", {"who": who}))


def _wanted_unit(units: Sequence[Unit]) -> Unit | None:
    """The unit that was chosen; the only one where there is no choice; None while it is not chosen."""
    if len(units) == 1:
        return units[0]
    wanted = request.form.get("unit", "")
    return next((unit for unit in units if str(unit.id) == wanted), None)


def _chosen_district(choices: Sequence[Unit]) -> Unit | None:
    """The district the board is narrowed to: chosen now, or the time before."""
    given = request.args.get("unit")
    if given is not None:
        browser_session[REMEMBERED] = given
    wanted = browser_session.get(REMEMBERED, "")
    return next((unit for unit in choices if str(unit.id) == wanted), None)
