"""Agreeing and taking it back, by the person themselves: on their own page, or on a phone that was handed over."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for

from intranet import i18n
from intranet.extensions import db
from intranet.groups.models import Group
from intranet.i18n import gettext as _
from intranet.i18n import render_text
from intranet.mine import about, door, forms, words
from intranet.mine.routes import blueprint, stored_of
from intranet.participants import consent_texts, consents, links
from intranet.participants.models import ATTENDANCE, CONTACT, HANDED_OVER, OWN_PAGE, PURPOSES, RECORD
from intranet.policy import Actor
from intranet.problems import NotVisible
from intranet.web.access import moment, writes

FORMS: dict[str, type[forms.Agreed]] = {RECORD: forms.AgreedToName, CONTACT: forms.AgreedToContact}


@blueprint.get("/mine/consent")
@door.own(links.CONSENT)
def consent(me: Actor) -> Any:
    return _page(me)


@blueprint.post("/mine/consent/<purpose>")
@writes
@door.own(links.CONSENT)
def agree(me: Actor, purpose: str) -> Any:
    """Yes to these words; what it is for is written down with it.

    Not by a link alone: whoever made it could say yes for them, and nobody would stand there as who noted it.
    """
    known = about.whose(db.session(), me)
    if purpose not in PURPOSES:
        raise NotVisible
    form = FORMS.get(purpose, forms.Agreed)(prefix=purpose)

    def write() -> Any:
        phone_of = door.whose_phone()
        shown = consents.Shown(
            form.text_version.data or "", form.text_language.data or "", _channel(phone_of), phone_of
        )
        consents.give(
            db.session(), me, moment(), known.id, purpose, shown,
            name=form.name.data if isinstance(form, forms.AgreedToName) else None,
            contact=form.contact() if isinstance(form, forms.AgreedToContact) else None,
            said_harmless=isinstance(form, forms.AgreedToName) and bool(form.harmless.data),
        )  # fmt: skip
        flash(_("Thank you. It is written down, and you can take it back whenever you like."), "success")
        return redirect(url_for("mine.consent"), 303)

    return form.attempt(write) or (_page(me, {purpose: form}), 422)


@blueprint.post("/mine/consent/<purpose>/withdrawal")
@writes
@door.own(links.CONSENT, by_link=True)
def withdraw(me: Actor, purpose: str) -> Any:
    """One press, and at once it is told what that erased."""
    known = about.whose(db.session(), me)
    phone_of = door.whose_phone()
    erased = consents.withdraw(
        db.session(), me, moment(), known.id, purpose,
        channel=_channel(phone_of), phone_of=phone_of, link_of=door.whose_link(),
    )  # fmt: skip
    if erased is not None:
        flash(_("It is taken back. %(erased)s", erased=render_text(erased)), "success")
    return redirect(url_for("mine.consent" if door.handed() else "mine.index"), 303)


def _channel(phone_of: uuid.UUID | None) -> str:
    return OWN_PAGE if phone_of is None else HANDED_OVER


def _page(me: Actor, sent: dict[str, forms.Agreed] | None = None) -> str:
    """A phone that was handed over shows nothing of extra support: its owner need not know of it."""
    handed = door.handed()
    mine = stored_of(me)
    asked = {}
    for purpose in _asked(mine):
        version, says = consent_texts.current(purpose, i18n.language())
        form = (sent or {}).get(purpose) or FORMS.get(purpose, forms.Agreed)(formdata=None, prefix=purpose)
        form.shows(version, i18n.language())
        asked[purpose] = (form, says)
    return render_template(
        "mine/consent.html",
        given=mine.consents,
        asked=asked,
        phones_of=mine.phones_of,
        handed=handed,
        wording=consent_texts.wording,
        PURPOSES=words.PURPOSES,
    )


def _asked(mine: about.Stored) -> list[str]:
    """What they have not agreed to, as far as it is asked for here; nobody asks the protected for a way or a day."""
    group = db.session().get_one(Group, mine.participant.group_id)
    unasked = {
        *mine.standing,
        *((CONTACT, ATTENDANCE) if mine.participant.protected else ()),
        *(() if group.names_attendance else (ATTENDANCE,)),
    }
    return [purpose for purpose in PURPOSES if purpose not in unasked]
