"""A membership's own row through its life; the process "member_follow_up" follows it, or calls these."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import beginning_of, local_date, month_of
from intranet.config import LANGUAGES
from intranet.db import lock_rows, new_id
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.memberships import details, fees, pledges
from intranet.memberships.details import Contact
from intranet.memberships.models import (
    CHANNELS,
    REMOVED,
    RESIGNED,
    UNDONE,
    AccountedFee,
    Fee,
    Membership,
    MembershipBar,
)
from intranet.organisation.models import Unit
from intranet.privacy import erasure
from intranet.problems import NotVisible, Refused, Stale

OLDEST = 120
CONFIRMED = Text("The membership is confirmed already. Whoever wants to leave resigns.")
OVER = Text("This membership has ended.")


@dataclass(frozen=True)
class Application:
    """What somebody gives who joins, accepted by themselves. Without `association_id` they are a direct member.

    `said_harmless`: asked whether name and address speak of health, they said that they do not.
    """

    country: str
    association_id: uuid.UUID | None
    legal_name: str
    birth_year: int
    contact: Contact
    fee_class: str
    pledge_version: str
    pledge_language: str
    pledge_channel: str
    guardian_informed_on: date | None = None
    said_harmless: bool = False


def some_days_before(day: date) -> date:
    """One to three, drawn: on the day itself somebody stepped forward in a group."""
    return day - timedelta(1 + secrets.randbelow(3))


def apply(session: Session, moment: datetime, given: Application, *, dated: date | None = None) -> uuid.UUID:
    """The membership is on its way: its row and the fee of the first year. Raises Refused, naming each field.

    The process begins with the day `dated`, which is not that of the moment where that one is written elsewhere:
    days that are equal would tell who joined from where. Of the pledge the month alone is kept.
    """
    today = local_date(moment)
    dated, month = dated or today, month_of(today)
    unit = _unit_of(session, given)
    counting = fees.rules(session, unit.path)
    if refusals := tuple(_wrong(given, counting, today)):
        raise Refused(refusals)
    membership = Membership(
        id=uuid.uuid4(), unit_id=unit.id, direct=given.association_id is None, country=given.country,
        guardian_informed_on=given.guardian_informed_on, fee_class=given.fee_class,
        pledge_version=given.pledge_version, pledge_language=given.pledge_language, pledge_accepted_on=month,
        pledge_channel=given.pledge_channel, applied_on=month,
    )  # fmt: skip
    details.keep(
        session, membership, name=" ".join(given.legal_name.split()), contact=given.contact.tidy(),
        birth_year=given.birth_year,
    )  # fmt: skip
    session.add(membership)
    session.flush()
    first = Fee(
        id=new_id(), membership_id=membership.id, year=today.year,
        amount=fees.amount(counting, given.fee_class, is_first_year=True),
        due_on=dated + timedelta(counting.days_to_pay),
    )  # fmt: skip
    session.add(first)
    facts.tell(session, facts.Fact("memberships", beginning_of(dated), membership_id=membership.id))
    return membership.id


def undo(session: Session, moment: datetime, membership_id: uuid.UUID) -> None:
    """Changed their mind before it was confirmed: all that says who it was is erased. Raises Stale afterwards."""
    membership = locked(session, membership_id)
    if membership.ended_how == UNDONE:
        return
    if membership.confirmed_on is not None or membership.ended_on is not None:
        raise Stale(CONFIRMED if membership.ended_on is None else OVER)
    _end(session, moment, membership, UNDONE)


def resign(session: Session, moment: datetime, membership_id: uuid.UUID) -> None:
    """The member leaves, in whatever way they said so: erased at once, no reason asked."""
    membership = locked(session, membership_id)
    if membership.ended_on is None:
        _end(session, moment, membership, UNDONE if membership.confirmed_on is None else RESIGNED)


def remove(session: Session, moment: datetime, membership_id: uuid.UUID) -> None:
    """Removed from the register, where the rule of the country allows it: whoever calls has asked."""
    membership = locked(session, membership_id)
    if membership.ended_on is None:
        _end(session, moment, membership, REMOVED)


def confirm(session: Session, moment: datetime, membership_id: uuid.UUID) -> str:
    """The applicant is a member from today, with a number that tells nothing. Returns it."""
    membership = locked(session, membership_id)
    if membership.ended_on is not None:
        raise Stale(OVER)
    if membership.confirmed_on is not None and membership.number is not None:
        return membership.number
    membership.number = _free_number(session, membership.country)
    membership.confirmed_on = local_date(moment)
    facts.tell(session, facts.Fact("memberships", moment, membership_id=membership.id))
    return membership.number


def correct(
    session: Session, membership_id: uuid.UUID, *, name: str, contact: Contact, said_harmless: bool = False
) -> None:
    """Another name or another way to reach the member. Raises Refused, naming each field; Stale once it has ended."""
    membership = locked(session, membership_id)
    if membership.ended_on is not None:
        raise Stale(OVER)
    given = contact.tidy()
    if refusals := (
        *details.wrong_name(name, said_harmless=said_harmless),
        *details.wrong_contact(given, said_harmless=said_harmless),
    ):
        raise Refused(refusals)
    birth_year = details.details_of(session, membership).birth_year
    if birth_year is None:
        raise NotVisible
    details.keep(session, membership, name=" ".join(name.split()), contact=given, birth_year=birth_year)


def write_otherwise(
    session: Session,
    moment: datetime,
    membership_id: uuid.UUID,
    *,
    name: str,
    birth_year: int,
    guardian_informed_on: date | None,
    contact: Contact,
    said_harmless: bool = False,
) -> None:
    """The member writes anew who they are and how to reach them; the office is shown that they did.

    Raises Refused, naming each field as at joining; of an age that stays as it was nothing is asked. And Stale.
    """
    membership, today = locked(session, membership_id), local_date(moment)
    if membership.ended_on is not None:
        raise Stale(OVER)
    known, name = details.details_of(session, membership), " ".join(name.split())
    given = replace(contact.tidy(), changed_in=month_of(today).isoformat())
    refusals = [
        *details.wrong_name(name, said_harmless=said_harmless or name == known.name),
        *details.wrong_contact(given, said_harmless=said_harmless),
    ]
    if (birth_year, guardian_informed_on) != (known.birth_year, membership.guardian_informed_on):
        counting = fees.rules(session, session.get_one(Unit, membership.unit_id).path)
        as_before = guardian_informed_on == membership.guardian_informed_on
        refusals += _wrong_age(birth_year, guardian_informed_on, counting, today, as_before=as_before)
    if refusals:
        raise Refused(tuple(refusals))
    membership.guardian_informed_on = guardian_informed_on
    details.keep(session, membership, name=name, contact=given, birth_year=birth_year)


def locked(session: Session, membership_id: uuid.UUID) -> Membership:
    """Raises NotVisible for one that there is not."""
    lock_rows(session, Membership, [membership_id])
    found = session.get(Membership, membership_id, populate_existing=True)
    if found is None:
        raise NotVisible
    return found


def go_on_barring(session: Session, membership_id: uuid.UUID, person_ids: Iterable[uuid.UUID]) -> None:
    """These go on knowing nothing of it, though nothing leads to it any more from who kept them away."""
    lock_rows(session, Membership, [membership_id])
    # One that ended long ago may be there no more.
    found = session.get(Membership, membership_id, populate_existing=True)
    if found is not None and found.ended_on is None:
        session.add_all(MembershipBar(membership_id=membership_id, person_id=one) for one in person_ids)
        session.flush()


def cut_loose(session: Session, membership_id: uuid.UUID) -> None:
    """What is counted of one that ended bears another id: the ledger of the erased tells the moment of the old one."""
    lock_rows(session, Membership, [membership_id])
    ended = Membership.id == membership_id, Membership.ended_on.is_not(None)
    session.execute(update(Membership).where(*ended).values(id=uuid.uuid4()))


def _end(session: Session, moment: datetime, membership: Membership, how: str) -> None:
    """What said who it was goes in this transaction; what stays are a unit, months and what accounts need, apart."""
    membership.legal_name = membership.contact = membership.birth_year = None
    membership.guardian_informed_on = membership.number = None
    membership.ended_on, membership.ended_how = month_of(local_date(moment)), how
    if membership.confirmed_on is not None:
        membership.confirmed_on = month_of(membership.confirmed_on)
    mine = Fee.membership_id == membership.id
    for fee in session.scalars(select(Fee).where(mine)).all():
        if fee.paid_on is not None or fee.waived_on is not None:
            how_settled = "waived" if fee.paid_on is None else "paid"
            kept = AccountedFee(country=membership.country, year=fee.year, amount=fee.amount, how=how_settled)
            session.add(kept)
    session.execute(delete(Fee).where(mine))
    session.execute(delete(MembershipBar).where(MembershipBar.membership_id == membership.id))
    erasure.erase(session, moment, [membership.id])
    facts.tell(session, facts.Fact("memberships", moment, membership_id=membership.id))


def _unit_of(session: Session, given: Application) -> Unit:
    """The association chosen, or the nation of whoever belongs to none. Raises Refused for one that is none."""
    wanted = select(Unit).where(Unit.country == given.country, Unit.closed_on.is_(None))
    if given.association_id is not None:
        wanted = wanted.where(Unit.id == given.association_id, Unit.kind == "association")
    else:
        wanted = wanted.where(Unit.kind == "nation").order_by(Unit.path)
    unit = session.scalars(wanted.limit(1)).first()
    if unit is None:
        raise Refused((Refusal("association", Text("Please choose one of these.")),))
    return unit


def _wrong(given: Application, counting: fees.Rules, today: date) -> Iterator[Refusal]:
    yield from details.wrong_name(given.legal_name, said_harmless=given.said_harmless)
    yield from details.wrong_contact(given.contact.tidy(), said_harmless=given.said_harmless)
    yield from _wrong_age(given.birth_year, given.guardian_informed_on, counting, today)
    if given.fee_class not in fees.CLASSES:
        yield Refusal("fee_class", Text("Please choose one of these."))
    if given.pledge_version != pledges.current(given.country) or given.pledge_language not in LANGUAGES:
        yield Refusal("pledge", Text("The pledge has been written anew. Please read it once more."))
    if given.pledge_channel not in CHANNELS:
        yield Refusal("pledge", Text("Only the person themselves accepts the pledge."))


def _wrong_age(
    birth_year: int, informed: date | None, counting: fees.Rules, today: date, *, as_before: bool = False
) -> Iterator[Refusal]:
    """`as_before`: the day on which a guardian was told is the one that was given when they joined."""
    if not 0 <= today.year - birth_year <= OLDEST:
        yield Refusal("birth_year", Text("Please write a year, for example 1975."))
    elif not fees.is_old_enough(counting, birth_year, today):
        text = Text(
            "Members are at least %(age)s years old. You are welcome in the group.", {"age": counting.age}
        )
        yield Refusal("birth_year", text)
    elif fees.may_be_minor(birth_year, today) and (
        informed is None or not (as_before or today - timedelta(365) <= informed <= today)
    ):
        text = Text("Until you are 18, a parent or guardian knows of it. On which day were they told?")
        yield Refusal("guardian_informed_on", text)


def _free_number(session: Session, country: str) -> str:
    while True:
        number = str(100_000 + secrets.randbelow(900_000))
        taken = select(Membership.id).where(Membership.country == country, Membership.number == number)
        if session.scalar(taken) is None:
            return number
