"""A backup comes back whole on both databases; one that is damaged, foreign or misplaced is refused in one line."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from intranet.cases import runtime
from intranet.cases.models import Answer, Case, CaseEvent
from intranet.clock import now
from intranet.extensions import db
from intranet.people.models import Person
from intranet.privacy import erasure
from tests.support.installations import CONTACT, Installation, NewInstallation, build_nothing, elsewhere

Rows = dict[str, list[tuple[object, ...]]]


def everything(installation: Installation) -> Rows:
    """Every row of every table, in an order of their own."""
    with installation.opened(), db.engine.connect() as connection:
        return {
            name: sorted(
                (tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))), key=repr
            )
            for name in inspect(connection).get_table_names()
        }


def contact_as_told(installation: Installation) -> object:
    """The sealed answer, opened with the installation's keys."""
    with installation.opened():
        answer = db.session.scalars(select(Answer).where(Answer.field == "contact")).one()
        return runtime.unseal(db.session(), answer.id)


def keys_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.keys")


@pytest.fixture
def copy(installation: Installation, tmp_path: Path) -> Path:
    answer = installation.run("backup", tmp_path / "copy")
    assert (answer.code, answer.err) == (0, "")
    return tmp_path / "copy"


@pytest.fixture
def other(installation: Installation, new_installation: NewInstallation) -> Installation:
    """Where nothing is yet: no table, no key."""
    return elsewhere(installation, new_installation(installation.kind, build_nothing))


def test_everything_comes_back_and_sealed_answers_open(
    installation: Installation, copy: Path, other: Installation
) -> None:
    before = everything(installation)

    answer = other.run("restore", copy)

    assert answer.code == 0, answer.err
    assert "Nothing is wrong." in answer.out
    assert everything(other) == before
    assert contact_as_told(other) == CONTACT


def test_the_copy_says_nothing_about_anybody_without_its_keys(copy: Path) -> None:
    readable = [path for path in copy.rglob("*") if path.is_file()]

    assert readable
    assert not any(CONTACT.encode() in path.read_bytes() for path in readable)


def test_keys_that_are_kept_elsewhere_must_be_brought(copy: Path, other: Installation) -> None:
    kept = keys_of(copy).rename(copy.with_name("kept-elsewhere"))
    answer = other.run("restore", copy)
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "say where they are (--keys DIR)" in answer.err
    assert everything(other) == {}

    assert other.run("restore", copy, "--keys", kept).code == 0
    assert contact_as_told(other) == CONTACT


def test_without_its_keys_the_rest_comes_back_and_it_is_said_what_does_not(
    copy: Path, other: Installation, installation: Installation
) -> None:
    before = everything(installation)
    shutil.rmtree(keys_of(copy))

    answer = other.run("restore", copy, "--without-keys")

    assert answer.code == 0, answer.err
    assert "What was sealed about people stays unreadable" in answer.out
    assert "Nothing is wrong." in answer.out
    assert contact_as_told(other) is None
    assert everything(other)["people"] == before["people"]


def test_a_backup_of_an_older_program_with_its_keys_within_it_comes_back(
    copy: Path, other: Installation
) -> None:
    keys_of(copy).rename(copy / "keys")

    assert other.run("restore", copy).code == 0
    assert contact_as_told(other) == CONTACT


def test_what_was_erased_since_does_not_come_back(installation: Installation, copy: Path) -> None:
    with installation.opened():
        answer = db.session.scalars(select(Answer).where(Answer.field == "contact")).one()
        erasure.erase(db.session(), now(), [answer.id])
        db.session.commit()

    assert installation.run("restore", copy, "--replace").code == 0
    assert contact_as_told(installation) is None


def test_an_installation_that_is_in_use_is_replaced_only_when_that_is_said(
    installation: Installation, copy: Path
) -> None:
    before = everything(installation)
    with installation.opened():
        db.session.add(
            Person(name="Late Eksempel", unit_id=db.session.scalars(select(Person.unit_id)).first(),
                   created_at=db.session.scalars(select(Person.created_at)).first())
        )  # fmt: skip
        db.session.commit()

    refused = installation.run("restore", copy)
    assert (refused.code, len(refused.err.splitlines())) == (1, 1)
    assert "The database is not empty" in refused.err
    assert everything(installation) != before

    assert installation.run("restore", copy, "--replace").code == 0
    assert everything(installation) == before


def database_part(copy: Path) -> Path:
    sqlite_file = copy / "database.sqlite"
    return sqlite_file if sqlite_file.exists() else copy / "tables" / "people.copy"


