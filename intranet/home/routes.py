"""The first page, the page with everything else, and whether the intranet is well."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from intranet.cases import runtime
from intranet.cases.queries import beginning, board, listing, worklist
from intranet.cases.routes import task_words
from intranet.certificates.words import BADGES, LABELS, OWN_HELPS
from intranet.clock import local_date
from intranet.engine.definition import Transition
from intranet.extensions import db
from intranet.gatherings.news import news_for
from intranet.groups import found_nobody
from intranet.groups import listing as group_listing
from intranet.groups.meeting_days import awaited
from intranet.groups.queries import questions_for
from intranet.home import health, operations, queries
from intranet.home.navigation import tucked_away
from intranet.members import queries as members
from intranet.policy import ASSISTANT, MENTOR, OFFICE, TRAINER, VOLUNTEER, Actor, somewhere
from intranet.training.showing import waiting_for
from intranet.web.access import actor, moment, public, signed_in, writes

blueprint = Blueprint("home", __name__)

# Who meets people, and so finds their own tasks first.
HANDS_ON = frozenset({VOLUNTEER, ASSISTANT, MENTOR})
TASKS_SHOWN = 5
QUEUE_SHOWN = 5
CASES_SHOWN = 3


@blueprint.get("/")
@signed_in
def index() -> str:
    """Three kinds of people, three first pages; who is several gets the parts in this order."""
    session, reader, now = db.session(), actor(), moment()
    roles = {grant.role for grant in reader.grants}
    hands_on = bool(roles & HANDS_ON) or not roles & {TRAINER, *OFFICE}
    boards = _boards(reader)
    return render_template(
        "home/index.html",
        celebrations=queries.celebrations(session, reader, now),
        is_new=queries.is_new(session, reader),
        questions=questions_for(session, reader.person_id) if reader.person_id else [],
        to_report=awaited(session, reader, local_date(now)) if reader.person_id else [],
        to_confirm=waiting_for(session, reader.person_id) if reader.person_id else 0,
        reminders=queries.reminders(session, reader, now),
        gatherings=news_for(session, reader.person_id, now),
        own_certificate=queries.own_certificate(session, reader, now),
        to_decide=queries.suspensions_to_decide(session, reader, now),
        certificate_labels=LABELS,
        certificate_badges=BADGES,
        certificate_helps=OWN_HELPS,
        hands_on=hands_on,
        tasks=task_words.rows(
            session,
            reader,
            "ready",
            worklist.rows(session, reader, "ready", now, limit=TASKS_SHOWN).lines,
            now,
        ),
        ready=task_words.capped(task_words.ready_count(session, reader, now)),
        ahead=worklist.count(session, reader, "upcoming", now),
        trains=TRAINER in roles,
        ending=queries.certificates_that_end(session, reader, now) if TRAINER in roles else (),
        plans=bool(roles & set(OFFICE)),
        boards=boards,
        uncovered=group_listing.without_cover(session, reader, local_date(now)) if boards else (),
        several_said=found_nobody.several(session, reader),
        losing=group_listing.losing(session, reader, local_date(now)),
        followed=() if boards else _followed(reader),
        begins=() if boards else _begins(reader),
        members=members.waiting(session, reader),
        queue_shown=QUEUE_SHOWN,
        belongs=bool(reader.grants),
    )


def _boards(reader: Actor) -> list[tuple[Any, board.Board]]:
    if not somewhere(reader, "see", "board"):
        return []
    session = db.session()
    return [
        (process.workflow, board.board(session, process, reader, moment()))
        for process in runtime.processes(session).values()
        if beginning.makes_groups(process)
    ]


def _followed(reader: Actor) -> Sequence[listing.CaseLine]:
    """Whoever has no board finds the new groups they may open here, those that moved last first."""
    session = db.session()
    found = [
        line
        for process in runtime.processes(session).values()
        if beginning.makes_groups(process)
        for line in listing.cases(
            session, reader, listing.Narrowed(workflow=process.workflow.key), limit=CASES_SHOWN
        ).rows
    ]
    return sorted(found, key=lambda line: line.entered_at, reverse=True)[:CASES_SHOWN]


def _begins(reader: Actor) -> list[tuple[Any, str, Transition]]:
    held = {grant.role for grant in reader.grants}
    return [
        (process.workflow, way, step)
        for process in runtime.processes(db.session()).values()
        if beginning.makes_groups(process)
        for way, step in beginning.beginnings(process).items()
        if held & set(step.by)
    ]


@blueprint.get("/more")
@signed_in
def more() -> str:
    return render_template("home/more.html", entries=tucked_away())


@blueprint.post("/welcome/seen")
@signed_in
@writes
def put_welcome_away() -> Any:
    operations.put_welcome_away(db.session(), actor(), moment())
    return redirect(url_for("home.index"), 303)


@blueprint.post("/celebrations/<uuid:case_id>/seen")
@signed_in
@writes
def put_celebration_away(case_id: uuid.UUID) -> Any:
    operations.put_celebration_away(db.session(), actor(), moment(), case_id)
    return redirect(url_for("home.index"), 303)


@blueprint.get("/healthz")
@public
def healthz() -> Any:
    return {"ok": True}


@blueprint.get("/readyz")
@public
def readyz() -> Any:
    """Late timers are told and not refused: the pages work, it is the worker that needs looking after."""
    state = health.readiness(db.session(), moment())
    ready = state["database"] and state["migrations"]
    return {"ready": ready, **state}, 200 if ready else 503
