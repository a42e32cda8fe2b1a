"""A new definition strands no open case, and shows what it would change for each before it is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from intranet.engine.loader import DefinitionError, load_one
from intranet.engine.process import Process, Settings
from intranet.engine.situation import Situation, TaskFact
from intranet.engine.times import Calendar
from intranet.engine.versions import change, refuse_stranding, strands
from tests.engine.conftest import PROCESSES

MOMENT = datetime(2026, 9, 7, 8, tzinfo=UTC)
ENTERED = MOMENT - timedelta(days=3)
NO_REST = Calendar("UTC", quiet=())


def changed(place: Path, settings: Settings, *changes: tuple[str, str]) -> Process:
    folder = place / "new_group"
    folder.mkdir()
    text = (PROCESSES / "new_group" / "workflow.yaml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "workflow.yaml").write_text(text)
    (folder / "rules.py").write_text((PROCESSES / "new_group" / "rules.py").read_text())
    return load_one(folder, settings)


def open_case(state: str, *tasks: TaskFact) -> Situation:
    return Situation(state, entered_at=ENTERED, via="submit", tasks=tasks, calendar=NO_REST)


def task(key: str, due_in: int | None = None) -> TaskFact:
    due = None
    if due_in is not None:
        due = (ENTERED + timedelta(days=due_in)).replace(hour=23, minute=59, second=59)
    return TaskFact(uuid4(), key, "open", opened_at=ENTERED, due_at=due)


def test_the_same_definition_changes_nothing(new_group: Process) -> None:
    decide = task("decide", 14)

    found = change(new_group, open_case("decision", decide), MOMENT)

    assert (found.state, found.goes, found.appears, found.moves, found.renamed) == (
        "decision",
        (),
        (),
        (),
        {},
    )


def test_a_state_that_vanishes_strands_its_cases_unless_it_is_renamed(
    tmp_path: Path, settings: Settings
) -> None:
    new = changed(tmp_path, settings, ("decision", "deliberation"))

    assert strands({"decision", "planning"}, new.workflow) == ("decision",)
    with pytest.raises(
        DefinitionError, match=r"workflow.yaml:1: 4 open case\(s\) stand in decision, which is gone"
    ):
        refuse_stranding({"decision": 4, "planning": 2}, new)
    with pytest.raises(DefinitionError):
        change(new, open_case("decision"), MOMENT)


def test_a_renamed_state_takes_its_cases_along(tmp_path: Path, settings: Settings) -> None:
    new = changed(
        tmp_path,
        settings,
        ("decision", "deliberation"),
        ("states:\n", "renamed: {decision: deliberation}\nstates:\n"),
    )

    refuse_stranding({"decision": 4}, new)
    assert change(new, open_case("decision", task("decide", 14)), MOMENT).state == "deliberation"


def test_tasks_that_go_appear_and_move_are_shown(tmp_path: Path, settings: Settings) -> None:
    new = changed(
        tmp_path,
        settings,
        ("in: approved, for: staff, due: 7 days, help", "in: approved, for: staff, due: 3 days, help"),
        ("  welcome_pack:      {", "  welcome_gift:      {"),
    )
    announce, pack = task("announce", 7), task("welcome_pack", 7)
    case = Situation(
        "approved",
        entered_at=ENTERED,
        via="approve",
        answers={"first_meeting": "2026-10-01"},
        tasks=(announce, pack, TaskFact(uuid4(), "visit_first", "done", opened_at=ENTERED)),
        calendar=NO_REST,
    )

    found = change(new, case, MOMENT)

    assert found.goes == (pack,)
    assert {opened.key for opened in found.appears} == {"hold_first", "welcome_gift"}
    assert [(moved.task_id, moved.due_at) for moved in found.moves] == [
        (announce.id, datetime(2026, 9, 7, 23, 59, 59, tzinfo=UTC))
    ]


def test_a_renamed_task_goes_on_under_its_new_name(tmp_path: Path, settings: Settings) -> None:
    new = changed(
        tmp_path,
        settings,
        ("  decide:\n", "  weigh_up:\n"),
        ("states:\n", "renamed: {decide: weigh_up}\nstates:\n"),
    )
    decide = task("decide", 14)

    found = change(new, open_case("decision", decide), MOMENT)

    assert (found.renamed, found.goes, found.appears) == ({decide.id: "weigh_up"}, (), ())


def test_the_timers_are_those_of_the_new_definition(tmp_path: Path, settings: Settings) -> None:
    new = changed(tmp_path, settings, ("by: system, when: after 180 days", "by: system, when: after 1 day"))

    found = change(new, open_case("waiting_assistant", task("seek_candidates", 21)), MOMENT)

    (timer,) = found.timers
    assert (timer.key, timer.at) == ("nobody_found", datetime(2026, 9, 7, 8, tzinfo=UTC))
