"""Issuing a certificate and renewing it: what a process decided becomes a period, never one's own."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.certificates import checks, policy, queries
from intranet.certificates.dates import LONGEST_YEARS, plus_months
from intranet.certificates.models import Certificate
from intranet.certificates.operations.common import (
    add_event,
    add_period,
    must_not_wait_for_the_board,
    none_of,
    not_ones_own,
    refused,
    status_at,
    visible,
    who,
)
from intranet.certificates.status import (
    RENEWABLE,
    Code,
    next_period,
    standing_events,
    validities,
    waits_for_answer,
)
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit, nation_path
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, Stale

# Who has one of these is renewed, or waits for its first day; nobody holds two certificates.
HAS_ONE = frozenset({Code.CERTIFIED, Code.PAUSED, Code.NOT_YET})


def issue(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    valid_from: date,
    kind: str = "club_assistant",
) -> Certificate:
    """A new certificate with the next number of the country's series, from today or later, never from before."""
    path = visible(session, actor, person_id)
    if not policy.can_issue(actor, path, person_id):
        raise Denied(not_ones_own(actor, person_id, Text("Staff issue certificates.")))
    today = local_date(moment)
    valid_to = plus_months(valid_from, limit(session, path, "certificate_months"))
    none_of(checks.backdated(valid_from, today), checks.wrong_dates(valid_from, valid_to, today))
    lock_rows(session, Person, [person_id])
    now = status_at(session, path, person_id, moment)
    must_not_wait_for_the_board(now)
    if now.code in HAS_ONE:
        raise refused("status", Text("There is a certificate already. It is renewed, not issued again."))
    standing = standing_events(queries.facts_about(session, person_id).events)
    if "suspended" in standing:
        raise refused("status", Text("This certificate is suspended. The board decides first."))
    if "paused" in standing:
        # What rested was the certificate that ended meanwhile.
        add_event(session, actor, moment, person_id, "resumed", from_on=max(today, standing["paused"]))
    issued = Certificate(
        person_id=person_id, number=_next_number(session, path, today.year), kind=kind, valid_from=valid_from,
        valid_to=valid_to, source="issued", entered_by=who(actor), entered_at=moment,
    )  # fmt: skip
    return add_period(session, moment, issued)


def renew(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    old_end: date | None = None,
) -> Certificate:
    """The next period: it begins the day after the old end, so that early or late nothing is won or lost.

    `old_end` is the end that whoever renews has seen; raises Stale when it is another one by now.
    """
    path = visible(session, actor, person_id)
    if not policy.can_enter(actor, path, person_id):
        raise Denied(not_ones_own(actor, person_id, Text("Staff renew certificates.")))
    lock_rows(session, Person, [person_id])
    now = status_at(session, path, person_id, moment)
    must_not_wait_for_the_board(now)
    newest = queries.newest_of(session, person_id)
    known = queries.facts_about(session, person_id)
    if newest is None or now.code not in RENEWABLE:
        raise refused(
            "status", Text("Only a certificate that counts, or ended a short while ago, is renewed.")
        )
    end = validities(known)[-1].end
    if old_end is not None and old_end != end:
        raise Stale(Text("This certificate was renewed meanwhile. Here is how it stands now."))
    first, new_end = next_period(known, limit(session, path, "certificate_months"))
    if (new_end - local_date(moment)).days > LONGEST_YEARS * 366:
        raise refused("valid_to", Text("This certificate has been renewed for a long time already."))
    renewal = Certificate(
        person_id=person_id, number=newest.number, kind=newest.kind, valid_from=first,
        valid_to=new_end, source="renewal", country=newest.country, entered_by=who(actor), entered_at=moment,
    )  # fmt: skip
    add_period(session, moment, renewal)
    if waits_for_answer(known):
        add_event(session, actor, moment, person_id, "decided")
    return renewal


def _next_number(session: Session, path: str, year: int) -> str:
    """The next of the year's series in the country. Its row is locked, so that two never take the same."""
    nation = session.execute(select(Unit.id, Unit.country).where(Unit.path == nation_path(path))).one()
    lock_rows(session, Unit, [nation.id])
    series = f"{nation.country}-{year}-"
    taken = session.scalars(select(Certificate.number).where(Certificate.number.startswith(series)))
    numbers = [int(rest) for number in taken if (rest := number.removeprefix(series)).isdecimal()]
    return f"{series}{max(numbers, default=0) + 1:03}"
