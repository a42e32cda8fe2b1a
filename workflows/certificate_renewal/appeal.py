"""The appeal against a refused renewal: until when, by whom it is decided, and what it takes back."""

from __future__ import annotations

from datetime import date

from intranet.cases.context import Context
from intranet.certificates import operations
from intranet.clock import local_date
from intranet.engine.rules import Refusal, date_rule, effect, guard
from intranet.policy import STAFF
from workflows.certificate_renewal.reading import person_of
from workflows.shared import (
    last_day,
    refuse_late_appeal,
    refuse_whoever_took_part,
    refuse_without_appeal,
    took_a_step,
)


@guard()
def appeal_in_time(context: Context) -> Refusal | None:
    """Once, and within some weeks of the refusal."""
    return refuse_late_appeal(context, "refuse", appeal_until(context), mender=STAFF)


@guard(reads=("appeal", "ground"))
def appeal_lodged(context: Context) -> Refusal | None:
    return refuse_without_appeal(context)


@guard()
def took_no_part(context: Context) -> Refusal | None:
    """Nobody who did anything in this case before decides on the appeal."""
    return refuse_whoever_took_part(context, took_part=took_a_step(context))


@date_rule()
def appeal_until(context: Context) -> date:
    """The last day to appeal, as the person is shown it; a refusal that is being decided counts from today."""
    refused = None if context.case is None or context.state != "refused" else context.case.entered_at
    since = context.today if refused is None else local_date(refused)
    return last_day(context, since, "appeal_days", "may_appeal")


@effect(says="The renewal waits for an answer again, as if it had not been refused, and is decided anew.")
def take_refusal_back(context: Context) -> None:
    operations.take_refusal_back(
        context.session, context.app_actor, context.moment, person_id=person_of(context)
    )
