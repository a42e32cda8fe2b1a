"""Every page as each account that may see it, empty and full, in four languages and both themes: axe finds nothing.

What was looked at for somebody else is not loaded again: every chain of elements is measured once in each language,
and in the first one every address too. axe sees all of them in the first, and each element once in the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.exceptions import HTTPException

from intranet import config, create_app
from intranet.cases import versions
from intranet.db import writing
from intranet.extensions import db
from tests import cast, factories
from tests.browser.looking import FIRST, OTHERS, look, measure, sit_down, speak
from tests.support.addresses import pages_of
from tests.support.applications import SECRET, serving
from tests.support.browser import NewPerson, complaints_of
from tests.support.clock import Clock
from tests.support.crowd import ACCOUNTS, Crowd, gathered
from tests.support.demonstration import TOLD_AT
from tests.support.schema import build_schema
from tests.support.structure import Seen, elements, parts
from tests.support.visitors import email_of, password_hash

# Beside the addresses of the url_map: the same page in its other shapes.
MORE = (
    "/tasks?view=upcoming", "/tasks?view=waiting", "/tasks?view=snoozed", "/tasks?view=done",
    "/cases?workflow=new_group&state=active", "/groups?kind=peer_support", "/no-such-page",
)  # fmt: skip


@pytest.fixture(scope="session")
def empty_crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """The cast of the tests, with an organisation and nothing that happened in it."""
    folder = tmp_path_factory.mktemp("empty")
    settings = config.settings(data=folder, secret=SECRET)
    build_schema(settings["SQLALCHEMY_DATABASE_URI"])
    app = create_app({**settings, "TESTING": True, "CLOCK": Clock(TOLD_AT)})
    with app.app_context(), writing(db.session()):
        versions.take(db.session(), app.extensions["processes"], TOLD_AT)
        made = cast.build(db.session())
        for name, person in made.people.items():
            factories.account(db.session(), person, email_of(name), password_hash())
    with gathered(app, folder, tuple(cast.PEOPLE), cast.PASSWORD) as everybody:
        yield everybody


def pages(crowd: Crowd, name: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each page of the account, and what it is made of; that does not hang on the language."""
    for path in (*pages_of(crowd, name), *MORE):
        answer = crowd.everybody[name].get(path)
        if answer.mimetype == "text/html" and answer.status_code != 303:
            yield path, parts(answer.text)


def address_of(crowd: Crowd, path: str) -> str:
    """The rule that answers it; what no rule does stands for itself, and so does a page in another shape."""
    try:
        endpoint, _values = crowd.app.url_map.bind("localhost").match(path.partition("?")[0])
    except HTTPException:
        return path
    return f"{endpoint}?{path.partition('?')[2]}"


def look_at_all(crowd: Crowd, name: str, new_person: NewPerson, run_folder: Path) -> list[str]:
    wrong = []
    offered = crowd.app.config["LANGUAGES"]
    with serving(crowd.app) as site:
        page = sit_down(new_person, site, crowd.everybody[name])
        everything = list(pages(crowd, name))
        for language in (FIRST, *OTHERS):
            speak(crowd.app, language)
            measured, looked_at = (
                Seen(run_folder, f"pages-{what}-{language}") for what in ("measured", "seen")
            )
            for path, made_of in everything:
                first = language == FIRST
                if not measured.take(made_of | {address_of(crowd, path)} if first else made_of):
                    continue
                page.goto(path)
                see = look if looked_at.take(elements(made_of)) or first else measure
                wrong += [f"{language} {path}: {one}" for one in (*see(page, language), *complaints_of(page))]
                complaints_of(page).clear()
    crowd.app.config["LANGUAGES"] = offered
    return wrong


@pytest.mark.parametrize("name", ACCOUNTS)
def test_axe_finds_nothing_on_a_page_of_the_demonstration(
    crowd: Crowd, new_person: NewPerson, run_folder: Path, name: str
) -> None:
    wrong = look_at_all(crowd, name, new_person, run_folder)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", cast.PEOPLE)
def test_axe_finds_nothing_where_nothing_has_happened_yet(
    empty_crowd: Crowd, new_person: NewPerson, run_folder: Path, name: str
) -> None:
    wrong = look_at_all(empty_crowd, name, new_person, run_folder)
    assert not wrong, "\n".join(wrong)


def test_what_is_wrong_with_a_page_is_noticed(new_person: NewPerson) -> None:
    page = new_person("http://127.0.0.1")
    page.set_content(
        "<html lang=sv><style>@media (prefers-color-scheme: dark) { p { color: #888; background: #777 } }</style>"
        "<main><p>Words</p><button style='width: 20px; height: 20px'>x</button><div style='width: 900px'>wide</div>"
    )
    found = " ".join(look(page, "nb"))
    for wrong in ("0 h1", "no title", "scrolls sideways", "too small", "dark: color-contrast", "lang is sv"):
        assert wrong in found
