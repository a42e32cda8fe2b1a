"""Names of those whom cases are about, for readers who know them by name: shown once it is noted who reads them.

Everybody else reads a number or a place. The statements are as many for a page of rows as for one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import or_
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.cases.operations.reading import noted_today
from intranet.cases.policy import visible_to
from intranet.cases.queries.called import called
from intranet.cases.queries.reading import Reading
from intranet.memberships import details as memberships
from intranet.memberships.models import Membership
from intranet.organisation.models import Unit
from intranet.participants import details as participants
from intranet.participants.models import Participant
from intranet.participants.policy import HELPERS, can_help_in
from intranet.policy import Actor, scopes


def names_noted(
    session: Session, reader: Actor, moment: datetime, case_ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID, str]:
    """By case; none of whoever gave no name or lives under protection, nor where the reading could not be noted."""
    asked = sorted(set(case_ids))
    return {
        **_of_participants(session, reader, moment, asked),
        **_of_members(session, reader, moment, asked),
    }


def title_noted(reading: Reading) -> str:
    """What a case is called on its own page and on those of its tasks: by the name, or what stands for it."""
    case, session, reader = reading.case, reading.session, reading.actor
    names = names_noted(session, reader, reading.moment, [case.id])
    if case.id in names or case.subject_kind != "participant":
        return names.get(case.id, case.title)
    return called(session, reader, [(case.id, case.title)])[case.id]


def _of_participants(
    session: Session, reader: Actor, moment: datetime, case_ids: list[uuid.UUID]
) -> Mapping[uuid.UUID, str]:
    """To those who help in the very group, and whom they do not keep away."""
    if not case_ids or not any(grant.role in HELPERS for grant in reader.grants):
        return {}
    found = session.execute(
        visible_to(reader, runtime.processes(session))
        .join(Participant, Participant.id == Case.subject_id)
        .join(Unit, Unit.id == Participant.group_id)
        .where(Case.id.in_(case_ids), Case.subject_kind == "participant")
        .where(Participant.name.is_not(None), Participant.protected.is_(False))
        .with_only_columns(Case.id, Unit.name, Unit.path, Participant)
    ).all()
    rows = [row for row in found if can_help_in(reader, row.path)]
    names = participants.names_of(session, [row.Participant for row in rows])
    called_so = {row.id: f"{row.name} · {names[one]}" for row in rows if (one := row.Participant.id) in names}
    return called_so if noted_today(session, called_so, reader, moment, "name") else {}


def _of_members(
    session: Session, reader: Actor, moment: datetime, case_ids: list[uuid.UUID]
) -> Mapping[uuid.UUID, str]:
    """To the office that looks after them."""
    below = [Case.unit_path.startswith(path, autoescape=True) for path in scopes(reader, "see", "membership")]
    if not case_ids or not below:
        return {}
    rows = session.execute(
        visible_to(reader, runtime.processes(session))
        .join(Membership, Membership.id == Case.subject_id)
        .where(Case.id.in_(case_ids), Case.subject_kind == "membership", or_(*below))
        .with_only_columns(Case.id, Membership)
    ).all()
    names = memberships.names_of(session, [row.Membership for row in rows])
    called_so = {row.id: names[one] for row in rows if (one := row.Membership.id) in names}
    return called_so if noted_today(session, called_so, reader, moment, "legal_name") else {}
