"""What the engine writes from a definition: its page, its diagram, its schema and its sentences for translators."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from intranet.engine.diagram import mermaid
from intranet.engine.docs import index, page
from intranet.engine.extract import extract_workflow
from intranet.engine.process import Process
from intranet.engine.schema import schema
from intranet.engine.shape import shaped
from intranet.engine.source import parse
from tests.engine.conftest import PROCESSES

ROOT = Path(__file__).parents[2]


def test_the_page_says_who_may_what_and_which_promises_are_proven(new_group: Process) -> None:
    written = page(new_group)

    assert written.startswith("# Start a new group\n")
    assert "| **No assistant in half a year**<br>`nobody_found` |" in written
    assert "by itself, after 180 days" in written
    assert "not whoever began the case, Certified assistant, whoever took “Send for decision”" in written
    assert "paragraph | 30 days after the end, then erased |" in written
    assert "Every path to “First meetings”, “Running” passes `approve`." in written


def test_the_index_links_every_page(new_group: Process) -> None:
    assert "- [Start a new group](new_group.md): From the first idea" in index([new_group])


def test_the_diagram_draws_every_state_and_every_way(new_group: Process) -> None:
    lines = mermaid(new_group.workflow).splitlines()

    assert lines[0] == "stateDiagram-v2"
    assert '    state "Approved, not yet open" as approved' in lines
    assert "    [*] --> idea : Register an idea" in lines
    assert "    waiting_assistant --> on_hold : No assistant in half a year (by itself)" in lines
    assert "    active --> [*]" in lines
    ways = sum(len(step.from_) or 1 for step in new_group.workflow.transitions.values())
    assert sum(" : " in line for line in lines) == ways


def test_the_diagram_survives_words_that_mermaid_would_read_as_its_own() -> None:
    text = (PROCESSES / "new_group" / "workflow.yaml").read_text()
    renamed = text.replace('label: "Idea"', r'label: "Idea: \"now\"; or {later}"')
    workflow, problems = shaped(parse(Path("new_group/workflow.yaml"), renamed), "new_group")

    assert problems == ()
    assert workflow is not None
    assert '    state "Idea#58; #quot;now#quot;#59; or #123;later#125;" as idea' in mermaid(workflow)


def test_the_schema_for_editors_is_fresh() -> None:
    assert (ROOT / "workflows" / "schema.json").read_text(encoding="utf-8") == schema()


def test_every_sentence_is_extracted_with_its_workflow_as_context() -> None:
    with (PROCESSES / "new_group" / "workflow.yaml").open("rb") as file:
        found = list(extract_workflow(file, (), (), {}))

    assert found[0] == (1, "pgettext", ("new_group", "Start a new group"), [])
    sentences = [message for _, _, (_, message), _ in found]
    for expected in (
        "Somebody wants a group in a place.",
        "Take it up",
        "Monday",
        "Nobody decides their own application",
    ):
        assert expected in sentences
    assert "coordinator" not in sentences
    assert "idea" not in sentences


def test_a_file_that_is_no_yaml_is_not_silently_left_out() -> None:
    with pytest.raises(ValueError, match="this is not YAML"):
        list(extract_workflow(BytesIO(b"title: ["), (), (), {"key": "new_group"}))
