"""`intranet keys rotate`: the secret is changed while everything that was sealed still opens."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet.cases import runtime
from intranet.cases.models import Answer
from intranet.extensions import db
from intranet.privacy.keystore import KeyStore
from tests.support import many_keys
from tests.support.installations import CONTACT, SECRET, Installation, run
from tests.support.processes import COMMAND, clean_environment

NEW = "the secret that comes after it, and long enough"
BOTH = {"INTRANET_SECRET_KEY": NEW, "INTRANET_SECRET_KEY_BEFORE": SECRET}


def contact(installation: Installation) -> object:
    with installation.opened():
        answer = db.session.scalars(select(Answer.id).where(Answer.field == "contact")).one()
        return runtime.unseal(db.session(), answer)


def with_new_secret(installation: Installation) -> Installation:
    return Installation(installation.kind, installation.url, installation.data, NEW)


def test_a_secret_is_changed_in_three_steps(on_sqlite: Installation) -> None:
    with on_sqlite.opened() as app:
        number = app.extensions["keys"].check()

    tried = run(on_sqlite.environment | BOTH, "keys", "rotate", "--dry-run")
    assert (tried.code, tried.out) == (0, f"{number} keys would be wrapped anew.\n")
    told = run(on_sqlite.environment | BOTH, "doctor")
    assert (told.code, f"{number} key(s) are wrapped by the secret before this one" in told.out) == (0, True)

    done = run(on_sqlite.environment | BOTH, "keys", "rotate")
    assert (done.code, done.out.splitlines()[0]) == (
        0,
        f"{number} keys wrapped anew. INTRANET_SECRET_KEY_BEFORE is needed no more.",
    )

    after = with_new_secret(on_sqlite)
    assert contact(after) == CONTACT
    assert after.run("doctor").out.endswith("Nothing is wrong.\n")
    assert (after.run("keys", "rotate").out.splitlines()[0])[:2] == "0 "


def test_the_secret_before_can_stand_in_a_file(on_sqlite: Installation, tmp_path: Path) -> None:
    (tmp_path / "before").write_text(SECRET + "\n")
    given = {"INTRANET_SECRET_KEY": NEW, "INTRANET_SECRET_KEY_BEFORE_FILE": str(tmp_path / "before")}

    assert run(on_sqlite.environment | given, "keys", "rotate").code == 0
    assert contact(with_new_secret(on_sqlite)) == CONTACT


def test_a_start_without_the_secret_that_keys_still_need_is_refused_in_one_line(
    on_sqlite: Installation,
) -> None:
    run(on_sqlite.environment | BOTH, "doctor")

    answer = with_new_secret(on_sqlite).run("doctor")

    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert "give it as INTRANET_SECRET_KEY_BEFORE and run: intranet keys rotate" in answer.err


def test_a_backup_from_before_the_change_is_restored_with_both_secrets(
    on_sqlite: Installation, tmp_path: Path
) -> None:
    assert on_sqlite.run("backup", tmp_path / "copy").code == 0
    run(on_sqlite.environment | BOTH, "keys", "rotate")

    answer = run(on_sqlite.environment | BOTH, "restore", tmp_path / "copy", "--replace")

    assert (answer.code, "Nothing is wrong." in answer.out) == (0, True), answer
    assert contact(with_new_secret(on_sqlite)) == CONTACT


def test_a_change_that_is_killed_anywhere_is_gone_on_with(on_sqlite: Installation) -> None:
    store = KeyStore(on_sqlite.data / "keys", SECRET)
    many = many_keys.add(store, 12_000)
    environment = clean_environment(**on_sqlite.environment | BOTH)
    both = KeyStore(on_sqlite.data / "keys", NEW, SECRET)

    for kill in range(int(os.environ.get("INTRANET_KILLS", "4"))):
        before = both.waiting()
        process = subprocess.Popen([COMMAND, "keys", "rotate"], env=environment, stdout=subprocess.DEVNULL)
        while process.poll() is None and both.waiting() == before:
            time.sleep(0.002)
        process.kill()
        process.wait()
        assert 0 < both.waiting() < before, kill
        assert both.check() >= len(many)
    assert run(on_sqlite.environment | BOTH, "keys", "rotate").code == 0

    assert contact(with_new_secret(on_sqlite)) == CONTACT
    assert KeyStore(on_sqlite.data / "keys", NEW).check() >= len(many)


@pytest.mark.parametrize("words", [["keys"], ["keys", "rotate", "--twice"]])
def test_wrong_words(words: list[str], on_sqlite: Installation) -> None:
    assert on_sqlite.run(*words).code == 2
