"""No test may be left out in CI: a skip is told with its reason, and turns the run red there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run_one_that_is_left_out(folder: Path, *options: str) -> tuple[int, str]:
    test = folder / "test_left_out.py"
    test.write_text("from pytest import mark\n@mark.skip(reason='no printer here')\ndef test_print(): ...\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.support.skips", "-ra", *options, str(test)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "with workers"])
def test_a_skip_turns_the_run_red_where_none_is_allowed(tmp_path: Path, workers: tuple[str, ...]) -> None:
    code, printed = run_one_that_is_left_out(tmp_path, "--no-skips", *workers)
    assert code == 1
    assert "no test may be left out: Skipped: no printer here" in printed


def test_elsewhere_a_skip_is_told_with_its_reason(tmp_path: Path) -> None:
    code, printed = run_one_that_is_left_out(tmp_path)
    assert code == 0
    assert "no printer here" in printed
