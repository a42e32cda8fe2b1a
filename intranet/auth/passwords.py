"""What makes a password good enough, and its hash; where one is asked for or stored stands elsewhere."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from intranet.engine.text import Text

SHORTEST, LONGEST = (
    15,
    200,
)  # NIST SP 800-63B-4 and ASVS 5.0: 15 when it is the only factor, no composition rules
ENOUGH_LEFT = 8

# What people put together when they must think of something; in the languages of the house.
COMMON = (
    "password", "passwort", "passw0rd", "passord", "losenord", "lösenord", "adgangskode", "kodeord", "secret",
    "hemmelig", "hemlig", "letmein", "welcome", "valkommen", "välkommen", "velkommen", "iloveyou", "jegelskerdeg",
    "jagalskardig", "jagälskardig", "jegelskerdig", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azerty",
    "1q2w3e4r", "1qaz2wsx", "abcdefghijklmnopqrstuvwxyz", "abc", "admin", "administrator", "login", "user", "test",
    "monkey", "dragon", "football", "fotball", "fotboll", "fodbold", "baseball", "sunshine", "princess", "superman",
    "batman", "master", "shadow", "michael", "trustno", "starwars", "hello", "hallo", "hejhej", "hejsan", "changeme",
    "summer", "winter", "spring", "autumn", "sommer", "sommar", "vinter", "host", "höst", "hosten", "var", "vår",
    "norge", "norway", "sverige", "sweden", "danmark", "denmark", "oslo", "stockholm", "kobenhavn", "københavn",
    "bergen", "intranet", "intranett", "intranät", "kamratstod", "kamratstöd", "familieklubb", "familjeklubb",
    "peersupport", "iogt", "forening", "förening",
)  # fmt: skip

hasher = PasswordHasher()


def too_easy(password: str, *about: str) -> Text | None:
    """Why this password cannot be taken, or None; `about` are the person's name and e-mail."""
    if len(password) < SHORTEST:
        return Text(
            "Use at least %(least)s characters. Four or five words in a row are good, and spaces are fine.",
            {"least": SHORTEST},
        )
    if len(password) > LONGEST:
        return Text("Use at most %(most)s characters.", {"most": LONGEST})
    own = [word for text in about for word in re.split(r"[\W_]+", text.casefold()) if len(word) >= 3]
    if len(_unusual(password, own)) < ENOUGH_LEFT:
        return Text(
            "This is easy to guess. Choose words that have nothing to do with you or with this place."
        )
    return None


def hash_password(password: str) -> str:
    """Slow by intention: never inside a write transaction."""
    return hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Takes the same time when there is no such account, so that nobody learns which e-mails have one."""
    try:
        hasher.verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_new_hash(password_hash: str) -> bool:
    """True when it was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hasher.hash("the password of nobody")


def _unusual(password: str, own: list[str]) -> str:
    """What is left when everything that a guesser tries first is taken away: common words, one's own, runs, repeats."""
    left = re.sub(r"[\W_]+", "", password.casefold())
    for word in sorted({*own, *COMMON}, key=len, reverse=True):
        left = left.replace(word, "")
    left = re.sub(r"\d{4,}", "", left)
    left = re.sub(r"(.{1,8}?)\1+", r"\1", left)
    return _without_runs(left)


def _without_runs(text: str) -> str:
    """Letters that only follow their neighbour in the alphabet count once: "abcdef" is one idea."""
    kept = text[:1]
    for before, letter in pairwise(text):
        if abs(ord(letter) - ord(before)) > 1:
            kept += letter
    return kept
