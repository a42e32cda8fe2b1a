"""Making many certificates last longer for one reason, such as a course that fell away: a row for each person."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from intranet.certificates import checks, policy, queries
from intranet.certificates.extension import digest, reached
from intranet.certificates.models import Certificate
from intranet.certificates.operations.common import add_period, none_of, refused, who
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Stale


def extend_all(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    unit_id: uuid.UUID,
    ending_from: date,
    ending_to: date,
    months: int,
    reason: str,
    seen: str | None = None,
) -> list[Certificate]:
    """Everybody in the unit and below whose certificate ends within these days gets so many months more.

    `seen` is the digest of the list that was shown; raises Stale when it is another one by now. All or nobody.
    """
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotVisible
    if not policy.can_extend(actor, unit.path):
        raise Denied(Text("Staff or the board make certificates last longer."))
    none_of(checks.wrong_extension(ending_from, ending_to, months), checks.wrong_reason(reason))
    today = local_date(moment)
    reach = partial(
        reached, session, actor, today, unit=unit, ending_from=ending_from, ending_to=ending_to, months=months
    )
    lock_rows(session, Person, (one.person_id for one in reach()))
    people = reach()
    if seen is not None and seen != digest(people):
        raise Stale(Text("Something changed meanwhile. Here is whom it reaches now."))
    if not people:
        raise refused("ending_from", Text("No certificate ends within these days."))
    rows = []
    for one in people:
        newest = queries.newest_of(session, one.person_id)
        if newest is None:
            raise LookupError(one.person_id)
        row = Certificate(
            person_id=one.person_id, number=newest.number, kind=newest.kind, country=newest.country,
            valid_from=one.old_end + timedelta(1), valid_to=one.new_end, source="extended",
            reason=reason.strip(), entered_by=who(actor), entered_at=moment,
        )  # fmt: skip
        rows.append(add_period(session, moment, row))
    return rows
