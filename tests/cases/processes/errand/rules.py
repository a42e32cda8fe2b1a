"""A guard that lives by certificates, and an effect that can be taken back."""

from __future__ import annotations

from sqlalchemy import func, select

from intranet.cases.context import Context
from intranet.certificates.models import Certificate
from intranet.engine.rules import Refusal, effect, guard
from intranet.engine.text import Text


@guard(relies_on=("certificates",))
def day_is_fine(context: Context) -> Refusal | None:
    """Fine is a day on which anybody has a certificate."""
    if context.session.scalar(select(func.count()).select_from(Certificate)):
        return None
    return Refusal("day_is_fine", Text("It rains."), mender="staff")


def _unring(context: Context) -> None:
    context.is_about(context.subject_id, "quiet", context.unit_id, context.unit_path)


@effect(says="The bell rings.", undo=_unring)
def ring_bell(context: Context) -> None:
    context.is_about(context.subject_id, "rung", context.unit_id, context.unit_path)
