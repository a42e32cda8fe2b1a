"""A guard about the person it is about, and an effect that begins a case of another process and foretells it."""

from __future__ import annotations

from intranet.cases.context import Context
from intranet.cases.operations import begin
from intranet.certificates import queries
from intranet.engine.rules import Refusal, effect, guard
from intranet.engine.text import Text
from intranet.organisation.models import Unit


@guard(relies_on=("certificates",), people=("the_person",))
def is_certified(context: Context) -> Refusal | None:
    """Somebody whose certificate counts today."""
    person_id = context.people["the_person"]
    if queries.status_of(context.session, person_id, context.today).starts_groups:
        return None
    return Refusal("is_certified", Text("There is no certificate yet."))


def _what_it_brings(context: Context) -> tuple[Text, ...]:
    return (Text("Bread is bought for one."),)


@effect(says="Somebody goes for bread.", foretells=_what_it_brings)
def run_errand(context: Context) -> None:
    unit = context.session.get_one(Unit, context.unit_id)
    answers = {"what": 1, "secret": "For the visit"}
    begin(context.session, "errand", "ask", context.app_actor, unit, context.moment, answers)
