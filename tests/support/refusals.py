"""What an operation refuses, by the names that its refusals bear."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from intranet.problems import Refused


def fields(action: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        action()
    return [refusal.guard for refusal in refused.value.refusals]


def refused_by(act: Callable[[], object]) -> list[str]:
    """The guards that stand in the way; empty when it is done."""
    try:
        act()
    except Refused as refused:
        return [refusal.guard for refusal in refused.refusals]
    return []
