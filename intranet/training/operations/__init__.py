"""Everything that changes training. Each function locks, checks, writes, tells and flushes; the caller commits."""

from intranet.training.operations.exempting import end_exemption, exempt
from intranet.training.operations.hours import (
    Noted,
    credit_attendance,
    enter_hours,
    recognise_course,
    withdraw_credit,
)
from intranet.training.operations.practice import (
    confirm_practice,
    decline_practice,
    log_practice,
    withdraw_practice,
)
from intranet.training.operations.signing import enter_signature, sign, withdraw_signature

__all__ = [
    "Noted",
    "confirm_practice",
    "credit_attendance",
    "decline_practice",
    "end_exemption",
    "enter_hours",
    "enter_signature",
    "exempt",
    "log_practice",
    "recognise_course",
    "sign",
    "withdraw_credit",
    "withdraw_practice",
    "withdraw_signature",
]
