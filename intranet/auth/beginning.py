"""The first administrator of an organisation that has nobody yet; afterwards people are invited like everywhere."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.auth import operations, queries
from intranet.auth.models import Account
from intranet.clock import local_date
from intranet.organisation.models import Unit
from intranet.organisation.queries import administrators
from intranet.organisation.roles import give_role
from intranet.people.operations import Details, create_person
from intranet.policy import ADMIN, SYSTEM


def first_administrator(
    session: Session, name: str, email: str, moment: datetime, *, nation_id: uuid.UUID
) -> str:
    """The token of an invitation (its page is /links/<token>).

    Called again with the same e-mail it makes a new link: for an administrator who lost the first, or the password.
    """
    address = operations.clean_email(email)
    known = session.scalars(select(Account).where(Account.email == address)).first()
    nation = session.get_one(Unit, nation_id)
    if known is not None:
        person_id = known.person_id
    else:
        person_id = create_person(session, SYSTEM, moment, unit_id=nation_id, details=Details(name=name)).id
    today = local_date(moment)
    if person_id not in administrators(session, nation.path, today):
        give_role(
            session, SYSTEM, moment, person_id=person_id, role=ADMIN, unit_id=nation_id, starts_on=today
        )
    account = queries.account_of(session, person_id)
    if account is not None and account.password_hash is not None:
        return operations.give_link(session, SYSTEM, moment, person_id=person_id)
    return operations.invite(session, SYSTEM, moment, person_id=person_id, email=email)
