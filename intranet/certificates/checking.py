"""What anybody may learn by a certificate's code: that it is valid, that it is not, or that nobody knows it."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.certificates.codes import as_typed
from intranet.certificates.models import Certificate
from intranet.certificates.queries import facts_about
from intranet.certificates.status import Code, status, validity_on
from intranet.people.models import Person

NOBODY = uuid.UUID(int=0)


class Verdict(StrEnum):
    VALID = "valid"
    NOT_VALID = "not_valid"
    UNKNOWN = "unknown"


def check(session: Session, typed: str, on: date) -> Verdict:
    """Of the certificate with this code, however it is typed; the same is read whether there is one or not.

    The code of an earlier period of an unbroken validity stays good: it is the same certificate, renewed.
    """
    found = session.execute(
        select(Certificate.person_id, Certificate.valid_from, Certificate.valid_to, Person.left_on)
        .join(Person, Person.id == Certificate.person_id)
        .where(Certificate.code == (as_typed(typed) or ""))
    ).one_or_none()
    facts = facts_about(session, NOBODY if found is None else found.person_id)
    if found is None:
        return Verdict.UNKNOWN
    gone = found.left_on is not None and found.left_on <= on
    now = validity_on(facts, on)
    mine = (found.valid_from, found.valid_to)
    of_now = now is not None and any((one.valid_from, one.valid_to) == mine for one in now.periods)
    counts = status(facts, on).code is Code.CERTIFIED and of_now and not gone
    return Verdict.VALID if counts else Verdict.NOT_VALID
