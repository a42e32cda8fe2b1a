"""Extra support, on the person's own page: asked for, rested, asked of somebody else, and closed whenever they like."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import RadioField

from intranet import i18n
from intranet.cases import operations
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.mine import about, door, supporting
from intranet.mine.forms import Agreed
from intranet.mine.routes import blueprint
from intranet.organisation.models import Unit
from intranet.participants import consent_texts, support
from intranet.participants.consents import Shown
from intranet.participants.models import OWN_PAGE, SUPPORT
from intranet.policy import Actor
from intranet.problems import NotVisible
from intranet.web.access import moment, writes
from intranet.web.forms import Form, required, select_choices

ASK = "ask"


class Asked(Agreed):
    """Whom they would like to be asked."""

    leader = RadioField(_l("Whom may we ask?"), validators=[required()])

    def offer(self, people: dict[uuid.UUID, str]) -> None:
        self.leader.choices = select_choices((str(one), name) for one, name in people.items())


@blueprint.route("/mine/support", methods=["GET", "POST"], endpoint="support")
@writes
@door.own()
def support_page(me: Actor) -> Any:
    """Yes to these words and whom to ask, in one step; nothing is asked about why."""
    if not supporting.installed(db.session()):
        raise NotVisible
    form = _asked(me)

    def write() -> Any:
        session, participant = db.session(), about.whose(db.session(), me)
        shown = Shown(form.text_version.data or "", form.text_language.data or "", OWN_PAGE)
        support.agree(session, me, moment(), participant.id, shown)
        operations.begin(
            session, supporting.WORKFLOW, ASK, me, session.get_one(Unit, participant.group_id), moment(),
            {"leader": uuid.UUID(form.leader.data)}, subject_id=participant.id,
        )  # fmt: skip
        flash(_("Thank you for saying so. Whoever you chose gets in touch."), "success")
        return redirect(url_for("mine.support"), 303)

    answer = form.attempt(write)
    if answer is not None:
        return answer
    if form.is_submitted():
        db.session().rollback()
    return _page(me, form), 422 if form.is_submitted() else 200


@blueprint.post("/mine/support/<uuid:case_id>/another")
@writes
@door.own()
def ask_another(me: Actor, case_id: uuid.UUID) -> Any:
    """Somebody else is asked, and whoever knew of it before does not see it any more."""
    one = _mine(me, case_id)
    form = _asked(me, prefix=_prefix(case_id))

    def write() -> Any:
        operations.advance(
            db.session(), one.case_id, supporting.ASK_ANOTHER, me, moment(),
            {"leader": uuid.UUID(form.leader.data)}, version=Form().expected_version(),
        )  # fmt: skip
        flash(_("Thank you for saying so. Whoever you chose gets in touch."), "success")
        return redirect(url_for("mine.support"), 303)

    answer = form.attempt(write)
    if answer is not None:
        return answer
    db.session().rollback()
    return _page(me, _asked(me, sent=False), {case_id: form}), 422


@blueprint.post("/mine/support/<uuid:case_id>/steps/<key>")
@writes
@door.own()
def support_step(me: Actor, case_id: uuid.UUID, key: str) -> Any:
    one = _mine(me, case_id)
    if key not in (supporting.REST, supporting.CLOSE):
        raise NotVisible
    operations.advance(db.session(), one.case_id, key, me, moment(), {}, version=Form().expected_version())
    flash(_("It is noted. Nobody asks you why."), "success")
    return redirect(url_for("mine.support"), 303)


def _mine(me: Actor, case_id: uuid.UUID) -> supporting.Company:
    """Raises NotVisible for whatever is not theirs."""
    found = (one for one in supporting.company_of(db.session(), me, moment()) if one.case_id == case_id)
    if (one := next(found, None)) is None:
        raise NotVisible
    return one


def _prefix(case_id: uuid.UUID) -> str:
    """Two forms on one page never share the ids of their fields."""
    return f"another-{case_id.hex[-8:]}"


def _asked(me: Actor, *, sent: bool = True, prefix: str = "") -> Asked:
    about.whose(db.session(), me)
    form = Asked(prefix=prefix) if sent else Asked(formdata=None, prefix=prefix)
    people = dict(supporting.who_may_answer(db.session(), me, moment()))
    form.offer(people)
    if form.leader.data is None and len(people) == 1 and not (sent and form.is_submitted()):
        form.leader.data = str(next(iter(people)))
    return form


def _page(me: Actor, form: Asked, another: dict[uuid.UUID, Asked] | None = None) -> str:
    version, says = consent_texts.current(SUPPORT, i18n.language())
    form.shows(version, i18n.language())
    company = supporting.company_of(db.session(), me, moment())
    others = {
        one.case_id: (another or {}).get(one.case_id) or _asked(me, sent=False, prefix=_prefix(one.case_id))
        for one in company
        if one.may_ask_another
    }
    return render_template(
        "mine/support.html",
        company=company,
        asked=any(one.deleted_on is None for one in company),
        form=form,
        others=others,
        says=says,
    )
