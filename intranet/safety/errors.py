"""Why a backup or a restore was not done; the text is the one line to print."""

from __future__ import annotations


class SafetyError(Exception):
    """Nothing was changed."""
