"""What is sealed opens for its owner at its place and nowhere else; who was erased opens nowhere."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.db import writing
from intranet.privacy import erasure, ledger, sealing
from intranet.privacy.keystore import KeyStore
from intranet.privacy.models import Erasure
from intranet.problems import NotVisible
from tests.privacy.conftest import opened
from tests.support.clock import Clock

ANNA, BO = uuid.uuid4(), uuid.uuid4()
NAME = f"participants.name/{ANNA}"
NOTE = f"participants.note/{ANNA}"


def test_what_is_sealed_opens_for_its_owner_at_its_place(session: Session) -> None:
    sealed = sealing.seal(session, ANNA, NAME, "Anna Eksempel, så länge")

    assert sealing.unseal(session, ANNA, NAME, sealed) == "Anna Eksempel, så länge"
    assert b"Anna" not in sealed


def test_it_opens_in_no_other_column_row_or_persons_place(session: Session) -> None:
    sealed = sealing.seal(session, ANNA, NAME, "Anna Eksempel")
    of_bo = sealing.seal(session, BO, NAME, "Bo Eksempel")

    assert sealing.unseal(session, ANNA, NOTE, sealed) is None
    assert sealing.unseal(session, ANNA, f"participants.name/{BO}", sealed) is None
    assert sealing.unseal(session, BO, NAME, sealed) is None
    assert sealing.unseal(session, ANNA, NAME, of_bo) is None
    assert sealing.unseal(session, ANNA, NAME, sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert sealing.unseal(session, ANNA, NAME, b"") is None


def test_short_and_long_names_are_sealed_alike(session: Session) -> None:
    lengths = {
        len(sealing.seal(session, ANNA, NAME, name)) for name in ("Bo", "Anna", "Bartholomeus Eksempel")
    }

    assert len(lengths) == 1


@pytest.mark.parametrize("text", ["", "x" * 31, "x" * 32, "\x80", "\x00", "…" * 300])
def test_any_text_comes_back_as_it_was(text: str, session: Session) -> None:
    assert sealing.unseal(session, ANNA, NAME, sealing.seal(session, ANNA, NAME, text)) == text


def test_a_whole_list_opens_in_its_order(session: Session) -> None:
    owners = [uuid.uuid4() for _ in range(1200)]
    wanted = [
        (
            owner,
            f"participants.name/{owner}",
            sealing.seal(session, owner, f"participants.name/{owner}", str(n)),
        )
        for n, owner in enumerate(owners[:5])
    ]
    nothing: list[sealing.Sealed] = [(owner, f"participants.name/{owner}", None) for owner in owners[5:]]

    assert sealing.unseal_all(session, wanted + nothing) == ["0", "1", "2", "3", "4"] + [None] * 1195


def test_a_place_says_table_column_and_row(session: Session) -> None:
    for place in ("", "participants/1", "name", f"participants.name/{ANNA}\n{BO}"):
        with pytest.raises(ValueError, match="place"):
            sealing.seal(session, ANNA, place, "Anna")


def test_a_blind_index_is_equal_for_equal_values_of_one_purpose(session: Session, store: KeyStore) -> None:
    found = sealing.blind(session, "enquiry/Bergen", "00000000")

    assert len(found) == 16
    assert found == sealing.blind(session, "enquiry/Bergen", "00000000")
    assert found != sealing.blind(session, "enquiry/Oslo", "00000000")
    assert found != sealing.blind(session, "enquiry/Bergen", "00000001")
    assert found != sealing.blind(session, "enquiry/Bergen 0", "0000000")
    assert found != KeyStore(store.path.parent / "another", "another secret").blind(
        "enquiry/Bergen", "00000000"
    )


def test_who_was_erased_opens_no_more_and_the_neighbour_does(
    session: Session, clock: Clock, store: KeyStore
) -> None:
    anna, bo = (sealing.seal(session, who, NAME, "name") for who in (ANNA, BO))

    with writing(session):
        erasure.erase(session, clock(), [ANNA, ANNA])

    assert sealing.unseal(session, ANNA, NAME, anna) is None
    assert sealing.unseal(session, BO, NAME, bo) == "name"
    assert (store.key(ANNA), ledger.read(store.path)) == (None, {ANNA: clock()})


def test_nothing_is_written_again_about_who_was_erased(session: Session, clock: Clock) -> None:
    with writing(session):
        erasure.erase(session, clock(), [ANNA])

    with pytest.raises(NotVisible):
        sealing.seal(session, ANNA, NAME, "Anna")


def test_a_step_that_is_taken_back_erases_nobody(session: Session, clock: Clock) -> None:
    sealed = sealing.seal(session, ANNA, NAME, "Anna")

    erasure.erase(session, clock(), [ANNA])
    session.rollback()
    with writing(session):
        session.execute(select(1))

    assert sealing.unseal(session, ANNA, NAME, sealed) == "Anna"


def test_the_part_that_is_taken_back_erases_nobody_and_the_rest_does(session: Session, clock: Clock) -> None:
    anna, bo = (sealing.seal(session, who, NAME, "name") for who in (ANNA, BO))

    with writing(session):
        part = session.begin_nested()
        erasure.erase(session, clock(), [ANNA])
        part.rollback()
        with session.begin_nested():
            erasure.erase(session, clock(), [BO])
        assert sealing.unseal(session, BO, NAME, bo) == "name"

    assert sealing.unseal(session, ANNA, NAME, anna) == "name"
    assert sealing.unseal(session, BO, NAME, bo) is None


def test_a_process_that_dies_after_the_commit_leaves_the_key_to_whoever_comes_next(
    database_url: str, session: Session, clock: Clock, store: KeyStore
) -> None:
    """It got as far as the ledger of the database."""
    anna, bo = (sealing.seal(session, who, NAME, "name") for who in (ANNA, BO))
    with writing(session):
        session.add(Erasure(owner=ANNA, erased_at=clock()))
    assert store.key(ANNA) is not None

    again = KeyStore(store.path.parent, "a secret for these tests alone")
    with opened(database_url, again) as next_process:
        assert sealing.unseal(next_process, ANNA, NAME, anna) is None
        assert sealing.unseal(next_process, BO, NAME, bo) == "name"
    assert store.key(ANNA) is None

    with writing(session):
        session.add(Erasure(owner=BO, erased_at=clock()))
    assert erasure.settle(session) == 1  # as each look at the clock does
    assert sealing.unseal(session, BO, NAME, bo) is None
    assert erasure.settle(session) == 0
