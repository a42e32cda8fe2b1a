"""One word, everywhere: whoever knows the name of a process or a feature finds its files without searching."""

from __future__ import annotations

from pathlib import Path

import pytest

from intranet.cases import load_processes
from intranet.translations import catalogue

ROOT = Path(__file__).parent.parent
PROCESSES = load_processes(None)
FEATURES = sorted(path.parent.name for path in (ROOT / "intranet").glob("*/routes*"))
# Contexts that tell words apart which are no process: what a role is called.
OTHER_CONTEXTS = {"role"}


@pytest.mark.parametrize("key", PROCESSES)
def test_a_process_has_one_name_in_every_tree(key: str) -> None:
    assert (ROOT / "workflows" / key / "workflow.yaml").is_file()
    assert (ROOT / "workflows" / key / "rules.py").is_file()
    assert (ROOT / "tests" / "workflows" / key).is_dir()
    assert (ROOT / "docs" / "workflows" / f"{key}.md").is_file()


def test_whatever_is_named_after_a_process_has_one() -> None:
    for tree in ("tests/workflows", "templates/workflows"):
        folders = {
            path.name for path in (ROOT / tree).iterdir() if path.is_dir() and path.name != "__pycache__"
        }
        assert folders <= set(PROCESSES), f"{tree}: {folders - set(PROCESSES)}"
    pages = {path.stem for path in (ROOT / "docs" / "workflows").glob("*.md")}
    assert pages - {"README"} == set(PROCESSES)  # README lists them


@pytest.mark.parametrize("language", ["sv", "nb", "da"])
def test_the_gettext_context_of_a_process_is_its_key(language: str) -> None:
    contexts = {message.context for message in catalogue.read(language) if message.context}
    assert contexts - OTHER_CONTEXTS == set(PROCESSES)


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_has_its_templates_and_its_tests_under_its_name(feature: str) -> None:
    assert (ROOT / "templates" / feature).is_dir()
    assert (ROOT / "tests" / feature).is_dir()
