"""The doctor says of a sound installation that nothing is wrong, and of each wound what to do."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import delete, insert, select, text, update

from intranet.cases import operations
from intranet.cases.models import Case, CaseEvent, Task
from intranet.clock import local_date, now
from intranet.commands.serving import open_keys
from intranet.extensions import db
from intranet.groups.models import APPROVED, Group
from intranet.organisation.models import RoleAssignment
from intranet.people.models import Person
from intranet.privacy.models import Erasure
from tests.support.clock import Clock
from tests.support.installations import Answer, Installation


def wounded(installation: Installation, *statements: object) -> Answer:
    with installation.opened():
        for statement in statements:
            db.session.execute(statement)  # type: ignore[call-overload]
        db.session.commit()
    return installation.run("doctor")


def test_nothing_is_wrong_with_a_sound_installation(installation: Installation) -> None:
    answer = installation.run("doctor")

    assert (answer.code, answer.err) == (0, "")
    assert answer.out.endswith("Nothing is wrong.\n")


def test_a_state_that_no_definition_has(installation: Installation) -> None:
    answer = wounded(installation, update(Case).values(state="dreaming"))

    assert answer.code == 1
    assert "1 open case(s) of new_group stand in dreaming, which is no state" in answer.err
    assert "renamed: {dreaming: ...}" in answer.err


def test_a_workflow_that_is_not_loaded(installation: Installation) -> None:
    answer = wounded(installation, update(Case).values(workflow="partnership"))

    assert (answer.code, "follow partnership, which is not loaded" in answer.err) == (1, True)


def test_a_case_that_stands_in_an_end_and_goes_on(installation: Installation) -> None:
    answer = wounded(installation, update(Case).values(state="declined"))

    assert (answer.code, "an end, and have not ended" in answer.err) == (1, True)


def test_a_history_that_was_changed(installation: Installation) -> None:
    answer = wounded(installation, update(CaseEvent).values(to_state="approved"))

    assert answer.code == 1
    assert "does not hold: it leads to approved, but the case stands in idea" in answer.err


def test_a_case_that_carries_something_else_than_its_record(installation: Installation) -> None:
    answer = wounded(installation, update(Case).values(takers={}, answers={"place": "Oslo"}))

    assert answer.code == 1
    assert "who took which step, answers stand otherwise in the case than in its record" in answer.err


def test_tasks_of_a_role_that_nobody_holds_any_more(installation: Installation) -> None:
    answer = wounded(installation, delete(RoleAssignment))

    assert (answer.code, "wait for the role coordinator, which nobody holds" in answer.err) == (1, True)


def test_a_task_goes_up_so_that_a_missing_coordinator_is_no_wound(installation: Installation) -> None:
    answer = wounded(installation, delete(RoleAssignment).where(RoleAssignment.role == "coordinator"))

    assert answer.code == 0


def test_a_task_of_somebody_who_has_left(installation: Installation, clock: Clock) -> None:
    somebody = select(Person.id).where(Person.name == "Volunteer Eksempel").scalar_subquery()
    left = local_date(clock()) - timedelta(days=1)
    answer = wounded(
        installation,
        update(Task).values(person_id=somebody),
        update(Person).where(Person.name == "Volunteer Eksempel").values(left_on=left),
    )

    assert (answer.code, "1 task(s) belong to somebody who has left" in answer.err) == (1, True)


def test_a_group_without_a_certified_assistant(installation: Installation) -> None:
    answer = wounded(installation, update(Group).values(status=APPROVED, listed=True))

    assert (answer.code, "The group Bergen (approved) has no certified assistant today" in answer.err) == (
        1,
        True,
    )


def test_a_group_without_cover_that_no_case_flags(installation: Installation) -> None:
    answer = wounded(installation, update(Group).values(status=APPROVED, listed=True))

    assert "The group Bergen (approved) is not flagged as uncovered" in answer.err


def test_keys_that_others_may_read(installation: Installation) -> None:
    (installation.data / "keys").chmod(0o755)

    answer = installation.run("doctor")

    assert (answer.code, "chmod 700" in answer.err) == (1, True)


def test_keys_of_another_database(installation: Installation) -> None:
    (installation.data / "keys" / "keys.sqlite").unlink()

    answer = installation.run("doctor")

    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert (
        "are not those of this database - bring its own back: intranet restore DIR --keys DIR" in answer.err
    )


@pytest.mark.parametrize(
    "by", [open_keys, lambda: operations.tick(db.session(), now())], ids=["start", "clock"]
)
def test_an_erasure_whose_keys_were_not_destroyed(by: Callable[[], object], on_sqlite: Installation) -> None:
    """The process died between the two; the next start ends it, or the next look at the clock."""
    answer = wounded(on_sqlite, insert(Erasure).values(owner=uuid.uuid4(), erased_at=now()))

    assert (answer.code, "1 erasure(s) are not finished" in answer.err) == (1, True)
    with on_sqlite.opened():
        by()
    assert on_sqlite.run("doctor").code == 0


def test_keys_of_a_backup_that_are_older_than_seven_days(installation: Installation, tmp_path: Path) -> None:
    assert installation.run("backup", tmp_path / "copy").code == 0
    assert installation.run("doctor").code == 0

    with time_machine.travel(now() + timedelta(days=8)):
        answer = installation.run("doctor")
        assert answer.code == 1
        assert f"The keys in {tmp_path / 'copy.keys'} are older than seven days - rm -r" in answer.err
        assert installation.run("backup", tmp_path / "next").out.splitlines()[-1] == (
            f"{tmp_path / 'copy.keys'}: keys older than seven days, removed."
        )
        assert installation.run("doctor").code == 0
    assert (tmp_path / "copy").is_dir()
    assert not (tmp_path / "copy.keys").exists()


def test_a_file_with_a_damaged_page(on_sqlite: Installation) -> None:
    """A hole where a table's rows stood."""
    path = Path(on_sqlite.url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    place = content.find(b"Volunteer Eksempel")
    page = place - place % 4096
    content[page : page + 8] = bytes(8)
    path.write_bytes(bytes(content))

    answer = on_sqlite.run("doctor")

    assert answer.code == 1
    assert "Traceback" not in answer.err
    assert "restore the newest backup" in answer.err.lower()


def test_a_row_that_refers_to_nothing(on_sqlite: Installation) -> None:
    with on_sqlite.opened():
        db.session.execute(text("PRAGMA foreign_keys=OFF"))
        db.session.commit()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("UPDATE people SET unit_id = 'nowhere'")

    answer = on_sqlite.run("doctor")

    assert (answer.code, "refers to nothing" in answer.err) == (1, True)


@pytest.mark.parametrize(("version", "told"), [((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False)])
def test_an_old_sqlite_is_told_and_is_no_failure(
    version: tuple[int, int, int], told: bool, on_sqlite: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)

    answer = on_sqlite.run("doctor")

    assert answer.code == 0
    assert ("use PostgreSQL" in answer.out) is told
