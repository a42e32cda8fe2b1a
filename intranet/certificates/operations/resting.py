"""A pause that somebody asked for, and coming back from it; why is nobody's business and stands nowhere."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy.orm import Session

from intranet.certificates import checks, policy, queries
from intranet.certificates.models import CertificateEvent
from intranet.certificates.operations.common import add_event, none_of, refused, status_at, visible
from intranet.certificates.status import PAUSABLE, Code, standing_events
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied


def pause(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    from_on: date,
    until_on: date | None,
) -> CertificateEvent:
    """It rests from that day, today or later, until the person comes back; `until_on` is when they mean to."""
    path = visible(session, actor, person_id)
    if not policy.can_pause(actor, path, person_id):
        raise Denied(Text("The person or the coordinator asks for a pause."))
    none_of(checks.wrong_pause(from_on, until_on, local_date(moment)))
    lock_rows(session, Person, [person_id])
    if "paused" in standing_events(queries.facts_about(session, person_id).events):
        raise refused("status", Text("There is a pause already."))
    now = status_at(session, path, person_id, moment)
    if now.code is Code.SUSPENDED:
        raise refused("status", Text("This certificate is suspended. The board decides first."))
    if now.code not in PAUSABLE:
        raise refused("status", Text("There is no certificate that counts."))
    return add_event(session, actor, moment, person_id, "paused", from_on=from_on, until_on=until_on)


def resume(session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID) -> CertificateEvent:
    """The pause is over from today; one that has not begun yet never begins."""
    path = visible(session, actor, person_id)
    if not policy.can_resume(actor, path, person_id):
        raise Denied(Text("The person, the trainer or the coordinator ends a pause."))
    lock_rows(session, Person, [person_id])
    standing = standing_events(queries.facts_about(session, person_id).events)
    if "paused" not in standing:
        raise refused("status", Text("There is no pause."))
    from_on = max(local_date(moment), standing["paused"])
    return add_event(session, actor, moment, person_id, "resumed", from_on=from_on)
