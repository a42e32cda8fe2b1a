"""Everything that changes a case. Each function locks, checks, writes and flushes; the caller commits."""

from intranet.cases.operations.steps import Outcome, advance, begin, taken_before
from intranet.cases.operations.tasks import (
    claim,
    comment_on_case,
    comment_on_task,
    complete,
    hand_over,
    release,
    reopen,
    snooze,
)
from intranet.cases.operations.time import tick
from intranet.cases.operations.undoing import undo

__all__ = [
    "Outcome",
    "advance",
    "begin",
    "claim",
    "comment_on_case",
    "comment_on_task",
    "complete",
    "hand_over",
    "release",
    "reopen",
    "snooze",
    "taken_before",
    "tick",
    "undo",
]
