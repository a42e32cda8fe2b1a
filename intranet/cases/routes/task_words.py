"""The worklist's rows, tabs and sentences in the reader's words; what is on the list is asked in `queries.worklist`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g, url_for
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.queries import task_page, worklist
from intranet.cases.queries.task_page import SeenTask
from intranet.cases.queries.worklist import CAP, VIEWS, Line, View
from intranet.cases.routes.naming import names_noted
from intranet.engine.text import Text
from intranet.i18n import lazy_gettext
from intranet.policy import Actor

VIEW_WORDS: Mapping[View, object] = {
    "ready": lazy_gettext("Ready"),
    "upcoming": lazy_gettext("Upcoming"),
    "waiting": lazy_gettext("Waiting"),
    "snoozed": lazy_gettext("Snoozed"),
    "done": lazy_gettext("Done"),
}


@dataclass(frozen=True)
class Row:
    """A line for templates/tasks/_row.html."""

    line: Line
    label: Text
    place: str | Text
    late: bool


@dataclass(frozen=True)
class Tab:
    url: str
    label: object
    current: bool
    count: int | str


def rows(session: Session, reader: Actor, view: View, lines: Sequence[Line], moment: datetime) -> list[Row]:
    """Tasks whose workflow is not loaded here, or no longer has them, are left out."""
    names = names_noted(session, reader, moment, [line.case_id for line in lines])
    processes = runtime.processes(session)
    found = []
    for line in lines:
        process = processes.get(line.workflow)
        written = process.workflow.tasks.get(line.key) if process else None
        if process is None or written is None:
            continue
        late = view == "ready" and line.at is not None and line.at < moment
        place = names.get(line.case_id) or line.title or process.workflow.words(process.workflow.title)
        found.append(Row(line, process.workflow.words(written.label), place, late))
    return found


def ready_count(session: Session, reader: Actor, moment: datetime) -> int:
    """How many tasks are ready for the reader, asked once for the whole page: the menu says it too."""
    if "ready_count" not in g:
        g.ready_count = worklist.count(session, reader, "ready", moment)
    return int(g.ready_count)


def capped(count: int) -> int | str:
    return f"{CAP}+" if count > CAP else count


def tabs(current: View, counts: Mapping[View, int]) -> list[Tab]:
    return [
        Tab(url_for("tasks.index", view=view), VIEW_WORDS[view], view == current, capped(counts[view]))
        for view in VIEWS
    ]


def done(seen: SeenTask, since: datetime) -> Text:
    """What happened, what comes next and for whom."""
    coming = task_page.what_comes_next(seen, since)
    if not coming:
        return Text("“%(task)s” is done. Thank you.", {"task": seen.label})
    values = {"task": seen.label, "next": coming[0].label, "who": coming[0].who}
    if len(coming) == 1:
        return Text("“%(task)s” is done. Next: “%(next)s”, for %(who)s.", values)
    return Text(
        "“%(task)s” is done. Next: “%(next)s”, for %(who)s, and one more.",
        values,
        plural="“%(task)s” is done. Next: “%(next)s”, for %(who)s, and %(n)s more.",
        n=len(coming) - 1,
    )
