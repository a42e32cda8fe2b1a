"""Random tokens and the hashes under which they are stored; whoever reads the database learns no token."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    """A token has no pattern to guess, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).digest()
