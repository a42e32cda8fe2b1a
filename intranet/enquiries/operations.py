"""Taking in an enquiry, saying how it ended, and erasing what says who it was; its steps are its process's."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import beginning_of, local_date, month_of
from intranet.config import LANGUAGES
from intranet.db import lock_rows
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.enquiries import contact as contacts
from intranet.enquiries.contact import Contact
from intranet.enquiries.models import CHANNELS, FOR_WHOM, FORM, Enquiry
from intranet.organisation import gazetteer
from intranet.organisation.models import Town, Unit
from intranet.organisation.operations import find_or_create_town
from intranet.organisation.queries import district_for, town_named
from intranet.organisation.settings import LIMITS, limit
from intranet.privacy import erasure, sealing
from intranet.privacy.wording import LONGEST_NOTE, refuse_health
from intranet.problems import Refused, Stale

LONGEST_NAME = 60
SENT_OTHERWISE = Text(
    "This form was sent before with other words in it. Please open the page again and write it once more."
)


@dataclass(frozen=True)
class Asked:
    """What somebody wrote or told; no name, no reason and no word about health is ever asked for."""

    contact: Contact
    town: str
    country: str
    for_whom: str
    language: str
    name: str = ""
    note: str = ""
    said_harmless: bool = False


def receive(
    session: Session,
    moment: datetime,
    asked: Asked,
    *,
    channel: str = FORM,
    by: uuid.UUID | None = None,
    goes_on: bool = False,
    key: uuid.UUID | None = None,
) -> Enquiry:
    """Take it in; its case begins with it. The same form sent again gives the enquiry of the first time.

    `by` is who took the phone, `goes_on` that they go on with it themselves. Raises Refused naming each field that
    cannot be, and Stale when the form was sent before with other words.
    """
    if found := _mistakes(session, asked, channel, by):
        raise Refused(tuple(found))
    digest = sealing.blind(session, "enquiry form", json.dumps(asdict(asked), sort_keys=True))
    if (before := _sent_before(session, key, digest)) is not None:
        return before
    town = find_or_create_town(session, asked.town, asked.country, by)
    session.flush()
    unit = _unit_of(session, town, asked.country)
    enquiry = Enquiry(
        id=uuid.uuid4(), unit_id=unit.id, town_id=town.id, channel=channel, received_on=local_date(moment),
        received_by=by, goes_on=goes_on, for_whom=asked.for_whom, language=asked.language, form_key=key,
        form_digest=digest, contact_index=index_of(session, unit.id, asked.contact),
    )  # fmt: skip
    enquiry.contact = _seal(session, enquiry, "contact", asked.contact.written())
    enquiry.name = _seal(session, enquiry, "name", asked.name)
    enquiry.note = _seal(session, enquiry, "note", asked.note)
    try:
        with session.begin_nested():
            session.add(enquiry)
    except IntegrityError:
        # The same form came twice at the same moment.
        if (before := _sent_before(session, key, digest)) is None:
            raise
        return before
    facts.tell(session, facts.Fact("enquiries", moment, enquiry_id=enquiry.id))
    return enquiry


def index_of(session: Session, unit_id: uuid.UUID, contact: Contact) -> bytes:
    """Equal for the same contact way in the same unit, and for nothing else."""
    return sealing.blind(session, f"enquiries.contact_index/{unit_id}", contact.same)


def end(session: Session, moment: datetime, enquiry_id: uuid.UUID, outcome: str) -> None:
    """It is over: the time for which it is kept begins."""
    enquiry = locked(session, enquiry_id)
    enquiry.outcome, enquiry.ended_on = outcome, local_date(moment)


def locked(session: Session, enquiry_id: uuid.UUID) -> Enquiry:
    lock_rows(session, Enquiry, [enquiry_id])
    return session.get_one(Enquiry, enquiry_id, populate_existing=True)


def kept_days(session: Session, country: str) -> int:
    """How long after its end an enquiry from that country is kept."""
    nation = _nation(session, country)
    return LIMITS["enquiry_kept_days"] if nation is None else limit(session, nation.path, "enquiry_kept_days")


def due_for_erasure(session: Session, on: date) -> list[uuid.UUID]:
    """Enquiries that ended longer ago than their nation keeps them."""
    rows = session.execute(
        select(Enquiry.id, Enquiry.ended_on, Unit.path)
        .join(Unit, Unit.id == Enquiry.unit_id)
        .where(Enquiry.ended_on.is_not(None), Enquiry.erased_at.is_(None))
        .order_by(Enquiry.id)
    ).all()
    kept = {path: limit(session, path, "enquiry_kept_days") for path in {row.path for row in rows}}
    return [row.id for row in rows if row.ended_on + timedelta(days=kept[row.path]) <= on]


def erase(session: Session, moment: datetime, enquiry_ids: Iterable[uuid.UUID]) -> None:
    """Month, town, channel and outcome stay; everything else is emptied, and the keys go."""
    ids = sorted(enquiry_ids)
    for enquiry_id in ids:
        enquiry = locked(session, enquiry_id)
        enquiry.received_on = month_of(enquiry.received_on)
        enquiry.ended_on = None if enquiry.ended_on is None else month_of(enquiry.ended_on)
        for column in ("received_by", "for_whom", "language", "name", "contact", "note", "contact_index",
                       "form_key", "form_digest"):  # fmt: skip
            setattr(enquiry, column, None)
        # The moment itself would tell the day on which it had ended.
        enquiry.goes_on, enquiry.erased_at = False, beginning_of(month_of(local_date(moment)))
    session.flush()
    erasure.erase(session, moment, ids)


def cut_loose(session: Session, enquiry_id: uuid.UUID) -> None:
    """What is counted of an erased one bears another id: the ledger of the erased tells the moment of the old one."""
    lock_rows(session, Enquiry, [enquiry_id])
    erased = Enquiry.id == enquiry_id, Enquiry.erased_at.is_not(None)
    session.execute(update(Enquiry).where(*erased).values(id=uuid.uuid4()))


def _sent_before(session: Session, key: uuid.UUID | None, digest: bytes) -> Enquiry | None:
    """What the same form brought already. Raises Stale where other words were in it."""
    if key is None:
        return None
    before = session.scalars(select(Enquiry).where(Enquiry.form_key == key)).one_or_none()
    if before is not None and before.form_digest != digest:
        raise Stale(SENT_OTHERWISE)
    return before


def _seal(session: Session, enquiry: Enquiry, column: str, plain: str) -> bytes | None:
    return sealing.seal(session, enquiry.id, place(enquiry, column), plain) if plain else None


def place(enquiry: Enquiry, column: str) -> str:
    """Where something sealed lies, so that it opens nowhere else."""
    return f"enquiries.{column}/{enquiry.id}"


def _is_known(session: Session, asked: Asked, by: uuid.UUID | None) -> bool:
    """No new town is made of what was typed: it would stand in lists and titles, and be erased with nothing.

    Whoever took the phone may name one of ours that the gazetteer lacks; a stranger is not told which these are.
    """
    ours = by is not None and town_named(session, asked.town, asked.country) is not None
    return ours or bool(gazetteer.find(asked.town, asked.country))


def _unit_of(session: Session, town: Town, country: str) -> Unit:
    """The district the town falls to; the nation where none has it, whose coordinator then takes it."""
    district = district_for(session, town)
    if district is not None:
        return district
    nation = _nation(session, country)
    if nation is None:
        raise Refused((Refusal("country", Text("Please choose one of these.")),))
    return nation


def _nation(session: Session, country: str) -> Unit | None:
    nations = select(Unit).where(Unit.kind == "nation", Unit.country == country, Unit.closed_on.is_(None))
    return session.scalars(nations.order_by(Unit.path)).first()


def _mistakes(session: Session, asked: Asked, channel: str, by: uuid.UUID | None) -> list[Refusal]:
    choose = Text("Please choose one of these.")
    found = list(contacts.mistakes(asked.contact))
    if asked.for_whom not in FOR_WHOM:
        found.append(Refusal("for_whom", choose))
    if asked.language not in LANGUAGES:
        found.append(Refusal("language", choose))
    if channel not in CHANNELS:
        found.append(Refusal("channel", choose))
    if asked.country not in gazetteer.COUNTRIES:
        found.append(Refusal("country", choose))
    elif not _is_known(session, asked, by):
        text = Text("We do not know this town. Please write the nearest larger one.")
        found.append(Refusal("town", text))
    if len(asked.name) > LONGEST_NAME:
        found.append(Refusal("name", Text("Please write at most %(n)s letters.", {"n": LONGEST_NAME})))
    if len(asked.note) > LONGEST_NOTE:
        found.append(Refusal("note", Text("Please write at most %(n)s letters.", {"n": LONGEST_NOTE})))
    for field, written in (("note", asked.note), ("name", asked.name)):
        if (refusal := refuse_health(field, written, said_harmless=asked.said_harmless)) is not None:
            found.append(refusal)
    return found