def test_a_backup_that_was_cut_off_is_refused(copy: Path, other: Installation) -> None:
    part = database_part(copy)
    part.write_bytes(part.read_bytes()[:-100])

    answer = other.run("restore", copy)

    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "The backup is damaged" in answer.err
    assert everything(other) == {}


def test_a_backup_that_lacks_a_part_is_refused(copy: Path, other: Installation) -> None:
    database_part(copy).unlink()

    answer = other.run("restore", copy)

    assert (answer.code, "The backup is not whole" in answer.err) == (1, True)


@pytest.mark.parametrize(
    "manifest", [None, "", "[]", "{}", '{"format": "another"}', '{"format": "intranet backup 1"}']
)
def test_a_folder_that_is_no_backup_is_refused(
    manifest: str | None, on_sqlite: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "holiday pictures"
    folder.mkdir()
    if manifest is not None:
        (folder / "manifest.json").write_text(manifest)

    answer = on_sqlite.run("restore", folder)

    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "holiday pictures" in answer.err


def change_manifest(copy: Path, **values: object) -> None:
    path = copy / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_a_backup_of_a_newer_program_is_refused(copy: Path, other: Installation) -> None:
    change_manifest(copy, revision="ffff")

    answer = other.run("restore", copy)

    assert (answer.code, "newer than this program" in answer.err) == (1, True)


def test_a_backup_of_the_other_kind_of_database_is_refused(copy: Path, other: Installation) -> None:
    change_manifest(copy, database={"sqlite": "postgresql", "postgresql": "sqlite"}[other.kind])

    answer = other.run("restore", copy)

    assert (answer.code, "This backup is of a" in answer.err) == (1, True)


def test_a_backup_that_names_a_file_outside_is_refused(copy: Path, other: Installation) -> None:
    change_manifest(copy, files={"../../etc/passwd": "0" * 64})

    answer = other.run("restore", copy)

    assert (answer.code, "it names a file outside" in answer.err) == (1, True)


def test_keys_that_this_secret_does_not_open_are_refused_before_anything_changes(
    installation: Installation, copy: Path, new_installation: NewInstallation
) -> None:
    there = new_installation(installation.kind, build_nothing)
    stranger = elsewhere(installation, there, secret="another secret that is also long enough")

    answer = stranger.run("restore", copy)

    assert (answer.code, "belong to another secret" in answer.err) == (1, True)
    assert everything(stranger) == {}


def test_rows_that_do_not_fit_leave_the_database_as_it_was(installation: Installation, copy: Path) -> None:
    """The manifest's hashes agree, and the rows are fewer than it says."""
    before = everything(installation)
    tables = json.loads((copy / "manifest.json").read_text())["tables"]
    tables["people"]["rows"] += 1
    change_manifest(copy, tables=tables)

    answer = installation.run("restore", copy, "--replace")

    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert everything(installation) == before


def test_a_folder_with_something_in_it_is_left_alone(on_sqlite: Installation, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("dear")

    answer = on_sqlite.run("backup", tmp_path / "letters")

    assert (answer.code, "holds something already" in answer.err) == (1, True)
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["one.txt"]


def test_a_backup_that_fails_leaves_nothing(on_sqlite: Installation, tmp_path: Path) -> None:
    """A row that refers to nothing: the copy is not sound, so it is no backup."""
    with sqlite3.connect(on_sqlite.url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE case_events SET case_id = 'nothing'")

    answer = on_sqlite.run("backup", tmp_path / "copy")

    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert not list(tmp_path.glob("copy*"))


def test_a_backup_that_is_made_while_people_work_is_of_one_moment(
    installation: Installation, tmp_path: Path, new_installation: NewInstallation
) -> None:
    """A writer counts the case's events up with each event it adds: in the copy the two agree."""
    stop = threading.Event()

    def work() -> None:
        with installation.opened():
            first = db.session.scalars(select(CaseEvent)).first()
            assert first is not None
            number = 1
            while not stop.is_set():
                number += 1
                db.session.add(
                    CaseEvent(case_id=first.case_id, number=number, kind="told", at=first.at,
                              workflow_hash=first.workflow_hash, facts={})
                )  # fmt: skip
                db.session.get_one(Case, first.case_id).events = number
                db.session.commit()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        answers = [installation.run("backup", tmp_path / f"copy-{n}") for n in range(3)]
    finally:
        stop.set()
        worker.join()

    assert [answer.code for answer in answers] == [0, 0, 0], answers
    other = elsewhere(installation, new_installation(installation.kind, build_nothing))
    restored = other.run("restore", tmp_path / "copy-2")
    assert (restored.code, "Nothing is wrong." in restored.out) == (0, True), restored
