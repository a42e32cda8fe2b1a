"""What is said about people is readable in no file; who was erased stays so, whatever is restored, and others whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from intranet.cases import operations, runtime
from intranet.cases.models import Answer
from intranet.extensions import db
from intranet.privacy import ledger
from intranet.privacy.keyfile import NAME as KEY_FILE
from tests.support import canary, first_program
from tests.support.clock import Clock
from tests.support.databases import KINDS
from tests.support.installations import Installation, NewInstallation, begun, build_nothing, elsewhere
from tests.support.processes import COMMAND, clean_environment, run
from tests.workflows.new_group.driver import NewGroup

ANNA, BO = canary.word("Anna Eksempel "), canary.word("Bo Exempel ")

DIES_AFTER_THE_COMMIT = """
import os, signal, sys
from datetime import datetime
from uuid import UUID
from sqlalchemy import event
from sqlalchemy.orm import Session
from intranet.cases import operations
from intranet.commands.application import application
from intranet.extensions import db

def die(session):
    if UUID(sys.argv[2]) in session.info.get("erasing", ()):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Session, "after_commit", die, insert=True)
with application():
    operations.tick(db.session(), datetime.fromisoformat(sys.argv[1]))
"""


@pytest.fixture(params=KINDS)
def installation(
    new_installation: NewInstallation, request: pytest.FixtureRequest, clock: Clock
) -> Installation:
    """Anna's idea was let go of; Bo's goes on."""
    made = new_installation(request.param)
    with begun(made, clock) as (session, people):
        NewGroup(session, people, clock).register(people.volunteer, contact=BO)
        idea = NewGroup(session, people, clock).register(people.volunteer, contact=ANNA)
        idea.take("withdraw", people.volunteer, why_stopped="no_people")
    return made


@pytest.fixture
def copy(installation: Installation, tmp_path: Path) -> Path:
    assert installation.run("backup", tmp_path / "copy").code == 0
    return tmp_path / "copy"


@pytest.fixture
def other(installation: Installation, new_installation: NewInstallation) -> Installation:
    return elsewhere(installation, new_installation(installation.kind, build_nothing))


def keys_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.keys")


def erase(installation: Installation, clock: Clock) -> None:
    """As time does it."""
    with installation.opened():
        operations.tick(db.session(), clock.forward(days=400))


def readable(installation: Installation) -> set[object]:
    """Which of the two can still be read."""
    with installation.opened():
        ids = db.session.scalars(select(Answer.id).where(Answer.field == "contact")).all()
        return {runtime.unseal(db.session(), answer) for answer in ids} & {ANNA, BO}


def places(installation: Installation) -> tuple[Path | str, ...]:
    with installation.opened() as app:
        return canary.places(app)


def test_while_people_are_known_their_words_are_in_no_file(
    installation: Installation, tmp_path: Path
) -> None:
    temporary, log = tmp_path / "temporary", tmp_path / "log"
    temporary.mkdir()
    environment = clean_environment(**installation.environment) | {"TMPDIR": str(temporary)}
    answers = [run(words, environment) for words in (["backup", str(tmp_path / "copy")], ["doctor"])]
    log.write_text("".join(answer.stdout + answer.stderr for answer in answers))

    assert [answer.returncode for answer in answers] == [0, 0], log.read_text()
    assert readable(installation) == {ANNA, BO}
    assert (
        canary.seen(
            [ANNA, BO], *places(installation), tmp_path / "copy", tmp_path / "copy.keys", temporary, log
        )
        == []
    )


def test_an_older_backup_put_back_in_its_place_opens_for_the_neighbour_alone(
    installation: Installation, copy: Path, clock: Clock
) -> None:
    erase(installation, clock)
    assert readable(installation) == {BO}

    answer = installation.run("restore", copy, "--replace")

    assert (answer.code, "Nothing is wrong." in answer.out) == (0, True), answer
    assert readable(installation) == {BO}
    assert canary.seen([ANNA], *places(installation), copy, keys_of(copy)) == []


def test_an_older_backup_that_was_within_reach_opens_elsewhere_for_the_neighbour_alone(
    installation: Installation, copy: Path, other: Installation, clock: Clock
) -> None:
    erase(installation, clock)

    answer = other.run("restore", copy)

    assert (answer.code, "Nothing is wrong." in answer.out) == (0, True), answer
    assert readable(other) == {BO}


@pytest.mark.parametrize("known_by", ["its key store", "its database", "a newer backup", "nobody"])
def test_keys_that_were_out_of_reach_forget_as_soon_as_anybody_knows(
    known_by: str, installation: Installation, copy: Path, other: Installation, clock: Clock, tmp_path: Path
) -> None:
    """Nobody knows: the control. It is why copies of keys are kept for seven days at most."""
    away = keys_of(copy).rename(tmp_path / "away")
    erase(installation, clock)
    place, backup, words = other, copy, []
    if known_by == "a newer backup":
        backup = tmp_path / "newer"
        assert installation.run("backup", backup).code == 0
    elif known_by != "nobody":
        place, words = installation, ["--replace"]
    if known_by == "its database":
        shutil.rmtree(installation.data / "keys")

    answer = place.run("restore", backup, "--keys", away, *words)

    assert (answer.code, "Nothing is wrong." in answer.out) == (0, True), answer
    assert readable(place) == ({ANNA, BO} if known_by == "nobody" else {BO})


def test_a_restore_that_is_killed_anywhere_lets_nobody_be_read_who_was_erased(
    installation: Installation, copy: Path, clock: Clock, tmp_path: Path
) -> None:
    """Its key store is lost, and the keys that are brought have not forgotten: only its database knows."""
    away = keys_of(copy).rename(tmp_path / "away")
    erase(installation, clock)
    shutil.rmtree(installation.data / "keys")
    command = [str(COMMAND), "restore", str(copy), "--keys", str(away), "--replace"]
    environment = clean_environment(**installation.environment)
    started = time.monotonic()
    whole = subprocess.run(command, env=environment, capture_output=True, check=False)
    seconds = time.monotonic() - started
    assert (whole.returncode, readable(installation)) == (0, {BO}), whole.stderr

    kills = int(os.environ.get("INTRANET_KILLS", "6"))
    for kill in range(kills):
        shutil.rmtree(installation.data / "keys")
        with suppress(subprocess.TimeoutExpired):  # which kills it
            subprocess.run(
                command, env=environment, capture_output=True, check=False,
                timeout=seconds * (0.4 + 0.6 * kill / kills),
            )  # fmt: skip
        with suppress(DBAPIError):  # it stopped where there are no tables
            assert ANNA not in readable(installation)
    answer = installation.run("restore", copy, "--keys", away, "--replace")
    assert (answer.code, readable(installation)) == (0, {BO}), answer


def test_an_answer_that_the_first_program_sealed_opens_and_is_erased_in_its_time(
    installation: Installation, clock: Clock
) -> None:
    """Then the owner of a key was a case and a field."""
    with installation.opened():
        answers = db.session.scalars(select(Answer).where(Answer.field == "contact")).all()
        anna = next(answer for answer in answers if runtime.unseal(db.session(), answer.id) == ANNA)
        shutil.rmtree(installation.data / "keys")
        anna.sealed = first_program.key_store(
            installation.data / "keys", installation.secret, runtime.owner_of(anna.case_id, "contact"),
            f"answers.sealed/{anna.id}", json.dumps(ANNA).encode(),
        )  # fmt: skip
        db.session.commit()
    assert readable(installation) == {ANNA}

    erase(installation, clock)

    assert readable(installation) == set()
    assert installation.run("doctor").code == 1  # the rest was sealed with the keys that are gone
    with installation.opened() as app:
        assert app.extensions["keys"].key(runtime.owner_of(anna.case_id, "contact")) is None


def test_a_process_killed_between_the_commit_and_the_keys_leaves_them_to_the_next(
    installation: Installation, copy: Path, clock: Clock
) -> None:
    with installation.opened():
        ids = db.session.scalars(select(Answer.id).where(Answer.field == "contact")).all()
        anna = next(answer for answer in ids if runtime.unseal(db.session(), answer) == ANNA)
    killed = subprocess.run(
        [sys.executable, "-c", DIES_AFTER_THE_COMMIT, clock.forward(days=400).isoformat(), str(anna)],
        env=clean_environment(**installation.environment), capture_output=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -9, killed.stderr
    assert anna not in ledger.read(installation.data / "keys" / KEY_FILE)
    unfinished = installation.run("doctor")
    assert (unfinished.code, "erasure(s) are not finished" in unfinished.err) == (1, True)

    answer = installation.run("restore", copy, "--replace")

    assert (answer.code, "Nothing is wrong." in answer.out) == (0, True), answer
    assert readable(installation) == {BO}
