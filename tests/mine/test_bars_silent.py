"""To whoever is kept away every answer is the one for what does not exist: in status, bytes and statements."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event, select

from intranet.cases import runtime
from intranet.cases.models import Case, Task
from intranet.extensions import db
from tests import factories
from tests.mine.stage import NAME, NUMBER, Stage
from tests.mine.test_bars import keep_away
from tests.support.addresses import rules
from tests.support.visitors import Visitor
from tests.workflows.databases import ON_SQLITE

# What an address about a participant has besides the ids; nothing here says which addresses there are.
WORDS = {"purpose": "record", "mode": "consent", "key": "leave"}
ABOUT = {"participant_id", "case_id", "task_id"}
# About the reader alone: where they are signed in. Asked first, for what a browser costs the first time.
ACCOUNT = "/account"
TURNED = re.compile(r'name="(csrf_token|idempotency_key)" value="[^"]+"')


@contextmanager
def statements(stage: Stage) -> Iterator[list[str]]:
    """Those that are run meanwhile: what takes the same ones takes as long."""
    seen: list[str] = []
    with stage.app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def addresses(stage: Stage, ids: dict[str, uuid.UUID]) -> Iterator[tuple[str, str]]:
    """Method and path of every address about a participant, their case or a task in it, with these ids."""
    values = {**WORDS, **ids}
    for method in ("GET", "POST"):
        for rule in rules(stage.app, method):
            if rule.arguments & ABOUT and not rule.rule.startswith("/mine"):
                with stage.app.test_request_context():
                    built = rule.build({name: values[name] for name in rule.arguments})
                assert built is not None, rule
                yield method, built[1]


def ids_of(stage: Stage, participant_id: uuid.UUID) -> dict[str, uuid.UUID]:
    with stage.reading() as session:
        case_id = stage._case(session, participant_id).id  # noqa: SLF001 - the stage's own way to the case
        task_id = session.scalars(select(Task.id).where(Task.case_id == case_id)).first()
    assert task_id is not None
    return {"participant_id": participant_id, "case_id": case_id, "task_id": task_id}


def answered(stage: Stage, reader: Visitor, method: str, path: str) -> tuple[int, list[str], str, int]:
    """Status, statements, the body without what is drawn anew each time, and its length as it was sent."""
    reader.get(ACCOUNT)
    with statements(stage) as run:
        answer = reader.get(path) if method == "GET" else reader.post(path)
    body = TURNED.sub("", answer.text).replace(path, "ADDRESS")
    return answer.status_code, run, body, len(answer.data)


def test_page_task_and_form_cost_and_weigh_what_nothing_costs_and_weighs(stage: Stage) -> None:
    whose = stage.somebody(NAME, NUMBER)
    there, nowhere = ids_of(stage, whose), {name: uuid.uuid4() for name in ABOUT}
    volunteer = stage.visitor("volunteer")
    known = [volunteer.get(path).status_code for method, path in addresses(stage, there) if method == "GET"]
    assert known.count(200) > 3, "the control: before the bar they are there"
    keep_away(stage.on_their_page(whose), stage.cast.volunteer.id)
    met = list(zip(addresses(stage, there), addresses(stage, nowhere), strict=True))
    for (method, path), (_method, empty) in met:
        barred, nothing = (answered(stage, volunteer, method, at) for at in (path, empty))
        assert barred[0] == 404, path
        assert barred == nothing, path
    assert len(met) > 20


def everywhere(stage: Stage, reader: Visitor) -> dict[str, str]:
    """Every page of the reader that hangs on nobody but the group: lists, counts, boards, figures."""
    values = {"group_id": stage.group_id, "key": "participant_path"}
    found = {}
    for rule in rules(stage.app, "GET"):
        if rule.arguments <= values.keys() and not rule.rule.startswith(("/mine", ACCOUNT)):
            built = rule.build({name: values[name] for name in rule.arguments})
            assert built is not None
            answer = reader.get(built[1])
            found[built[1]] = TURNED.sub("", answer.text) if answer.status_code == 200 else ""
    for view in ("ready", "upcoming", "waiting", "snoozed", "done", "team"):
        found[view] = TURNED.sub("", reader.get(f"/tasks?view={view}").text)
    return found


@ON_SQLITE
def test_no_list_no_count_and_no_figure_is_another_than_before_they_came(stage: Stage) -> None:
    """With others of the group there, so that a count has something to be one more than."""
    for _ in range(4):
        stage.somebody("Nabo Eksempel")
    volunteer, assistant = stage.visitor("volunteer"), stage.visitor("assistant")
    before, of_assistant = everywhere(stage, volunteer), everywhere(stage, assistant)
    whose = stage.somebody(NAME)
    group = f"/groups/{stage.group_id}"
    seen = everywhere(stage, volunteer)
    tells = {path for path, page in seen.items() if page != before[path]}
    assert tells >= {"/tasks", "/cases", f"{group}/participants"}, "the control: a fifth is told of"
    keep_away(stage.on_their_page(whose), stage.cast.volunteer.id)
    now = everywhere(stage, volunteer)
    assert [path for path, page in now.items() if page != before[path]] == []
    assert everywhere(stage, assistant) != of_assistant, "nobody else is kept away"


@ON_SQLITE
def test_the_table_of_a_half_year_that_is_over_is_moved_by_no_bar_and_no_leaving(stage: Stage) -> None:
    """Where one less of five would be told: whoever is kept away would find it on the day of the bar."""
    whose, *_ = [stage.somebody() for _ in range(5)]
    stage.clock.moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    readers = [stage.visitor(name) for name in ("volunteer", "assistant", "coordinator")]

    def told() -> list[dict[str, str]]:
        pages = [unescape(one.get(f"/groups/{stage.group_id}/way").text) for one in readers]
        return [
            dict(re.findall(r"<p><strong>([^<]+)</strong> <span>([^<]+)</span></p>", one)) for one in pages
        ]

    before = told()
    assert before[0] == before[1] == before[2]
    assert before[0]["Visitor"] == "5 to 9"
    phone = stage.on_their_page(whose)
    keep_away(phone, stage.cast.volunteer.id)
    assert told() == before
    assert phone.post("/mine/leaving").status_code == 303
    assert told() == before


@ON_SQLITE
@pytest.mark.parametrize("besides", ["trainer", "board", "coordinator"])
def test_no_board_tells_whoever_leads_that_they_are_kept_away(stage: Stage, besides: str) -> None:
    """Of every process: for a board tells more than one may open."""
    with stage.writing() as session:
        factories.role(session, stage.cast.assistant, besides, stage.cast.units["vestland"])
        keys = list(runtime.processes(session))
    leads = stage.visitor("assistant")

    def boards() -> dict[str, tuple[int, str]]:
        pages = {key: leads.get(f"/workflows/{key}/board") for key in keys}
        return {key: (page.status_code, TURNED.sub("", page.text)) for key, page in pages.items()}

    before = boards()
    statuses = {key: status for key, (status, _) in before.items()}
    assert statuses["new_group"] == statuses["lost_cover"] == 200
    assert statuses["another_to_talk_to"] == statuses["participant_path"] == statuses["extra_support"] == 404
    assert statuses["member_follow_up"] == 404
    assert statuses["enquiry"] == (200 if besides == "coordinator" else 404)
    keep_away(stage.on_their_page(stage.somebody(NAME)), stage.cast.assistant.id)
    with stage.reading() as session:
        begun = session.scalars(select(Case.state).where(Case.workflow == "another_to_talk_to")).all()
    assert begun == ["wished"], "the control: there is something to be told"
    assert boards() == before
