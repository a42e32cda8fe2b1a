"""The key store: one of an older program opens, its secret is changed without harm, nothing in it can be moved."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from intranet.privacy import keystore, ledger
from intranet.privacy.errors import KeyStoreError, OwnerErased
from intranet.privacy.keystore import KeyStore
from tests.privacy.conftest import SECRET
from tests.support import first_program, many_keys

PLACE = f"answers.sealed/{uuid.uuid4()}"
NEW = "the secret that comes after it"
MOMENT = datetime(2026, 5, 12, 17, 30, tzinfo=UTC)


def rows(store: KeyStore, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(store.path)) as connection, connection:
        return connection.execute(statement).fetchall()


def test_a_store_of_the_first_program_opens_and_what_was_sealed_with_it_too(tmp_path: Path) -> None:
    owner = uuid.uuid4()
    sealed = first_program.key_store(tmp_path / "keys", SECRET, owner, PLACE, b"a long time ago")

    store = KeyStore(tmp_path / "keys", SECRET)
    assert store.unseal(owner, PLACE, sealed) == b"a long time ago"
    assert store.unseal(owner, PLACE, store.seal(owner, PLACE, b"today")) == b"today"

    KeyStore(tmp_path / "keys", NEW, SECRET).rotate()
    again = KeyStore(tmp_path / "keys", NEW)
    assert again.unseal(owner, PLACE, sealed) == b"a long time ago"
    with pytest.raises(InvalidTag):
        again.unseal(owner, f"answers.sealed/{uuid.uuid4()}", sealed)


def test_two_copies_of_a_store_are_known_as_one_whoever_brought_them_up_to_date(tmp_path: Path) -> None:
    first_program.key_store(tmp_path / "keys", SECRET, uuid.uuid4(), PLACE, b"")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "keys.sqlite").write_bytes((tmp_path / "keys" / "keys.sqlite").read_bytes())

    mine, copy = KeyStore(tmp_path / "keys", NEW, SECRET), KeyStore(tmp_path / "copy", SECRET)
    mine.rotate()

    assert mine.mark == copy.mark
    assert mine.mark != KeyStore(tmp_path / "another", SECRET).mark


def test_another_secret_is_refused_in_one_line(store: KeyStore, tmp_path: Path) -> None:
    with pytest.raises(KeyStoreError, match=r"belong to another secret \(INTRANET_SECRET_KEY\)$"):
        KeyStore(tmp_path / "keys", "some other secret")


def test_a_secret_is_changed_and_everything_still_opens(store: KeyStore, tmp_path: Path) -> None:
    owner = uuid.uuid4()
    sealed = store.seal(owner, PLACE, b"as before")
    index = store.blind("telephone", "00000000")
    many_keys.add(store, 1199)
    wrapped = set(rows(store, "SELECT wrapped FROM keys"))

    both = KeyStore(tmp_path / "keys", NEW, SECRET)
    assert both.waiting() == 1201
    assert both.unseal(owner, PLACE, sealed) == b"as before"
    assert both.rotate() == 500
    in_between = KeyStore(tmp_path / "keys", NEW, SECRET)
    assert in_between.check() == 1201
    assert [in_between.rotate(), in_between.rotate(), in_between.rotate()] == [500, 201, 0]

    alone = KeyStore(tmp_path / "keys", NEW)
    assert alone.check() == 1201
    assert alone.unseal(owner, PLACE, sealed) == b"as before"
    assert alone.blind("telephone", "00000000") == index
    assert not wrapped & set(rows(store, "SELECT wrapped FROM keys"))
    with pytest.raises(KeyStoreError, match="belong to another secret"):
        KeyStore(tmp_path / "keys", SECRET)


def test_the_secret_before_is_needed_until_every_key_is_wrapped_anew(store: KeyStore, tmp_path: Path) -> None:
    store.seal(uuid.uuid4(), PLACE, b"of before")
    KeyStore(tmp_path / "keys", NEW, SECRET)

    with pytest.raises(KeyStoreError, match="run: intranet keys rotate"):
        KeyStore(tmp_path / "keys", NEW)

    KeyStore(tmp_path / "keys", NEW, SECRET).rotate()
    assert KeyStore(tmp_path / "keys", NEW).check() == 1


def test_a_process_that_goes_on_with_the_secret_before_harms_nothing(store: KeyStore, tmp_path: Path) -> None:
    new = KeyStore(tmp_path / "keys", NEW, SECRET)
    mine, theirs = uuid.uuid4(), uuid.uuid4()
    sealed = new.seal(mine, PLACE, b"by the new one")

    by_it = store.seal(theirs, PLACE, b"by the one that goes on")
    assert new.unseal(theirs, PLACE, by_it) == b"by the one that goes on"
    with pytest.raises(KeyStoreError, match="start it again"):
        store.unseal(mine, PLACE, sealed)


def test_a_secret_may_go_back_to_what_it_was(store: KeyStore, tmp_path: Path) -> None:
    owner = uuid.uuid4()
    sealed = store.seal(owner, PLACE, b"there and back")
    KeyStore(tmp_path / "keys", NEW, SECRET).rotate()
    KeyStore(tmp_path / "keys", SECRET, NEW).rotate()

    assert KeyStore(tmp_path / "keys", SECRET).unseal(owner, PLACE, sealed) == b"there and back"


@pytest.mark.parametrize("column", ["wrapped", "id", "owner"])
def test_a_wrapped_key_opens_for_nobody_else(column: str, store: KeyStore) -> None:
    anna, bo = uuid.uuid4(), uuid.uuid4()
    store.seal(anna, PLACE, b"Anna")
    sealed = store.seal(bo, PLACE, b"Bo")
    with closing(sqlite3.connect(store.path)) as connection, connection:
        moved = connection.execute(
            "SELECT wrapped, id, owner FROM keys WHERE owner = ?", (anna.hex,)
        ).fetchone()
        value = dict(zip(("wrapped", "id", "owner"), moved, strict=True))[column]
        connection.execute("DELETE FROM keys WHERE owner = ?", (anna.hex,))
        connection.execute(f"UPDATE keys SET {column} = ? WHERE owner = ?", (value, bo.hex))

    with pytest.raises(KeyStoreError, match="damaged"):
        store.unseal(anna if column == "owner" else bo, PLACE, sealed)


def test_the_ledger_is_only_added_to(store: KeyStore) -> None:
    owner = uuid.uuid4()
    store.erase({owner: MOMENT})

    for statement in ("DELETE FROM erased", "UPDATE erased SET at = ''"):
        with pytest.raises(sqlite3.IntegrityError, match="erased stays"):
            rows(store, statement)
    assert ledger.read(store.path) == {owner: MOMENT}


def test_no_byte_of_a_destroyed_key_stays_in_the_file(store: KeyStore) -> None:
    owner = uuid.uuid4()
    store.seal(owner, PLACE, b"words")
    [(wrapped,)] = rows(store, "SELECT wrapped FROM keys")
    assert isinstance(wrapped, bytes)
    assert wrapped in store.path.read_bytes()

    store.erase({owner: MOMENT})

    assert wrapped[:16] not in store.path.read_bytes()
    assert [path.name for path in store.path.parent.iterdir()] == ["keys.sqlite"]
    with pytest.raises(OwnerErased):
        store.seal(owner, PLACE, b"words")


def test_the_copies_within_reach_forget_with_the_store(store: KeyStore, tmp_path: Path) -> None:
    anna, bo = uuid.uuid4(), uuid.uuid4()
    for owner in (anna, bo):
        store.seal(owner, PLACE, b"words")
    for folder in (tmp_path / "copy", tmp_path / "moved"):
        folder.mkdir()
        (folder / "keys.sqlite").write_bytes(store.path.read_bytes())
        ledger.remember_copy(store.path, folder, MOMENT)
    (tmp_path / "moved").rename(tmp_path / "elsewhere")

    store.erase({anna: MOMENT})

    copy = KeyStore(tmp_path / "copy", SECRET)
    assert (copy.key(anna), copy.key(bo) is None) == (None, False)
    assert ledger.still_in(tmp_path / "copy", {anna: MOMENT}) == 0
    assert ledger.still_in(tmp_path / "elsewhere", {anna: MOMENT}) == 1  # the control: what is out of reach


def test_the_blind_indexes_are_never_erased(store: KeyStore) -> None:
    with pytest.raises(ValueError, match="nobody's"):
        store.erase({keystore.BLIND: MOMENT})
