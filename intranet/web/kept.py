"""What somebody had typed when a page could not take it; it comes back on the page that says so, never a password."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import HTTPException

SECRET = ("csrf_token", "password")


def typed() -> tuple[tuple[str, str], ...]:
    """Names and values of the posted form, without secrets and empty fields."""
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return ()  # too large or malformed to be read at all
    return tuple(
        (name, value) for name, value in fields if value.strip() and not any(word in name for word in SECRET)
    )


def has_words(answers: tuple[tuple[str, str], ...]) -> bool:
    """Whether there is anything a person typed or chose, beyond the hidden fields."""
    return any(name not in {"idempotency_key", "version", "next"} for name, _value in answers)
