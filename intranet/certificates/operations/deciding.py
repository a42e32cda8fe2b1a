"""Suspending a certificate, lifting that, revoking, and giving back after an appeal: each by somebody else."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intranet.certificates import checks, policy, queries
from intranet.certificates.models import CertificateEvent
from intranet.certificates.operations.common import (
    add_event,
    none_of,
    not_ones_own,
    refused,
    status_at,
    visible,
)
from intranet.certificates.status import SUSPENDABLE, Code, standing_events
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.organisation.settings import limit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied


def suspend(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID, ground: str, reason: str
) -> CertificateEvent:
    """From today it does not count, until the board lifts it or revokes the certificate."""
    path = visible(session, actor, person_id)
    if not policy.can_suspend(actor, path, person_id):
        raise Denied(not_ones_own(actor, person_id, Text("Staff or the board suspend a certificate.")))
    none_of(checks.wrong_ground(ground), checks.wrong_reason(reason))
    lock_rows(session, Person, [person_id])
    now = status_at(session, path, person_id, moment)
    if now.code is Code.SUSPENDED:
        raise refused("status", Text("This certificate is suspended already."))
    if now.code not in SUSPENDABLE:
        raise refused("status", Text("There is no certificate that counts."))
    return add_event(session, actor, moment, person_id, "suspended", ground=ground, reason=reason)


def lift(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID, reason: str
) -> CertificateEvent:
    """The board ends a suspension, also of a certificate that ended meanwhile; never the one who imposed it."""
    path = visible(session, actor, person_id)
    lock_rows(session, Person, [person_id])
    if not policy.can_lift(actor, path, person_id, queries.imposed_by(session, person_id)):
        raise Denied(_not_the_same(session, actor, person_id))
    standing = standing_events(queries.facts_about(session, person_id).events)
    if "suspended" not in standing or "revoked" in standing:
        raise refused("status", _NOT_SUSPENDED)
    none_of(checks.wrong_reason(reason))
    return add_event(session, actor, moment, person_id, "lifted", reason=reason)


def revoke(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    ground: str,
    reason: str,
    heard: bool,
) -> CertificateEvent:
    """The board takes a suspended certificate back, once the person was heard or the time for it has passed."""
    path = visible(session, actor, person_id)
    lock_rows(session, Person, [person_id])
    if not policy.can_revoke(actor, path, person_id, queries.imposed_by(session, person_id)):
        raise Denied(_not_the_same(session, actor, person_id))
    now = status_at(session, path, person_id, moment)
    if now.code is not Code.SUSPENDED:
        raise refused("status", _NOT_SUSPENDED)
    none_of(checks.wrong_ground(ground), checks.wrong_reason(reason))
    time_to_answer = limit(session, path, "answer_days")
    if not heard and now.since is not None and (local_date(moment) - now.since).days < time_to_answer:
        until = now.since + timedelta(time_to_answer)
        raise refused(
            "heard", Text("The person may answer until %(until)s. Hear them first.", {"until": until})
        )
    return add_event(session, actor, moment, person_id, "revoked", ground=ground, reason=reason)


def reinstate(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID, reason: str
) -> CertificateEvent:
    """An appeal is won: it counts as if it had never been revoked, and the suspension before it is gone as well.

    Who decides has suspended and revoked nothing in this matter.
    """
    path = visible(session, actor, person_id)
    lock_rows(session, Person, [person_id])
    earlier = queries.deciders_of(session, person_id)
    if not policy.can_reinstate(actor, path, person_id, earlier):
        raise Denied(_no_part_in_it(actor, person_id, earlier))
    now = status_at(session, path, person_id, moment)
    if now.code is not Code.REVOKED:
        raise refused("status", Text("This certificate is not revoked."))
    none_of(checks.wrong_reason(reason))
    return add_event(session, actor, moment, person_id, "reinstated", from_on=now.since, reason=reason)


_NOT_SUSPENDED = Text("This certificate is not suspended.")


def _not_the_same(session: Session, actor: Actor, person_id: uuid.UUID) -> Text:
    if actor.person_id == queries.imposed_by(session, person_id):
        return Text("You imposed the suspension. Somebody else on the board decides about it.")
    return not_ones_own(actor, person_id, Text("The board decides about a suspension."))


def _no_part_in_it(actor: Actor, person_id: uuid.UUID, earlier: frozenset[uuid.UUID]) -> Text:
    if actor.person_id in earlier:
        return Text("You have decided in this matter before. Somebody else decides about the appeal.")
    return not_ones_own(actor, person_id, Text("Those who decide about appeals give a certificate back."))
