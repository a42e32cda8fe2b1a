"""Whether what somebody typed looks like a phone number or an e-mail address; whether it is one is not tried."""

from __future__ import annotations

import re

# The shortest are those of the Faroe Islands.
FEWEST_DIGITS, MOST_DIGITS = 6, 15
_PHONE = re.compile(r"\+?[\d\s().-]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def is_phone(value: str) -> bool:
    digits = sum(letter.isdigit() for letter in value)
    return _PHONE.fullmatch(value) is not None and value.isascii() and FEWEST_DIGITS <= digits <= MOST_DIGITS


def is_email(value: str) -> bool:
    return _EMAIL.fullmatch(value) is not None
