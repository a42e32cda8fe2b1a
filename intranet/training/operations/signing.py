"""Promising a document in its current version, and entering a promise that was made on paper."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import lock_rows, new_id
from intranet.engine.text import Text
from intranet.organisation.settings import limit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Stale
from intranet.training import policy
from intranet.training.looking import EARLIEST, none_of, not_ones_own, path_of, refused, seen, who, wrong_day
from intranet.training.models import DOCUMENTS, Signature

STALE = Text("The text was changed meanwhile. Please read it once more.")
STAFF_ENTER = Text("Staff enter what was signed on paper.")


def current_version(session: Session, path: str, document: str) -> int:
    """The version that counts in the unit with this path. Raises NotVisible for a document there is not."""
    if document not in DOCUMENTS:
        raise NotVisible
    return limit(session, path, f"{document}_version")


def sign(session: Session, actor: Actor, moment: datetime, *, document: str, version: int) -> Signature:
    """The person promises it themselves, in the version they were shown; once more on the same day adds nothing.

    Raises Stale when another version counts by now.
    """
    person_id = who(actor)
    path = path_of(session, person_id)
    if not policy.can_sign(actor, path, person_id):
        raise NotVisible
    lock_rows(session, Person, [person_id])
    if version != current_version(session, path, document):
        raise Stale(STALE)
    today = local_date(moment)
    if standing := _standing(session, person_id, document, version, today):
        return standing
    row = Signature(
        id=new_id(), person_id=person_id, document=document, version=version, signed_on=today,
        signed_at=moment,
    )  # fmt: skip
    return _keep(session, moment, row)


def enter_signature(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    document: str,
    version: int,
    signed_on: date,
) -> Signature:
    """A promise made on paper, entered by staff as such; nobody enters their own, for they can sign here."""
    path = seen(session, actor, person_id)
    if not policy.can_enter_signature(actor, path, person_id):
        raise not_ones_own(actor, person_id, STAFF_ENTER)
    lock_rows(session, Person, [person_id])
    if not 1 <= version <= current_version(session, path, document):
        raise refused("paper_version", Text("There is no such version."))
    none_of(wrong_day("signed_on", signed_on, local_date(moment), EARLIEST))
    if _standing(session, person_id, document, version, signed_on):
        raise refused("signed_on", Text("This is noted already."))
    row = Signature(
        id=new_id(), person_id=person_id, document=document, version=version, signed_on=signed_on,
        signed_at=moment, entered_by=who(actor),
    )  # fmt: skip
    return _keep(session, moment, row)


def withdraw_signature(
    session: Session, actor: Actor, moment: datetime, signature_id: uuid.UUID
) -> Signature:
    """What was entered from paper by mistake no longer counts. What somebody signed here themselves stays."""
    row = session.get(Signature, signature_id)
    if row is None:
        raise NotVisible
    path = seen(session, actor, row.person_id)
    if not policy.can_enter_signature(actor, path, row.person_id):
        raise not_ones_own(actor, row.person_id, STAFF_ENTER)
    if row.entered_by is None:
        raise Denied(Text("Whoever signed here themselves has signed."))
    lock_rows(session, Person, [row.person_id])
    session.refresh(row)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = moment, who(actor)
        facts.tell(session, facts.Fact("training", moment, person_id=row.person_id))
    return row


def _standing(
    session: Session, person_id: uuid.UUID, document: str, version: int, on: date
) -> Signature | None:
    return session.scalars(
        select(Signature).where(
            Signature.person_id == person_id,
            Signature.document == document,
            Signature.version == version,
            Signature.signed_on == on,
            Signature.withdrawn_at.is_(None),
        )
    ).one_or_none()


def _keep(session: Session, moment: datetime, row: Signature) -> Signature:
    session.add(row)
    facts.tell(session, facts.Fact("training", moment, person_id=row.person_id))
    return row
