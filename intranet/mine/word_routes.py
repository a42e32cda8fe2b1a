"""The word of somebody's own: chosen on a page that shows all, entered where a link alone opened a part of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, url_for

from intranet.auth import passwords
from intranet.auth.limits import forget_tries, try_once_more
from intranet.db import again_if_deadlocked, writing
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.mine import about, door, forms
from intranet.mine.routes import blueprint, try_again_at
from intranet.participants import links, own_word
from intranet.policy import Actor
from intranet.problems import NotVisible, Refused
from intranet.web.access import moment
from intranet.web.forms import form_page

WRONG = Text("That is not the word of this page.")


@blueprint.route("/mine/word", methods=["GET", "POST"])
@door.own()
def choose_word(me: Actor) -> Any:
    """The slow hash stands between two short transactions, never inside one that writes."""
    form = forms.Word()

    def write() -> Any:
        own_word.check(form.word.data)
        db.session().rollback()
        hashed = passwords.hash_password(_plain(form.word.data))
        again_if_deadlocked(lambda: _keep(me, hashed))
        flash(_("Your word is kept. Nobody here can read it; please remember it well."), "success")
        return redirect(url_for("mine.index"), 303)

    has_word = about.whose(db.session(), me).word is not None
    return form.attempt(write) or form_page("mine/word.html", form, has_word=has_word)


@blueprint.post("/mine/word/entering")
@door.own(by_link=True)
def enter_word(me: Actor) -> Any:
    """Each try is counted before it is looked at; whoever must wait is told the same with the right word.

    Tries are counted for each helper whose links they come by: one alone keeps the person out with no other link.
    """
    form, here = forms.Word(), door.opened()
    if here is None:
        return door.closed()
    hashed = own_word.hash_of(db.session(), about.whose(db.session(), me))

    def write() -> Any:
        db.session().rollback()
        by_all = f"word {me.participant_id}"
        tries = f"{by_all} {here.given_by}"
        until = try_once_more(tries, own_word.TRIES, own_word.TRIES_WITHIN)
        until = until or try_once_more(by_all, own_word.TRIES_A_DAY, timedelta(days=1))
        if until is not None:
            raise Refused((Refusal("word", try_again_at(until)),))
        right = passwords.matches(hashed, _plain(form.word.data)) and hashed is not None
        if not right or not again_if_deadlocked(lambda: _open(me, here, hashed)):
            raise Refused((Refusal("word", WRONG),))
        forget_tries(tries)
        forget_tries(by_all)
        return redirect(url_for("mine.index"), 303)

    return form.attempt(write) or form_page("mine/word_first.html", form, has_word=hashed is not None)


def _keep(me: Actor, hashed: str) -> None:
    with writing(db.session()):
        own_word.choose(db.session(), me, hashed)
        # Hashing took its time: the phone may have been handed over meanwhile, or all of the page opened elsewhere.
        if not door.shows_all():
            raise NotVisible


def _open(me: Actor, here: links.Opened, hashed: str | None) -> bool:
    with writing(db.session()):
        if hashed is None or not own_word.entered(db.session(), me, hashed, here.given_by):
            return False
        # The same after this hash: a link that was given meanwhile is not cancelled by a session that it ended.
        if door.opened() is None:
            raise NotVisible
        links.open_all(db.session(), here, moment())
        return True


def _plain(word: str) -> str:
    """As it is remembered: spaces at the ends, and large letters, are no part of it."""
    return " ".join(word.split()).casefold()
