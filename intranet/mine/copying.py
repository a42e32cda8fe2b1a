"""Everything stored about somebody as plain values, for the file that they take away."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from intranet.i18n import render_text, shown
from intranet.mine.about import Stored
from intranet.mine.belonging import Belonging, belonging_of
from intranet.mine.keeping import erased
from intranet.mine.reads import role_of
from intranet.mine.supporting import Company, company_of
from intranet.participants import support
from intranet.participants.consent_texts import wording
from intranet.participants.models import HANDED_OVER, Consent
from intranet.policy import Actor


def plain(session: Session, known: Stored, moment: datetime) -> dict[str, Any]:
    participant = known.participant
    belongs = belonging_of(session, participant)
    return {
        "group": known.group,
        "number": participant.number,
        "kind": participant.kind,
        "adults": participant.adults,
        "children": participant.children,
        "name": known.name,
        "contact": None if known.contact is None else asdict(known.contact),
        "language": participant.language,
        "beside": known.beside,
        "first_visit_on": participant.first_visit_on.isoformat(),
        "last_contact_on": participant.last_contact_on.isoformat(),
        "protected": participant.protected,
        "not_asked_before": _day(participant.ask_again_on),
        "erased": render_text(erased(known)),
        "now": None if known.state is None else render_text(known.state),
        "happened": [{"at": one.at.isoformat(), "what": render_text(one.label)} for one in known.happened],
        "membership": None if belongs is None else _membership(belongs),
        "answers": [
            {"asked": render_text(asked), "answered": str(shown(said))} for asked, said in known.answers
        ],
        "on_the_list_of_the_group": [render_text(task) for task in known.tasks],
        "consents": [_consent(session, known, one) for one in known.consents],
        "yes_to_extra_support": [
            _consent(session, known, one) for one in support.history(session, participant.id)
        ],
        "extra_support": [_support(one) for one in _company(session, participant.id, moment)],
        "days": [day.isoformat() for day in known.days],
        "kept_away": [one.name for one in known.bars],
        "read": [{"at": one.at.isoformat(), "as": one.role, "what": list(one.fields)} for one in known.reads],
        "links": [
            {"made_at": one.made_at.isoformat(), "as": one.role, "used_at": _day(one.used_at)}
            for one in known.links
        ],
        "opened": [
            {
                "at": one.at.isoformat(),
                "on_a_phone_handed_over": one.handed,
                "by_a_link_of": one.role,
                "all_of_it": one.whole,
            }
            for one in known.visits
        ],
        "has_a_word": participant.word is not None,
        "word_reset_at": _day(participant.word_reset_at),
    }


def _consent(session: Session, known: Stored, one: Consent) -> dict[str, Any]:
    """`noted_as`: as what whoever noted it helped, or made the link that alone was enough.

    Null where it was they themselves, or is not known.
    """
    participant = known.participant
    return {
        "purpose": one.purpose,
        "words": wording(one.purpose, one.text_version, one.language),
        "version": one.text_version,
        "language": one.language,
        "given_at": one.given_at.isoformat(),
        "channel": one.channel,
        "noted_as": role_of(session, participant, one.recorded_by, one.given_at),
        "on_the_phone_of": _phone_of(known, one),
        "withdrawn_at": _day(one.withdrawn_at),
        "withdrawn_channel": one.withdrawn_channel,
        "withdrawn_as": role_of(session, participant, one.withdrawn_by, one.withdrawn_at),
    }


def _phone_of(known: Stored, one: Consent) -> str | None:
    if one.channel != HANDED_OVER or one.recorded_by is None:
        return None
    return known.phones_of.get(one.recorded_by)


def _company(session: Session, participant_id: uuid.UUID, moment: datetime) -> list[Company]:
    return company_of(session, Actor(None, participant_id=participant_id), moment)


def _support(one: Company) -> dict[str, Any]:
    return {
        "now": render_text(one.state),
        "asked": one.leader,
        "keeps_in_touch": one.contact_person,
        "how_often": None if one.rhythm is None else render_text(one.rhythm),
        "until": _day(one.until),
        "deleted_on": _day(one.deleted_on),
    }


def _membership(belongs: Belonging) -> dict[str, Any]:
    membership, details = belongs.membership, belongs.details
    return {
        "name": details.name,
        "birth_year": details.birth_year,
        "contact": None if details.contact is None else asdict(details.contact),
        "where": belongs.where,
        "fee": membership.fee_class,
        "pledge": belongs.words,
        "pledge_version": membership.pledge_version,
        "pledge_accepted_in": f"{membership.pledge_accepted_on:%Y-%m}",
        "guardian_informed_on": _day(membership.guardian_informed_on),
        "applied_in": f"{membership.applied_on:%Y-%m}",
        "number": membership.number,
        "confirmed_on": _day(membership.confirmed_on),
    }


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()
