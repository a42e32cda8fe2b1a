"""Where somebody can go, as the policy table lets them; it decides nothing itself.

An error page marks no entry as the one the reader is at: it is the same for what is foreign and what does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import g, request, url_for
from flask_login import current_user

from intranet.cases import runtime
from intranet.cases.queries import beginning, enquiries
from intranet.cases.routes.task_words import capped, ready_count
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import label
from intranet.members import queries as members
from intranet.policy import LEARNERS, Actor, somewhere
from intranet.web.access import actor, moment

# A phone's bar has room for so many; the rest stand on the page "More".
ROOM = 5


@dataclass(frozen=True)
class Entry:
    """`place` is "" in the bar and in the column, "column" only there, "bar" for the way to the others."""

    url: str
    label: str
    icon: str
    current: bool = False
    count: int | str | None = None
    place: str = ""


def navigation() -> list[Entry]:
    """For the layout; empty for whoever is not signed in."""
    if not current_user.is_authenticated:
        return []
    found = entries(actor())
    if len(found) <= ROOM:
        return found
    bar, rest = found[: ROOM - 1], [replace(entry, place="column") for entry in found[ROOM - 1 :]]
    here = request.endpoint == "home.more" or any(entry.current for entry in rest)
    return [*bar, *rest, Entry(url_for("home.more"), _("More"), "menu", here, place="bar")]


def tucked_away() -> list[Entry]:
    """What the page "More" lists."""
    found = entries(actor())
    return found[ROOM - 1 :] if len(found) > ROOM else []


def entries(reader: Actor) -> list[Entry]:
    ready = ready_count(db.session(), reader, moment())
    found = [
        _entry("home.index", _("Start"), "home"),
        replace(_entry("tasks.index", _("My tasks"), "list-checks"), count=capped(ready)),
    ]
    if somewhere(reader, "see", "candidates"):
        found.append(replace(_entry("candidates.index", _("Candidates"), "user-plus"), current=_is_desk()))
    if somewhere(reader, "see", "board"):
        found += _boards()
    if somewhere(reader, "see", "enquiries"):
        waiting = enquiries.count(db.session(), reader)
        found.append(replace(_entry("callers.index", _("Enquiries"), "message"), count=waiting or None))
    elif somewhere(reader, "register", "enquiry"):
        found.append(_entry("enquiries.new", _("Somebody asks"), "message"))
    if somewhere(reader, "see", "membership"):
        waits = members.waiting(db.session(), reader)
        own = _entry("members.index", _("Members"), "heart")
        found.append(replace(own, count=waits.ready + waits.unpaid or None))
    for thing, endpoint, words, icon in (
        ("listed_group", "groups.index", _("Groups"), "users"),
        ("gathering", "gatherings.index", _("Gatherings"), "calendar"),
        ("person", "people.index", _("People"), "user"),
        ("certificate", "certificates.index", _("Certificates"), "award"),
        ("unit", "organisation.index", _("Organisation"), "building"),
        ("figures", "reports.index", _("Figures"), "file-text"),
    ):
        if somewhere(reader, "see", thing):
            found.append(_entry(endpoint, words, icon))
    if somewhere(reader, "see", "way") and not somewhere(reader, "see", "figures"):
        found.append(_entry("reports.way", _("The way of visitors"), "file-text"))
    if any(grant.role in LEARNERS for grant in reader.grants):
        own = _entry("training.mine", _("My training"), "shield-check")
        somebodys = "person_id" in (request.view_args or {})
        found.append(replace(own, current=own.current and not somebodys))
    return found


def _boards() -> list[Entry]:
    """One board for each workflow that makes groups; they bear their own names only where there are several."""
    workflows = [
        one.workflow for one in runtime.processes(db.session()).values() if beginning.makes_groups(one)
    ]
    return [
        Entry(
            url_for("workflows.board", key=workflow.key),
            _("New groups") if len(workflows) == 1 else label(workflow.key, workflow.title),
            "kanban",
            current=not g.get("failed")
            and request.blueprint in ("workflows", "cases")
            and (g.get("workflow") or (request.view_args or {}).get("key", workflow.key)) == workflow.key,
        )
        for workflow in workflows
    ]


def _is_desk() -> bool:
    """One's own way and one's break belong to the first page."""
    return request.endpoint == "candidates.index" and not g.get("failed")


def _entry(endpoint: str, words: str, icon: str) -> Entry:
    blueprint = endpoint.split(".", maxsplit=1)[0]
    here = request.endpoint == endpoint if blueprint == "home" else request.blueprint == blueprint
    return Entry(url_for(endpoint), words, icon, here and not g.get("failed"))
