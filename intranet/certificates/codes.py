"""Codes that are read aloud, printed and typed: on a certificate, in a private link; not who may ask what."""

from __future__ import annotations

import secrets

# Thirty-two signs, five bits each; without I, L, O and U, which are misread or spell words.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
_MISREAD = str.maketrans("ILO", "110")


def new_code(length: int = LENGTH) -> str:
    """Eighty bits of chance, if it is as long as usual: nobody finds a code by trying."""
    return "".join(secrets.choice(SIGNS) for _ in range(length))


def grouped(code: str) -> str:
    """As it is printed: "7K3M-9QXT-20VB-H4ZE"."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def as_typed(text: str, length: int = LENGTH) -> str | None:
    """The code that somebody copied from paper, however they grouped it; None if it can be none."""
    code = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_MISREAD)
    return code if len(code) == length and set(code) <= set(SIGNS) else None
