"""Why the key store cannot be used; the text is the one line to print."""

from __future__ import annotations


class KeyStoreError(Exception):
    """Missing, damaged, or made with another secret."""


class OwnerErased(KeyStoreError):
    """Whoever was erased is given no new key."""
