"""A person at the screen: finds things by what is visible, presses what can be pressed; knows no URL but the first."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.cast import PASSWORD
from tests.support.browser import NewPerson
from tests.support.visitors import email_of


class Somebody:
    """One person of the cast in a browser of their own, signed in."""

    def __init__(self, new_person: NewPerson, site: str, name: str, *, javascript: bool) -> None:
        self.page: Page = new_person(site, javascript=javascript)
        self.name = name
        self.page.goto("/")
        self.sign_in()

    def sign_in(self) -> None:
        self.page.get_by_label("E-mail").fill(email_of(self.name))
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("navigation").first).to_be_visible()

    # going about

    def go(self, place: str) -> None:
        """By the navigation: what does not fit into a phone's bar stands under More."""
        self._stands_still()
        expect(self.page.get_by_role("navigation").first).to_be_visible()
        bar = self.page.get_by_role("navigation").get_by_role("link", name=re.compile(f"^{place}"))
        if not bar.first.is_visible():
            self._goes_by(self.page.get_by_role("navigation").get_by_role("link", name="More"))
            bar = self.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{place}"))
        self._goes_by(bar)

    def follow(self, link: str) -> None:
        self._goes_by(self.page.get_by_role("main").get_by_role("link", name=re.compile(link)))

    def _goes_by(self, link: Locator) -> None:
        """Nobody looks for something on the next page before it is there."""
        with self.page.expect_navigation():
            link.first.click()
        if self.page.get_by_label("Password").count():  # days have passed since they last were here
            self.sign_in()

    def press(self, button: str, within: Locator | None = None) -> None:
        self._presses((within or self.page).get_by_role("button", name=button, exact=True).first)

    def send(self, form: Locator) -> None:
        self._presses(form.locator("button[type=submit]").first)

    def _presses(self, button: Locator) -> None:
        """Once. What was there before has to go: nobody takes an old page for the answer."""
        self._stands_still()
        self.page.locator("main").evaluate("main => main.dataset.before = ''")
        button.click()
        expect(self.page.locator("main:not([data-before])")).to_be_attached()
        self._stands_still()

    def open_case(self, title: str = "Bergen") -> None:
        self.go("New groups")
        self.follow(title)
        expect(self.page.locator("[data-case][data-state]").first).to_be_visible()

    def open_task(self, label: str) -> None:
        """It stands among those that are ready, or further ahead."""
        self.go("My tasks")
        if not self.page.get_by_role("main").get_by_role("link", name=label).count():
            self.follow("Upcoming")
        self.follow(re.escape(label))

    # doing

    def fill(self, form: Locator, **answers: str | bool) -> None:
        for label, value in answers.items():
            words = re.compile(label.replace("_", "."), re.IGNORECASE)
            answer = ("Yes" if value else "No") if isinstance(value, bool) else value
            choice = form.get_by_role("group", name=words).get_by_label(answer, exact=True)
            if choice.count():
                choice.check()
                continue
            field = form.get_by_label(words).first
            if field.evaluate("e => e.tagName") == "SELECT":
                option = field.locator("option", has_text=answer).first
                field.select_option(value=option.get_attribute("value"))
            else:
                field.fill(answer)

    def take(self, step: str, **answers: str | bool) -> None:
        """A step of the case that is open: unfold it if it is folded, fill it in, press its button."""
        form = self.unfold(f"form[data-transition={step}]")
        self.fill(form, **answers)
        self.send(form)

    def unfold(self, form: str) -> Locator:
        """A form on the page; what it is folded into is opened."""
        folded = self.page.locator(f"details:not([open]):has({form})")
        if folded.count():
            folded.locator("summary").first.click()
        return self.page.locator(form)

    def finish(self, task: str, **answers: str | bool) -> None:
        """A task from the list of one's own: taken if it is nobody's yet, filled in, done."""
        self.open_task(task)
        self.claim_if_needed()
        form = self.page.locator("form[data-task-form]")
        self.fill(form, **answers)
        self.press("I have done this", form)
        expect(form).to_have_count(0)
        self.sees_flash()

    def claim_if_needed(self, form: str = "form[data-task-form]") -> None:
        take = self.page.get_by_role("button", name="I take it")
        theirs = self.page.locator(form)
        expect(take.or_(theirs).first).to_be_attached()
        if take.count():
            self._presses(take.first)
            expect(theirs).to_be_attached()

    def _stands_still(self) -> None:
        """Nobody presses what is just being exchanged under their finger."""
        self.page.wait_for_load_state()
        moving = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
        expect(self.page.locator(moving)).to_have_count(0)

    def enter_hours(self, whose: str, *days: str, **answers: str) -> None:
        """Hours from before, each day's on a form of its own, from the page of the person."""
        self.go("People")
        self.follow(whose)
        self.follow("Hours, practice meetings and promises")
        for day in days:
            self.follow("Enter hours from before")
            form = self.page.locator("form:has([name=held_on])")
            self.fill(form, Day=day, **answers)
            self.send(form)
            self.sees_flash()

    # seeing

    def sees_flash(self) -> None:
        expect(self.page.locator("[data-flash]").first).to_be_visible()

    def sees_state(self, state: str) -> None:
        expect(self.page.locator(f"[data-case][data-state={state}]").first).to_be_visible()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(re.compile(text)).first).to_be_visible()

    def does_not_see(self, text: str) -> None:
        """On a page that is there already."""
        self._stands_still()
        expect(self.page.get_by_text(re.compile(text))).to_have_count(0)

    def finds_nothing_at(self, address: str) -> None:
        """Typed, or from before: what one may not see does not exist."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 404, answer.status

    def is_refused(self, step: str, guard: str) -> None:
        """The step cannot be taken, and the page says why: on the explanation, or above the form after a try."""
        explained = self.page.locator(f"[data-transition={step}] [data-refusal={guard}]")
        itself = self.page.locator(f"[data-transition={step}][data-refusal={guard}]")
        expect(explained.or_(itself).first).to_be_attached()
