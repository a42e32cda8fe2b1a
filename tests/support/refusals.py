"""What an operation refuses, by the names that its refusals bear."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from intranet.problems import Refused


def fields(action: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        action()
    return [refusal.guard for refusal in refused.value.refusals]
