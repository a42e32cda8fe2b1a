"""What a page says after its form was sent, swapped into it: done, refused or stale; axe finds nothing there either.

Every chain of elements in the first language, and each element once in the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looking import FIRST, OTHERS, begin_anew, look, sit_down, speak
from tests.support.addresses import forms_met
from tests.support.applications import serving
from tests.support.browser import NewPerson, complaints_of
from tests.support.crowd import Crowd
from tests.support.forms import SentForm
from tests.support.structure import Seen, elements, parts

ACCOUNTS = ("volunteer", "assistant", "coordinator", "staff", "board", "admin")
# Sends a form that stands on the page, wherever it is folded away; the old content is marked, to see that it went.
SEND = """([number, values]) => {
    const form = [...document.forms].filter(one => one.method === "post")[number];
    for (let up = form; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    form.noValidate = true;
    for (const [name, value] of Object.entries(values))
        for (const field of form.querySelectorAll(`[name="${name}"]`))
            if (["radio", "checkbox"].includes(field.type)) field.checked = false;
            else if (field.type !== "submit") field.value = value;
    document.querySelector("main").dataset.before = "";
    form.requestSubmit(form.querySelector("button[type=submit]"));
}"""


def ways(form: SentForm) -> Iterator[dict[str, str]]:
    """As it stands, with nothing filled in, and from a page that is older than what it is about."""
    yield {}
    yield dict.fromkeys(form.fields, "")
    if form.hidden.get("version"):
        yield {"version": str(int(form.hidden["version"]) + 1)}


@dataclass(frozen=True)
class Sending:
    """A form of a page, what is changed in it before it is sent, and what its answer will show."""

    path: str
    form: SentForm
    changed: dict[str, str]
    shows: frozenset[str]


def sendings(crowd: Crowd, name: str, met: Seen) -> Iterator[Sending]:
    """Asked for without a screen first: what an answer is made of does not hang on the language."""
    somebody = crowd.everybody[name]
    for path, form in list(forms_met(crowd, name, met)):
        for changed in ways(form):
            answer = somebody.post(form.action, {**form.hidden, **form.fields, **changed})
            status = f"answers {answer.status_code}"
            if answer.status_code == 303:
                answer = somebody.follow(answer)
            crowd.go_back()
            if answer.mimetype == "text/html":
                yield Sending(path, form, changed, parts(answer.text) | {status})


def send(page: Page, one: Sending) -> bool:
    """False where the form is gone: the database goes back after each answer, but whom one of them erased stays so."""
    page.goto(one.path)
    if page.locator("form[method=post i]").count() <= one.form.number:
        return False
    page.evaluate(SEND, [one.form.number, one.changed])
    page.wait_for_selector("main:not([data-before])")
    return True


@pytest.mark.parametrize("name", ACCOUNTS)
def test_axe_finds_nothing_on_what_is_swapped_into_a_page(
    crowd: Crowd, new_person: NewPerson, run_folder: Path, name: str
) -> None:
    wrong, gone = [], 0
    offered = crowd.app.config["LANGUAGES"]
    with serving(crowd.app) as site:
        page = sit_down(new_person, site, crowd.everybody[name])
        everything = list(sendings(crowd, name, Seen(run_folder, f"forms-of-{name}")))
        for language in (FIRST, *OTHERS):
            speak(crowd.app, language)
            looked_at = Seen(run_folder, f"answers-{language}")
            what = frozenset if language == FIRST else elements
            for one in (each for each in everything if looked_at.take(what(each.shows))):
                begin_anew(page, site, crowd.everybody[name])
                if not send(page, one):
                    gone += 1
                    continue
                where = f"{language} {one.path} {one.form.action} {one.changed}"
                wrong += [f"{where}: {fault}" for fault in (*look(page, language), *complaints_of(page))]
                complaints_of(page).clear()
                crowd.go_back()
    crowd.app.config["LANGUAGES"] = offered
    assert not wrong, "\n".join(wrong)
    assert gone < len(everything) / 10


NOT_SIGNED_IN = ("/sign-in", "/forgotten-password", "/links/no-such-link", "/static/no-such-file")


def test_axe_finds_nothing_before_anybody_has_signed_in(crowd: Crowd, new_person: NewPerson) -> None:
    wrong = []
    offered = crowd.app.config["LANGUAGES"]
    with serving(crowd.app) as site:
        page = new_person(site)
        for language in (FIRST, *OTHERS):
            speak(crowd.app, language)
            for path in NOT_SIGNED_IN:
                page.goto(path)
                wrong += [f"{language} {path}: {one}" for one in look(page, language)]
            page.goto("/sign-in")
            page.locator("input[name=email]").fill("nobody@demo.example")
            page.locator("input[name=password]").fill("this is not it")
            page.locator("main").evaluate("main => main.dataset.before = ''")
            page.locator("main button[type=submit]").click()
            page.wait_for_selector("main:not([data-before])")
            wrong += [f"{language} refused: {one}" for one in look(page, language)]
    crowd.app.config["LANGUAGES"] = offered
    assert not wrong, "\n".join(wrong)
