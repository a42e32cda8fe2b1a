"""What the commands say: 0 when done, 1 with one clear line when not, 2 for wrong words; never a traceback."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from intranet import config, resources
from intranet.db import BUSY_SECONDS
from tests.support import processes
from tests.support.databases import KINDS
from tests.support.installations import SECRET, Installation, NewInstallation, build_nothing, run

SETTINGS = {"INTRANET_SECRET_KEY": SECRET}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**SETTINGS, "INTRANET_DATA": str(tmp_path / "data")}


def one_line(said: str) -> bool:
    return said.endswith("\n") and len(said.splitlines()) == 1 and "Traceback" not in said


@pytest.mark.parametrize("command", ["doctor", "web"])
def test_without_a_secret_nothing_starts(command: str, tmp_path: Path) -> None:
    answer = run({"INTRANET_DATA": str(tmp_path)}, command)

    assert answer.code == 1
    assert one_line(answer.err)
    assert "INTRANET_SECRET_KEY is not set" in answer.err


def test_the_secret_of_the_demonstration_is_none(environment: dict[str, str]) -> None:
    answer = run(environment | {"INTRANET_SECRET_KEY": config.DEMO_SECRET}, "web")

    assert (answer.code, one_line(answer.err)) == (1, True)


def test_a_secret_can_stand_in_a_file_and_a_missing_file_is_named(environment: dict[str, str]) -> None:
    del environment["INTRANET_SECRET_KEY"]
    answer = run(environment | {"INTRANET_SECRET_KEY_FILE": "/nowhere/secret"}, "web")

    assert answer.code == 1
    assert (
        answer.err == "INTRANET_SECRET_KEY_FILE: /nowhere/secret cannot be read (No such file or directory)\n"
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", [("web",), ("doctor",), ("backup", "copy"), ("workflows", "plan")])
def test_a_database_that_was_not_set_up_is_said_with_what_to_run(
    command: tuple[str, ...], kind: str, new_installation: NewInstallation
) -> None:
    answer = new_installation(kind, build_nothing).run(*command)

    assert answer.code == 1
    assert one_line(answer.err)
    assert "The database is empty. Run: intranet init" in answer.err


@pytest.mark.parametrize(
    ("revision", "said"),
    [("ffff", "The database is newer than this program (migration ffff)"), (None, "The database is empty")],
)
def test_a_database_of_another_migration_is_said(
    installation: Installation, revision: str | None, said: str
) -> None:
    engine = create_engine(installation.url)
    with engine.begin() as connection:
        if revision is None:
            connection.execute(text("DELETE FROM alembic_version"))
            said = "The database holds something else than this intranet"
        else:
            connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    engine.dispose()

    answer = installation.run("web")

    assert (answer.code, one_line(answer.err)) == (1, True)
    assert said in answer.err


def test_a_file_that_is_no_database_is_said(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "intranet.sqlite").write_text("a letter to the office, not a database\n" * 100)

    answer = run(environment, "doctor")

    assert (answer.code, one_line(answer.err)) == (1, True)
    assert "no database" in answer.err


def test_a_database_server_that_does_not_answer_is_said(environment: dict[str, str], tmp_path: Path) -> None:
    url = f"postgresql+psycopg://somebody@/intranet?host={tmp_path}"
    answer = run(environment | {"INTRANET_DATABASE_URL": url}, "web")

    assert answer.code == 1
    assert answer.err == "The database does not answer (INTRANET_DATABASE_URL).\n"


def test_a_locked_database_is_said_after_a_while(on_sqlite: Installation) -> None:
    with sqlite3.connect(on_sqlite.url.removeprefix("sqlite:///"), isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        answer = on_sqlite.run(
            "init", "--nation", "Norge", "--country", "NO", "--name", "A", "--email", "a@b.example"
        )

    assert answer.code == 1
    assert answer.err == "The database is locked by another process. Try again in a moment.\n"
    assert BUSY_SECONDS < 10


def test_keys_of_another_secret_are_said(on_sqlite: Installation) -> None:
    answer = on_sqlite.run("doctor", INTRANET_SECRET_KEY="another secret that is also long enough")

    assert (answer.code, one_line(answer.err)) == (1, True)
    assert "belong to another secret" in answer.err


def test_the_shipped_processes_are_proven_without_any_setting() -> None:
    answer = run({}, "workflows", "check")

    assert answer.code == 0
    assert "new_group: 11 states, 4 safety promises, all proven" in answer.out


def test_the_pages_about_the_processes_are_fresh(tmp_path: Path) -> None:
    assert run({}, "workflows", "docs", "--to", tmp_path).code == 0

    kept = Path(__file__).parents[2] / "docs" / "workflows"
    assert {page.name: page.read_text("utf-8") for page in kept.iterdir()} == {
        page.name: page.read_text("utf-8") for page in tmp_path.iterdir()
    }, "run: intranet workflows docs"


@pytest.mark.parametrize("command", [("workflows", "check"), ("web",), ("doctor",)])
def test_a_broken_definition_stops_everything_with_file_line_and_hint(
    command: tuple[str, ...], environment: dict[str, str], tmp_path: Path
) -> None:
    folder = broken_definition(tmp_path)

    answer = run(environment | {"INTRANET_WORKFLOWS": str(folder)}, *command)

    assert answer.code == 1
    text = (folder / "new_group" / "workflow.yaml").read_text(encoding="utf-8")
    line = 1 + text[: text.index("  take_up:")].count("\n")
    told = f"new_group/workflow.yaml:{line}: transitions.take_up: no state is called 'neeed'"
    assert told in answer.err
    assert "did you mean 'need'?" in answer.err
    assert "Traceback" not in answer.err


def broken_definition(place: Path) -> Path:
    folder = Path(shutil.copytree(resources.WORKFLOWS, place / "workflows"))
    definition = folder / "new_group" / "workflow.yaml"
    written = definition.read_text("utf-8")
    definition.write_text(written.replace("from: idea, to: need,", "from: idea, to: neeed,"), "utf-8")
    return folder


@pytest.mark.parametrize(
    "words", [("nonsense",), ("backup",), ("demo", "--port", "x"), ("init", "--country", "XX")]
)
def test_wrong_words_end_with_two(words: tuple[str, ...], environment: dict[str, str]) -> None:
    assert run(environment, *words).code == 2


@pytest.mark.parametrize("kind", KINDS)
def test_an_organisation_begins_with_an_invitation_and_a_lost_link_is_made_anew(
    kind: str, new_installation: NewInstallation
) -> None:
    fresh = new_installation(kind, build_nothing)
    words = ("init", "--nation", "Norge", "--country", "NO", "--name", "A", "--email", "first@office.example")

    first, second = fresh.run(*words), fresh.run(*words)

    assert (first.code, second.code) == (0, 0)
    links = [answer.out.splitlines()[-1] for answer in (first, second)]
    assert all(link.startswith("http://127.0.0.1:8000/links/") for link in links)
    with fresh.opened() as app:
        pages = [app.test_client().get(link.removeprefix("http://127.0.0.1:8000")) for link in links]
    assert [page.status_code == 200 for page in pages] == [False, True]


def test_a_real_process_prints_one_line_and_ends_with_one(tmp_path: Path) -> None:
    clean = processes.clean_environment(INTRANET_DATA=str(tmp_path))

    failed = processes.run(["doctor"], clean)
    wrong = processes.run(["nonsense"], clean)

    assert (failed.returncode, one_line(failed.stderr), failed.stdout) == (1, True, "")
    assert (wrong.returncode, "No such command" in wrong.stderr) == (2, True)


def test_what_nobody_thought_of_is_one_line_too(tmp_path: Path) -> None:
    clean = processes.clean_environment(INTRANET_DATA=str(tmp_path / "file"), **SETTINGS)
    (tmp_path / "file").write_text("no folder")

    failed = processes.run(["doctor"], clean)

    assert (failed.returncode, one_line(failed.stderr)) == (1, True)
