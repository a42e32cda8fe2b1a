"""The yes to extra support, and who may be asked for it: known to two people alone, so apart from all other consents.

When it ends, the yes is kept as long as the rest of it, and then deleted: nothing tells that it ever was.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intranet.participants import bars, links
from intranet.participants.consents import Shown, check, note
from intranet.participants.looking import seen_and_locked
from intranet.participants.models import SUPPORT, Consent, Participant
from intranet.participants.policy import HELPERS
from intranet.policy import ASSISTANT, Actor

KEPT = timedelta(days=30)


def agree(
    session: Session, actor: Actor, moment: datetime, participant_id: uuid.UUID, shown: Shown
) -> Consent:
    """They said yes to these very words; the same words once more change nothing. Raises Refused, NotVisible.

    Where somebody else notes it, every link and session of their page ends: it was not there when they were opened.
    """
    seen_and_locked(session, actor, participant_id)
    check(actor, SUPPORT, shown)
    if actor.person_id is not None:
        links.shut(session, participant_id, moment)
    given = Consent(
        id=uuid.uuid4(), participant_id=participant_id, purpose=SUPPORT, text_version=shown.version,
        language=shown.language, channel=shown.channel, given_at=moment, recorded_by=actor.person_id,
    )  # fmt: skip
    return note(session, standing(session, participant_id), given)


def standing(session: Session, participant_id: uuid.UUID) -> Consent | None:
    """The yes that stands today."""
    return session.scalars(
        select(Consent)
        .where(
            Consent.participant_id == participant_id,
            Consent.purpose == SUPPORT,
            Consent.withdrawn_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()


def history(session: Session, participant_id: uuid.UUID) -> Sequence[Consent]:
    """Every yes that is still kept, the oldest first; for the person themselves."""
    return session.scalars(
        select(Consent)
        .where(Consent.participant_id == participant_id, Consent.purpose == SUPPORT)
        .order_by(Consent.given_at, Consent.id)
    ).all()


def end(session: Session, moment: datetime, participant_id: uuid.UUID, by: uuid.UUID | None) -> None:
    """It stands no more, whoever said so."""
    given = standing(session, participant_id)
    if given is not None:
        given.withdrawn_at, given.withdrawn_by = moment, by
        session.flush()


def forget(session: Session, participant_id: uuid.UUID) -> None:
    """Of whoever has left nothing tells that they ever said yes."""
    session.execute(
        delete(Consent).where(Consent.participant_id == participant_id, Consent.purpose == SUPPORT)
    )


def forget_over(session: Session, moment: datetime) -> None:
    """Those that ended and have been kept long enough."""
    session.execute(delete(Consent).where(Consent.purpose == SUPPORT, Consent.withdrawn_at <= moment - KEPT))


def who_may_answer(session: Session, participant: Participant, on: date) -> Mapping[uuid.UUID, str]:
    """Those who lead the group, without whom the participant keeps away: one of them is asked."""
    return _of(session, participant, on, {ASSISTANT})


def who_may_keep_in_touch(session: Session, participant: Participant, on: date) -> Mapping[uuid.UUID, str]:
    """Those who help in the group, without whom the participant keeps away."""
    return _of(session, participant, on, HELPERS)


def _of(
    session: Session, participant: Participant, on: date, roles: Iterable[str]
) -> Mapping[uuid.UUID, str]:
    barred, wanted = bars.barred_by(session, participant.id), set(roles)
    return {
        one.person_id: one.name
        for one in bars.helpers(session, participant.group_id, on)
        if wanted & set(one.roles) and one.person_id not in barred
    }
