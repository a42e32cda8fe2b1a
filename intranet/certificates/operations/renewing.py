"""Asking for the next period, the answers that give none, and taking a refusal back; renewing is `issuing`."""

from __future__ import annotations

import uuid
from datetime import datetime

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
from intranet.certificates.status import RENEWABLE, Code, refused_on, waits_for_answer
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied

_NOT_ASKED = Text("Renewal has not been asked for.")


def ask_for_renewal(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID
) -> CertificateEvent:
    """From today until the answer no time of grace passes: handling it late costs the person nothing."""
    path = visible(session, actor, person_id)
    if not policy.can_ask_for_renewal(actor, path, person_id):
        raise Denied(Text("Everybody asks for the renewal of their own certificate."))
    lock_rows(session, Person, [person_id])
    known = queries.facts_about(session, person_id)
    if waits_for_answer(known):
        raise refused("status", Text("Renewal was asked for already."))
    if refused_on(known, local_date(moment)) is not None:
        raise refused("status", Text("Renewal was refused. An appeal is decided by somebody else."))
    if status_at(session, path, person_id, moment).code not in RENEWABLE | {Code.SUSPENDED}:
        raise refused(
            "status", Text("Only a certificate that counts, or ended a short while ago, is renewed.")
        )
    return add_event(session, actor, moment, person_id, "asked")


def give_renewal_back(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID
) -> CertificateEvent:
    """Something is missing, so it waits for the person again."""
    path = visible(session, actor, person_id)
    if not policy.can_check_renewal(actor, path, person_id):
        raise Denied(not_ones_own(actor, person_id, Text("Trainers check what a renewal takes.")))
    lock_rows(session, Person, [person_id])
    if not waits_for_answer(queries.facts_about(session, person_id)):
        raise refused("status", _NOT_ASKED)
    return add_event(session, actor, moment, person_id, "returned")


def refuse_renewal(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID, ground: str, reason: str
) -> CertificateEvent:
    """The certificate counts until its end and no longer: nothing of grace is left after a refusal."""
    path = visible(session, actor, person_id)
    if not policy.can_enter(actor, path, person_id):
        raise Denied(not_ones_own(actor, person_id, Text("Staff renew certificates.")))
    none_of(checks.wrong_ground(ground), checks.wrong_reason(reason))
    lock_rows(session, Person, [person_id])
    if not waits_for_answer(queries.facts_about(session, person_id)):
        raise refused("status", _NOT_ASKED)
    return add_event(session, actor, moment, person_id, "refused", ground=ground, reason=reason)


def take_refusal_back(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID
) -> CertificateEvent:
    """An appeal is won: the renewal waits for its answer as it did before it was refused."""
    path = visible(session, actor, person_id)
    lock_rows(session, Person, [person_id])
    earlier = queries.deciders_of(session, person_id, ("refused",))
    if not policy.can_reinstate(actor, path, person_id, earlier):
        text = Text("Somebody who took no part in it until now decides about the appeal.")
        raise Denied(not_ones_own(actor, person_id, text))
    if refused_on(queries.facts_about(session, person_id), local_date(moment)) is None:
        raise refused("status", Text("There is no refusal to take back."))
    return add_event(session, actor, moment, person_id, "asked")
