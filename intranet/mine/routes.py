"""The person's own page: opened by a link, read, corrected, copied and closed; what it changes besides is next door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf.csrf import CSRFError

from intranet import i18n
from intranet.auth.limits import count_failure, guesses_limited
from intranet.clock import ZONE, local_date
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.mine import about, belonging, copying, door, forms, keeping, reads, supporting, words
from intranet.participants import consent_texts, links, operations, support
from intranet.participants.models import FAMILY
from intranet.participants.words import HOURS, WAYS
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.web.access import moment, public, writes
from intranet.web.forms import form_page
from intranet.web.words import ERRORS

blueprint = Blueprint("mine", __name__)


def _too_many(until: datetime) -> Response:
    response = problem_page(429, try_again_at(until))
    response.headers["Retry-After"] = str(max(1, int((until - moment()).total_seconds())))
    return response


def try_again_at(until: datetime) -> Text:
    return Text(
        "There were many tries in a short time. Please try again at %(time)s.",
        {"time": until.astimezone(ZONE).time()},
    )


@blueprint.get("/mine/<token>")
@public
@guesses_limited(_too_many, "private link")
def link(token: str) -> Any:
    """One button: whatever fetches the address to show a preview of it spends nothing."""
    if door.belongs_to_a_user():
        return make_response(render_template("mine/not_here.html"), 403)
    if not links.can_open(db.session(), token, moment()):
        count_failure()
        return door.closed()
    return render_template("mine/link.html", token=token)


@blueprint.post("/mine/<token>")
@public
@guesses_limited(_too_many, "private link", methods=("POST",))
@writes
def open_page(token: str) -> Any:
    if door.belongs_to_a_user():
        return make_response(render_template("mine/not_here.html"), 403)
    entered = links.open_with(db.session(), token, moment())
    if entered is None:
        count_failure()
        return door.closed()
    return door.enter(make_response(redirect(url_for("mine.index"), 303)), entered)


@blueprint.get("/mine")
@door.own(by_link=True)
def index(me: Actor) -> Any:
    here = door.opened()
    if here is None or not here.whole:
        return _by_link(me)
    shown = _shown(me)
    known = shown["mine"]
    unseen = reads.unseen(known.links, known.visits, here.started_at, known.participant.word_reset_at)
    return render_template("mine/index.html", form=forms.Word(), unseen=unseen, may_leave=True, **shown)


def _by_link(me: Actor) -> str:
    """What the group knows anyway, and the ways to take it back: a link without the word shows no more.

    Of somebody protected that is no name either. It is told when all of it was first opened: the word may be of that
    day, and not theirs.
    """
    known = stored_of(me)
    return render_template(
        "mine/by_link.html",
        form=forms.Word(),
        has_word=known.participant.word is not None,
        opened_first=next((one for one in reversed(known.visits) if one.whole), None),
        may_leave=door.may_leave(known.participant),
        name=None if known.participant.protected else known.name,
        contact=known.contact,
        spoken=known.participant.language,
        consents_given=known.consents,
        phones_of=known.phones_of,
        wording=consent_texts.wording,
        WAYS=WAYS,
        HOURS=HOURS,
        PURPOSES=words.PURPOSES,
    )


@blueprint.route("/mine/details", methods=["GET", "POST"])
@writes
@door.own(by_link=True)
def correct(me: Actor) -> Any:
    """What they agreed to have written down is written otherwise, how many they are, and the language chosen anew."""
    known = stored_of(me)
    family = known.participant.kind == FAMILY
    named = known.name is not None and (door.shows_all() or not known.participant.protected)
    reached = known.contact is not None
    form = forms.Details(
        named=named, reached=reached, family=family, known=known.contact, name=known.name,
        adults=known.participant.adults, children=known.participant.children,
        language=known.participant.language or i18n.language(),
    )  # fmt: skip

    def write() -> Any:
        operations.correct(
            db.session(), me, moment(), known.participant.id,
            name=form.name.data if named else None,
            contact=form.contact() if reached else None,
            language=form.language.data,
            link_of=door.whose_link(),
            said_harmless=named and bool(form.harmless.data),
        )  # fmt: skip
        if family:
            operations.describe(
                db.session(), me, moment(), known.participant.id,
                kind=FAMILY, adults=form.adults.data, children=form.children.data,
            )  # fmt: skip
        session["language"] = form.language.data
        flash(_("It is changed."), "success")
        return redirect(url_for("mine.index"), 303)

    return form.attempt(write) or form_page(
        "mine/details.html", form, named=named, reached=reached, family=family
    )


@blueprint.get("/mine/copy")
@door.own()
def copy(me: Actor) -> Any:
    """Everything on one page, to read or to print."""
    company = supporting.company_of(db.session(), me, moment())
    agreed = support.history(db.session(), about.whose(db.session(), me).id)
    return render_template("mine/copy.html", company=company, agreed=agreed, **_shown(me))


@blueprint.get("/mine/copy.json")
@door.own()
def copy_file(me: Actor) -> Any:
    response = jsonify(copying.plain(db.session(), stored_of(me), moment()))
    response.headers["Content-Disposition"] = 'attachment; filename="my-page.json"'
    return response


@blueprint.post("/mine/closing")
@writes
@door.own(*links.MODES, by_link=True)
def close(_me: Actor) -> Any:
    phone = "yes" if door.handed() else None
    return door.leave(make_response(redirect(url_for("mine.goodbye", phone=phone), 303)))


@blueprint.get("/mine/goodbye")
@public
def goodbye() -> Any:
    return render_template("mine/goodbye.html", phone="phone" in request.args)


@blueprint.url_value_preprocessor
def _tell_nothing(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Whatever goes wrong, and however early, the page says nothing of where one is."""
    g.layout = "layouts/bare.html"


@blueprint.errorhandler(NotVisible)
def _nothing_here(_problem: NotVisible) -> Response:
    return door.closed()


@blueprint.errorhandler(CSRFError)
def _stale_form(_problem: CSRFError) -> Response:
    return problem_page(400, ERRORS[400][1])


@blueprint.errorhandler(Stale)
def _stale(problem: Stale) -> Response:
    return problem_page(409, problem.text)


@blueprint.errorhandler(Denied)
def _denied(problem: Denied) -> Response:
    return problem_page(403, problem.text)


@blueprint.errorhandler(Refused)
def _refused(problem: Refused) -> Response:
    return problem_page(422, *(refusal.text for refusal in problem.refusals))


def problem_page(status: int, *says: Text) -> Response:
    """What went wrong, in the layout that tells nothing of where one is."""
    page = render_template("mine/problem.html", status=status, title=ERRORS[status][0], says=says)
    return make_response(page, status)


def stored_of(me: Actor) -> about.Stored:
    """All that is written down about whoever opened the page."""
    return about.stored(db.session(), me, moment(), local_date(moment()))


def _shown(me: Actor) -> dict[str, Any]:
    known = stored_of(me)
    steps = about.steps(known.way)
    return {
        "mine": known,
        "erased": keeping.erased(known),
        "steps": [step for step in steps if step.key not in about.WITH_A_PAGE],
        "wording": consent_texts.wording,
        "belongs": belonging.belonging_of(db.session(), known.participant),
        "may_join": belonging.may_join(known),
        "may_undo": any(step.key == about.UNDO for step in steps),
        "WAYS": WAYS,
        "HOURS": HOURS,
        **{name: getattr(words, name) for name in ("PROMISE", "PURPOSES", "READ", "STEPS")},
    }
