"""How an operation says no. Routes answer 404, 403, 409 and 422; nothing here knows HTTP."""

from __future__ import annotations

from intranet.engine.rules import Refusal
from intranet.engine.text import Text


class NotVisible(Exception):
    """It does not exist, or not for this person; nobody can tell which."""


class Denied(Exception):
    """Visible, but not this person's to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


class Stale(Exception):
    """Somebody else was first, or it no longer stands where the form was drawn."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


class Refused(Exception):
    """Something is missing; each refusal says what, and who can mend it."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(", ".join(refusal.guard for refusal in refusals))
        self.refusals = refusals
