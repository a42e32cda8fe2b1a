"""When each thing about a renewal is due: dates that count from the period and the grace of the certificate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from intranet.cases.context import Context
from intranet.certificates import queries
from intranet.certificates.status import RETURNED, Event, grace_lasts
from intranet.engine.rules import date_rule
from intranet.organisation.settings import limit
from workflows.certificate_renewal.reading import period_now, person_of


@date_rule()
def period_end(context: Context) -> date | None:
    """The last day of the newest period."""
    period = period_now(context)
    return None if period is None else period.end


@date_rule()
def opens_on(context: Context) -> date | None:
    """The day on which renewal can be asked for."""
    period = period_now(context)
    if period is None:
        return None
    return period.end - timedelta(limit(context.session, context.unit_path, "renewal_opens_days"))


@date_rule()
def day_after_end(context: Context) -> date | None:
    period = period_now(context)
    return None if period is None else period.end + timedelta(1)


@date_rule()
def first_day_lapsed(context: Context) -> date | None:
    """The day after the last of grace; while something is found missing it is counted as if that were written."""
    period = period_now(context)
    if period is None:
        return None
    known = queries.facts_about(context.session, person_of(context))
    if context.state == "applied":
        known = replace(known, events=(*known.events, Event(RETURNED, context.today)))
    grace_days = limit(context.session, context.unit_path, "grace_days")
    lasts = grace_lasts(known, period.end, context.today, grace_days)
    return None if lasts is None else period.end + timedelta(lasts + 1)


@date_rule()
def next_period(context: Context) -> date | None:
    """The first day of the period that renewal gives: while it is being decided that one is not written yet."""
    period = period_now(context)
    if period is None:
        return None
    return period.start if context.state == "renewed" else period.end + timedelta(1)
