"""Entering, renewing, suspending, lifting and revoking certificates: facts that are added, never changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet import facts
from intranet.certificates import checks, policy, queries
from intranet.certificates.dates import LONGEST_YEARS, plus_months
from intranet.certificates.models import Certificate, CertificateEvent
from intranet.certificates.status import RENEWABLE, SUSPENDABLE, Code, Status, status, validities
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused, Stale

RESTS_WITH_THE_BOARD = {Code.SUSPENDED, Code.REVOKED}


def enter_from_paper(
    session: Session,
    actor: Actor,
    moment: datetime,
    *,
    person_id: uuid.UUID,
    number: str,
    kind: str = "club_assistant",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Certificate:
    """A certificate that exists on paper. Without a known end it is kept, and never gives cover.

    The same number once more completes the dates of a paper of the same person whose end was not known.
    """
    path = _visible(session, actor, person_id)
    if not policy.can_enter(actor, path, person_id):
        raise Denied(_not_ones_own(actor, person_id, Text("Staff enter certificates.")))
    number = checks.one_way(number)
    _none_of(checks.wrong_number(number, kind), checks.wrong_dates(valid_from, valid_to, local_date(moment)))
    lock_rows(session, Person, [person_id])
    if (now := _status(session, path, person_id, moment)).code in RESTS_WITH_THE_BOARD:
        raise _refused("status", _waits_for_the_board(now))
    source = _source_of(session, person_id, number, valid_to)
    paper = Certificate(
        person_id=person_id, number=number, kind=kind, valid_from=valid_from, valid_to=valid_to, source=source,
        entered_by=_who(actor), entered_at=moment,
    )  # fmt: skip
    return _add_period(session, moment, paper)


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
    path = _visible(session, actor, person_id)
    if not policy.can_enter(actor, path, person_id):
        raise Denied(_not_ones_own(actor, person_id, Text("Staff renew certificates.")))
    lock_rows(session, Person, [person_id])
    now = _status(session, path, person_id, moment)
    if now.code in RESTS_WITH_THE_BOARD:
        raise _refused("status", _waits_for_the_board(now))
    newest = queries.newest_of(session, person_id)
    if newest is None or now.code not in RENEWABLE:
        raise _refused(
            "status", Text("Only a certificate that counts, or ended a short while ago, is renewed.")
        )
    end = validities(queries.facts_about(session, person_id))[-1].end
    if old_end is not None and old_end != end:
        raise Stale(Text("This certificate was renewed meanwhile. Here is how it stands now."))
    new_end = plus_months(end, limit(session, path, "certificate_months"))
    if (new_end - local_date(moment)).days > LONGEST_YEARS * 366:
        raise _refused("valid_to", Text("This certificate has been renewed for a long time already."))
    renewal = Certificate(
        person_id=person_id, number=newest.number, kind=newest.kind, valid_from=end + timedelta(1),
        valid_to=new_end, source="renewal", entered_by=_who(actor), entered_at=moment,
    )  # fmt: skip
    return _add_period(session, moment, renewal)


def suspend(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID, ground: str, reason: str
) -> CertificateEvent:
    """From today it does not count, until the board lifts it or revokes the certificate."""
    path = _visible(session, actor, person_id)
    if not policy.can_suspend(actor, path, person_id):
        raise Denied(_not_ones_own(actor, person_id, Text("Staff or the board suspend a certificate.")))
    _none_of(checks.wrong_ground(ground), checks.wrong_reason(reason))
    lock_rows(session, Person, [person_id])
    now = _status(session, path, person_id, moment)
    if now.code is Code.SUSPENDED:
        raise _refused("status", Text("This certificate is suspended already."))
    if now.code not in SUSPENDABLE:
        raise _refused("status", Text("There is no certificate that counts."))
    return _add_event(session, actor, moment, person_id, "suspended", ground, reason)


def lift(
    session: Session, actor: Actor, moment: datetime, *, person_id: uuid.UUID, reason: str
) -> CertificateEvent:
    """The board ends a suspension; never the one who imposed it."""
    path = _visible(session, actor, person_id)
    lock_rows(session, Person, [person_id])
    if not policy.can_lift(actor, path, person_id, queries.imposed_by(session, person_id)):
        raise Denied(_not_the_same(session, actor, person_id))
    _must_be_suspended(session, path, person_id, moment)
    _none_of(checks.wrong_reason(reason))
    return _add_event(session, actor, moment, person_id, "lifted", "", reason)


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
    path = _visible(session, actor, person_id)
    lock_rows(session, Person, [person_id])
    if not policy.can_revoke(actor, path, person_id, queries.imposed_by(session, person_id)):
        raise Denied(_not_the_same(session, actor, person_id))
    now = _must_be_suspended(session, path, person_id, moment)
    _none_of(checks.wrong_ground(ground), checks.wrong_reason(reason))
    time_to_answer = limit(session, path, "answer_days")
    if not heard and now.since is not None and (local_date(moment) - now.since).days < time_to_answer:
        until = now.since + timedelta(time_to_answer)
        raise _refused(
            "heard", Text("The person may answer until %(until)s. Hear them first.", {"until": until})
        )
    return _add_event(session, actor, moment, person_id, "revoked", ground, reason)


def _visible(session: Session, actor: Actor, person_id: uuid.UUID) -> str:
    """The path of the unit the person belongs to. Raises NotVisible."""
    path = session.scalars(
        select(Unit.path).join(Person, Person.unit_id == Unit.id).where(Person.id == person_id)
    ).one_or_none()
    if path is None or not policy.can_see(actor, path, person_id):
        raise NotVisible
    return path


def _status(session: Session, path: str, person_id: uuid.UUID, moment: datetime) -> Status:
    grace_days = limit(session, path, "grace_days")
    return status(queries.facts_about(session, person_id), local_date(moment), grace_days)


def _must_be_suspended(session: Session, path: str, person_id: uuid.UUID, moment: datetime) -> Status:
    now = _status(session, path, person_id, moment)
    if now.code is not Code.SUSPENDED:
        raise _refused("status", Text("This certificate is not suspended."))
    return now


def _source_of(session: Session, person_id: uuid.UUID, number: str, valid_to: date | None) -> str:
    """Under which source a paper is kept. Raises Refused where its number stands for another certificate."""
    same = list(session.scalars(select(Certificate).where(Certificate.number == number)))
    if not same:
        return "paper"
    completes = valid_to is not None and all(
        row.person_id == person_id and row.valid_to is None for row in same
    )
    if not completes:
        raise _refused("number", _TAKEN)
    return "dates"


def _add_period(session: Session, moment: datetime, period: Certificate) -> Certificate:
    try:
        with session.begin_nested():
            session.add(period)
    except IntegrityError as error:
        # Somebody else entered the same number for another person at the same moment.
        raise _refused("number", _TAKEN) from error
    facts.tell(session, facts.Fact("certificates", moment, person_id=period.person_id))
    return period


def _add_event(
    session: Session,
    actor: Actor,
    moment: datetime,
    person_id: uuid.UUID,
    kind: str,
    ground: str,
    reason: str,
) -> CertificateEvent:
    number = session.scalar(
        select(func.coalesce(func.max(CertificateEvent.number), 0)).where(
            CertificateEvent.person_id == person_id
        )
    )
    event = CertificateEvent(
        person_id=person_id, number=(number or 0) + 1, kind=kind, from_on=local_date(moment), ground=ground,
        reason=reason.strip(), entered_by=_who(actor), entered_at=moment,
    )  # fmt: skip
    session.add(event)
    facts.tell(session, facts.Fact("certificates", moment, person_id=person_id))
    return event


def _none_of(*refusals: Iterable[Refusal]) -> None:
    if found := tuple(refusal for some in refusals for refusal in some):
        raise Refused(found)


def _who(actor: Actor) -> uuid.UUID:
    if actor.person_id is None:
        raise Denied(Text("Somebody decides this, never the system."))
    return actor.person_id


_TAKEN = Text("There is a certificate with this number already.")


def _waits_for_the_board(now: Status) -> Text:
    if now.code is Code.SUSPENDED:
        return Text("This certificate is suspended. The board decides first.")
    return Text("This certificate was revoked. The board decides whether there is a way back.")


def _not_ones_own(actor: Actor, person_id: uuid.UUID, otherwise: Text) -> Text:
    if actor.person_id == person_id:
        return Text("Nobody decides about their own certificate. Ask a colleague.")
    return otherwise


def _not_the_same(session: Session, actor: Actor, person_id: uuid.UUID) -> Text:
    if actor.person_id == queries.imposed_by(session, person_id):
        return Text("You imposed the suspension. Somebody else on the board decides about it.")
    return _not_ones_own(actor, person_id, Text("The board decides about a suspension."))


def _refused(field: str, text: Text) -> Refused:
    return Refused((Refusal(field, text),))
