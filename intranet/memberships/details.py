"""Who a member is and how to reach them, sealed and opened; who may read it is not asked here."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.memberships.models import Membership
from intranet.privacy import sealing
from intranet.privacy.wording import refuse_health
from intranet.reaching import is_email, is_phone

LONGEST_NAME, LONGEST_ADDRESS, LONGEST = 100, 200, 120


@dataclass(frozen=True)
class Contact:
    """One way is enough. `phone_allowed`: may the member be rung there?

    `protected`: they live under protection, and neither name nor postal address is shown to anybody but themselves.
    `changed_in`: the first of the month in which the member wrote it otherwise, until the office does; a day would
    tell who was at a page of their own then.
    """

    address: str = ""
    email: str = ""
    phone: str = ""
    phone_allowed: bool = False
    protected: bool = False
    changed_in: str = ""

    @property
    def month_of_change(self) -> date | None:
        return date.fromisoformat(self.changed_in) if self.changed_in else None

    def tidy(self) -> Contact:
        return replace(
            self, address=" ".join(self.address.split()), email=self.email.strip(), phone=self.phone.strip()
        )


@dataclass(frozen=True)
class Details:
    """What is known of a member; each is None once it was erased."""

    name: str | None
    contact: Contact | None
    birth_year: int | None

    @property
    def is_protected(self) -> bool:
        return self.contact is not None and self.contact.protected

    def to_others(self) -> Details:
        """As everybody but the member is shown it."""
        if self.contact is None or not self.contact.protected:
            return self
        return replace(self, name=None, contact=replace(self.contact, address=""))


def wrong_name(name: str, *, said_harmless: bool) -> Iterator[Refusal]:
    if not name.strip():
        yield Refusal("legal_name", Text("Please fill this in."))
    elif len(name) > LONGEST_NAME:
        yield Refusal("legal_name", Text("Please write at most %(n)s letters.", {"n": LONGEST_NAME}))
    elif asked := refuse_health("legal_name", name, said_harmless=said_harmless):
        yield asked


def wrong_contact(contact: Contact, *, said_harmless: bool) -> Iterator[Refusal]:
    """One refusal for each way that cannot be one; `address` where there is none at all."""
    if not (contact.address or contact.email or contact.phone):
        yield Refusal("address", Text("Give one way to reach you: an address, an e-mail address or a phone."))
    if len(contact.address) > LONGEST_ADDRESS:
        yield Refusal("address", Text("Please write at most %(n)s letters.", {"n": LONGEST_ADDRESS}))
    elif asked := refuse_health("address", contact.address, said_harmless=said_harmless):
        yield asked
    if contact.email and (not is_email(contact.email) or len(contact.email) > LONGEST):
        yield Refusal("email", Text("This does not look like an e-mail address."))
    if contact.phone and (not is_phone(contact.phone) or len(contact.phone) > LONGEST):
        yield Refusal("phone", Text("This does not look like a phone number."))


def keep(session: Session, membership: Membership, *, name: str, contact: Contact, birth_year: int) -> None:
    """Written for the first time or otherwise; whether they live under protection stays as it was."""
    protected = contact.protected or details_of(session, membership).is_protected
    membership.legal_name = _seal(session, membership, "legal_name", name)
    membership.birth_year = _seal(session, membership, "birth_year", str(birth_year))
    _keep_contact(session, membership, replace(contact, protected=protected))


def protect(session: Session, membership: Membership, *, protected: bool) -> None:
    """They live under protection, or no more; nothing of one that has ended."""
    contact = details_of(session, membership).contact
    if contact is not None:
        _keep_contact(session, membership, replace(contact, protected=protected))


def _keep_contact(session: Session, membership: Membership, contact: Contact) -> None:
    membership.contact = _seal(session, membership, "contact", json.dumps(asdict(contact)))


def details_of(session: Session, membership: Membership) -> Details:
    wanted = [
        (membership.id, _place(column, membership), sealed)
        for column, sealed in (
            ("legal_name", membership.legal_name),
            ("contact", membership.contact),
            ("birth_year", membership.birth_year),
        )
    ]
    name, contact, birth_year = sealing.unseal_all(session, wanted)
    return Details(
        name,
        None if contact is None else Contact(**json.loads(contact)),
        None if birth_year is None else int(birth_year),
    )


def may_be_rung(session: Session, membership: Membership) -> bool:
    contact = details_of(session, membership).contact
    return contact is not None and contact.phone_allowed and bool(contact.phone)


def names_of(session: Session, memberships: Iterable[Membership]) -> Mapping[uuid.UUID, str]:
    """The names of those who are members still, in one look at the keys; of the protected none is shown."""
    known = [one for one in memberships if one.legal_name is not None]
    sealed = [(one.id, _place("legal_name", one), one.legal_name) for one in known]
    sealed += [(one.id, _place("contact", one), one.contact) for one in known]
    opened = sealing.unseal_all(session, sealed)
    pairs = zip(known, opened[: len(known)], opened[len(known) :], strict=True)
    return {one.id: name for one, name, contact in pairs if name is not None and not _is_protected(contact)}


def _is_protected(contact: str | None) -> bool:
    return contact is not None and Contact(**json.loads(contact)).protected


def _seal(session: Session, membership: Membership, column: str, plain: str) -> bytes:
    return sealing.seal(session, membership.id, _place(column, membership), plain)


def _place(column: str, membership: Membership) -> str:
    return f"memberships.{column}/{membership.id}"
