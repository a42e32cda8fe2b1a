"""`make` on a machine that lacks what it needs: one clear line, and nothing made."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

OLD_PYTHON = """#!/bin/sh
case "$*" in
    *version_info*) exit 1 ;;
    --version) echo "Python 3.9.2" ;;
esac
"""
WITHOUT_VENV = """#!/bin/sh
case "$*" in
    *ensurepip*) echo "ModuleNotFoundError: No module named 'ensurepip'" >&2; exit 1 ;;
    --version) echo "Python 3.11.2" ;;
esac
"""


@pytest.mark.parametrize(
    ("python", "line"),
    [
        (OLD_PYTHON, "Python 3.9.2 is too old: version 3.11 or newer is needed."),
        (WITHOUT_VENV, "Python 3.11.2 has no venv; on Debian and Ubuntu: apt-get install python3-venv."),
        (None, "Python was not found: version 3.11 or newer is needed."),
    ],
    ids=["too old", "without venv", "no Python"],
)
@pytest.mark.parametrize("target", ["demo", "test"])
def test_a_machine_without_a_fitting_python_gets_one_clear_line(
    tmp_path: Path, target: str, python: str | None, line: str
) -> None:
    checkout, programs = tmp_path / "checkout", tmp_path / "programs"
    shutil.copytree(ROOT / "requirements", checkout / "requirements")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, checkout)
    programs.mkdir()
    for name in ("make", "sh"):
        found = shutil.which(name)
        assert found, f"{name} is not on this machine"
        (programs / name).symlink_to(found)
    if python is not None:
        (programs / "python3").write_text(python)
        (programs / "python3").chmod(0o755)

    done = subprocess.run(
        ["make", target],
        cwd=checkout,
        env={"PATH": str(programs)},
        executable=programs / "make",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert done.stdout == ""
    printed = done.stderr.splitlines()
    assert len(printed) == 1
    assert line in printed[0]
    assert not (checkout / ".venv").exists()
