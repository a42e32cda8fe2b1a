"""A password is long and not what a guesser tries first; nothing else is asked of it."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from intranet.auth import passwords
from tests.support.hurry import REAL_HASHER

ABOUT = ("Kari Nordmann", "kari.nordmann@demo.example")


@pytest.mark.parametrize(
    "good",
    [
        "kaffe och bulle 2003",
        "correct horse battery staple",
        "fire blå hester i snøen",
        "tidlig morgen ved fjorden",
        "xK9#mQ2$vL7!pR4",
    ],
)
def test_a_long_password_of_unrelated_words_is_taken(good: str) -> None:
    assert passwords.too_easy(good, *ABOUT) is None


@pytest.mark.parametrize(
    "easy",
    [
        "short",
        "fourteen chars",
        "passwordpassword",
        "Password123456789!",
        "qwertyuiopasdfghjkl",
        "123456789012345678",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "abcdefghijklmnopq",
        "Kari Nordmann 1985!",
        "kari.nordmann@demo.example",
        "sommer2026sommer2026",
        "välkommen välkommen",
        "familieklubb i bergen",
        "x" * 201,
    ],
)
def test_what_is_short_common_or_ones_own_is_refused(easy: str) -> None:
    assert passwords.too_easy(easy, *ABOUT) is not None


def test_the_demonstrations_password_is_good_enough_for_everybody_of_it() -> None:
    for name in ("volunteer", "coordinator.sweden", "dataprotection"):
        assert passwords.too_easy("kaffe och bulle 2003", f"{name}@demo.example") is None


@given(st.text(max_size=250))
def test_whatever_is_typed_gets_an_answer(password: str) -> None:
    answer = passwords.too_easy(password, *ABOUT)
    assert answer is None or answer.msgid


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is outside of the tests."""
    monkeypatch.setattr(passwords, "hasher", REAL_HASHER)


@pytest.mark.usefixtures("slow")
def test_only_the_right_password_matches_and_nobody_has_one() -> None:
    stored = passwords.hash_password("kaffe och bulle 2003")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(stored, "kaffe och bulle 2003")
    assert not passwords.matches(stored, "kaffe och bulle 2004")
    assert not passwords.matches(None, "the password of nobody")
    assert not passwords.matches("not a hash", "kaffe och bulle 2003")


@pytest.mark.usefixtures("slow")
def test_a_hash_of_weaker_parameters_is_renewed() -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("kaffe och bulle 2003")
    assert passwords.needs_new_hash(weaker)
    assert not passwords.needs_new_hash(passwords.hash_password("kaffe och bulle 2003"))
