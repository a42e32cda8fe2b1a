"""`intranet report` as somebody types it."""

from __future__ import annotations

from pathlib import Path

from tests.support.processes import clean_environment, run


def test_the_figures_of_a_year_are_printed_for_each_nation(demonstration: Path) -> None:
    days = ("--from", "2003-01-01", "--to", "2003-12-31")
    answer = run(["report", "year", *days, "--demo", str(demonstration)], clean_environment())

    assert answer.returncode == 0, answer.stderr
    before, _, sweden = answer.stdout.partition("Sverige")
    _, _, norway = before.partition("Norge")
    said = {" ".join(line.split()) for line in norway.splitlines()}
    assert said >= {
        "Assistants certified 14", "National gatherings 3", "Nordic gatherings 1", "Members' gatherings 2",
        "Family clubs on the last day 14",
    }  # fmt: skip
    assert "Assistants certified" in sweden


def test_days_in_the_wrong_order_or_no_days_are_wrong_words() -> None:
    for words in (["--from", "2003-12-31", "--to", "2003-01-01"], ["--from", "2003"], []):
        answer = run(["report", "year", *words], clean_environment())

        assert answer.returncode == 2
        assert "Traceback" not in answer.stderr


def test_a_folder_without_a_demonstration_is_not_counted_in(tmp_path: Path) -> None:
    days = ("--from", "2003-01-01", "--to", "2003-12-31")
    answer = run(["report", "year", *days, "--demo", str(tmp_path)], clean_environment())

    assert (answer.returncode, answer.stderr.splitlines()) == (1, [f"{tmp_path} holds no demonstration."])
