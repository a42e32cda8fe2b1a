"""What a page says after its form was sent, swapped into it: done, refused or stale; axe finds nothing there either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looking import FIRST, OTHERS, look, sit_down, speak
from tests.support.addresses import forms_met
from tests.support.applications import serving
from tests.support.browser import NewPerson, complaints_of
from tests.support.crowd import Crowd
from tests.support.forms import SentForm
from tests.support.structure import Seen, parts

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


def answers(crowd: Crowd, name: str, seen: Seen) -> Iterator[tuple[str, SentForm, dict[str, str], int]]:
    """Forms whose answer shows something that was not looked at yet; the answer is asked for without a screen first."""
    somebody = crowd.everybody[name]
    for path, form in list(forms_met(crowd, name, Seen(seen.folder, f"{seen.name}-{name}"))):
        for changed in ways(form):
            answer = somebody.post(form.action, {**form.hidden, **form.fields, **changed})
            status = answer.status_code
            if status == 303:
                answer = somebody.follow(answer)
            crowd.go_back()
            if answer.mimetype == "text/html" and seen.take(parts(answer.text)):
                yield path, form, changed, status


def send(page: Page, form: SentForm, changed: dict[str, str]) -> None:
    number = form.number
    page.evaluate(SEND, [number, changed])
    page.wait_for_selector("main:not([data-before])")


@pytest.mark.parametrize("name", ACCOUNTS)
def test_axe_finds_nothing_on_what_is_swapped_into_a_page(
    crowd: Crowd, new_person: NewPerson, run_folder: Path, name: str
) -> None:
    wrong, statuses = [], set()
    offered = crowd.app.config["LANGUAGES"]
    with serving(crowd.app) as site:
        for language in (FIRST, *OTHERS):
            speak(crowd.app, language)
            for path, form, changed, status in answers(crowd, name, Seen(run_folder, f"answers-{language}")):
                page = sit_down(new_person, site, crowd.everybody[name])
                page.goto(path)
                send(page, form, changed)
                wrong += [
                    f"{language} {path} {form.action} {changed}: {one}"
                    for one in (*look(page, language), *complaints_of(page))
                ]
                complaints_of(page).clear()
                page.context.close()
                crowd.go_back()
                statuses.add(status)
    crowd.app.config["LANGUAGES"] = offered
    assert not wrong, "\n".join(wrong)


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
