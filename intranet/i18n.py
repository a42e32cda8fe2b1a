"""Which language a reader gets, and words put into it; the .po files are read elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

import flask_babel
from babel.support import NullTranslations
from flask import Flask, Response, current_app, g, has_request_context, request, session
from flask_login import current_user

from intranet import dates
from intranet.clock import local_date
from intranet.config import LANGUAGES
from intranet.engine.text import Text
from intranet.translations import catalogue
from intranet.translations.pseudo import PseudoTranslations

# Browsers ask for Norwegian in three ways; one of them is ours.
ALIASES = {"no": "nb", "nn": "nb"}
PSEUDO = PseudoTranslations()


class Domain(flask_babel.Domain):
    """Flask-Babel's lookup, from .po files compiled in memory."""

    def get_translations(self) -> NullTranslations:
        chosen = language()
        if chosen == catalogue.SOURCE and current_app.config["PSEUDO_LANGUAGE"]:
            return PSEUDO
        return catalogue.compiled(chosen)


def init_app(app: Flask) -> None:
    app.config.setdefault("LANGUAGES", LANGUAGES)
    app.config.setdefault("PSEUDO_LANGUAGE", False)
    babel = flask_babel.Babel(configure_jinja=False)
    babel.init_app(app, locale_selector=_wished_language)
    babel.domain_instance = Domain()
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda s: _words().ugettext(s),
        ngettext=lambda s, p, n: _words().ungettext(s, p, n),
        pgettext=lambda c, s: _words().upgettext(c, s),
        npgettext=lambda c, s, p, n: _words().unpgettext(c, s, p, n),
        newstyle=True,
    )
    # A template may print a Text as it is; nobody has to remember a filter.
    app.jinja_env.finalize = shown
    app.after_request(_tell_language)


def _tell_language(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.content_language.add(language())
        response.vary.add("Accept-Language")
    return response


def languages() -> tuple[str, ...]:
    """The configured languages; the first serves whoever asks for none of them."""
    return tuple(current_app.config["LANGUAGES"])


def _wished_language() -> str:
    """The person's own choice, then the one made in this browser, then what the browser asks for."""
    offered = languages()
    if not has_request_context():
        return offered[0]
    for wished in (getattr(current_user, "language", None), session.get("language")):
        if wished in offered:
            return str(wished)
    for asked, _quality in request.accept_languages:
        code = asked.replace("_", "-").split("-")[0].lower()
        if ALIASES.get(code, code) in offered:
            return ALIASES.get(code, code)
    return offered[0]


def language() -> str:
    """The reader's language, "sv"; the first offered one outside a request."""
    locale = flask_babel.get_locale()
    return str(locale.language) if locale else languages()[0]


def today() -> date:
    """The reader's calendar day; within a request it is the request's own moment."""
    return local_date(g.moment if "moment" in g else current_app.config["CLOCK"]())


@contextmanager
def reading(wished: str) -> Iterator[None]:
    """Words in somebody else's language: a mail, a message to another person."""
    with flask_babel.force_locale(wished):
        yield


def _words() -> Any:
    return flask_babel.get_domain().get_translations()


def gettext(msgid: str, **values: object) -> str:
    return str(flask_babel.gettext(msgid, **values))


def ngettext(msgid: str, plural: str, n: int, **values: object) -> str:
    """The count is given to the sentence as %(n)s, and as %(num)s as gettext is used to."""
    return str(flask_babel.ngettext(msgid, plural, n, **({"n": n} | values)))


def pgettext(context: str, msgid: str, **values: object) -> str:
    return str(flask_babel.pgettext(context, msgid, **values))


def lazy_gettext(msgid: str, **values: object) -> Any:
    """Looked up each time it is shown: for what is made at import, such as a form's labels."""
    return flask_babel.lazy_gettext(msgid, **values)


_ = gettext


def N_(msgid: str) -> str:  # noqa: N802 - the name gettext's tools know
    """Marks a sentence that is translated later."""
    return msgid


def label(workflow_key: str, msgid: str) -> str:
    """Words of a workflow's YAML; its key is the context, so that one word may differ between two processes."""
    return pgettext(workflow_key, msgid) if msgid else ""


def render_text(text: Text) -> str:
    """A sentence of the engine in the reader's language, with the texts and dates in it."""
    values = {name: shown(value) for name, value in text.values.items()}
    if text.n is not None:
        values.setdefault("n", text.n)
    sentence = _sentence(text)
    return sentence % values if values else sentence.replace("%%", "%")


def _sentence(text: Text) -> str:
    words = _words()
    if not text.msgid:  # gettext answers the empty msgid with the catalogue's header
        return ""
    if text.plural is not None and text.n is not None:
        if text.context:
            return str(words.unpgettext(text.context, text.msgid, text.plural, text.n))
        return str(words.ungettext(text.msgid, text.plural, text.n))
    if text.context:
        return str(words.upgettext(text.context, text.msgid))
    return str(words.ugettext(text.msgid))


def shown(value: Any) -> Any:
    """What stands in a sentence or on a page: texts and dates in words, everything else as it is."""
    if isinstance(value, Text):
        return render_text(value)
    if isinstance(value, datetime):
        return dates.moment(value, language(), today())
    if isinstance(value, date):
        return dates.day(value, language(), today())
    if isinstance(value, time):
        return dates.clock_time(value, language())
    return value
