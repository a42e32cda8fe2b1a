"""What is installed is what was locked: exact versions with hashes, no addresses, nothing forgotten."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "requirements"
NAME = re.compile(r"[A-Za-z0-9._-]+")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> set[tuple[str, str]]:
    """Name and version of each entry; a name may stand there twice, for older and newer Pythons."""
    text = (LOCKS / lock).read_text("utf-8")
    return set(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^ \\\n]+)", text, re.MULTILINE))


def names(lock: str) -> set[str]:
    return {name for name, _version in pins(lock)}


def named(requirements: list[str]) -> set[str]:
    return {normal(match.group()) for requirement in requirements if (match := NAME.match(requirement))}


@pytest.mark.parametrize("lock", ["runtime.lock", "dev.lock"])
def test_a_lock_names_no_address_and_gives_every_version_a_hash(lock: str) -> None:
    text = (LOCKS / lock).read_text("utf-8")
    assert "://" not in text
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock)) > 0
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_library_that_pyproject_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    runtime = named(project["project"]["dependencies"]) | named(groups["build"])
    assert runtime - names("runtime.lock") == set()
    assert (runtime | named(groups["dev"])) - names("dev.lock") == set()


def test_the_tests_run_with_the_versions_that_users_get() -> None:
    assert pins("runtime.lock") <= pins("dev.lock")
