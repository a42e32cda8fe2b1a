"""From a call to a membership, each in a browser of their own: nobody hurries, and no register knows of the other."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from intranet.memberships.pledges import current, wording
from tests.browser.conftest import TOLD, SitsDown
from tests.browser.somebody import Somebody
from tests.browser.stage import Stage
from tests.browser.walks import (
    accepts_the_pledge,
    agrees_to_a_name,
    is_called,
    link_of,
    opens_own_page,
    opens_the_page_of,
    takes,
)
from tests.support.browser import NewPerson

GROUP, NUMBER = "Fana", "900 12 345"
# On the phone, in the group and in the register of members: one person, three names.
CALLER, NAME, LEGAL = "Marit", "Kråkefrø", "Rosa Eksempel"


@TOLD
def test_a_call_becomes_a_membership(
    stage: Stage, sits_down: SitsDown, site: str, new_person: NewPerson, javascript: bool
) -> None:
    stage.club_meets("assistant")
    stage.is_certified("assistant")
    stage.helps("volunteer", GROUP)
    stage.promises_confidentiality("volunteer", "coordinator")

    helper, coordinator = sits_down("volunteer"), sits_down("coordinator")
    takes_the_phone(helper)
    calls_and_books_a_visit(coordinator, (stage.today + timedelta(7)).isoformat())
    stage.days_go_by(7)
    helper.open_task("Meet them at the door")
    helper.take("came")
    helper.sees_flash()
    is_welcomed(helper)
    whose = helper.page.url
    stage.days_go_by(7)
    opens_the_page_of(helper, NAME, GROUP)
    helper.press("They were here today")
    takes(helper, "settle", "Comes regularly", Do_they_say=True)
    stage.days_go_by(21)
    opens_the_page_of(helper, NAME, GROUP)
    takes(
        helper, "consider", "Wants to know more about membership",
        Who_raised="They asked about it themselves",
    )  # fmt: skip

    helper.follow("Their page in the group")
    path, phone = link_of(helper), new_person(site, javascript=javascript)
    joins(phone, path)

    stage.days_go_by(4)
    office = sits_down("staff")
    confirms(office, stage.today.year)
    for other in (office, coordinator):
        other.go("Start")
        other.does_not_see(NAME)
        other.finds_nothing_at(whose)

    stage.days_go_by(2)
    opens_the_page_of(helper, NAME, GROUP)
    helper.sees("^Member$")
    assert helper.page.url == whose  # where the others found nothing
    for hidden in (LEGAL, NUMBER, CALLER):
        assert hidden not in helper.page.content()


def takes_the_phone(helper: Somebody) -> None:
    """A volunteer writes it down: how to reach them first, and a name because they said one."""
    helper.go("Somebody asks")
    form = helper.page.locator("form:has([name=way])")
    helper.fill(
        form,
        How_do_they_want="Call me",
        Their_number=NUMBER,
        In_which_town="Bergen",
        What_do_they_want_to_be_called=CALLER,
    )
    helper.press("Register the enquiry")
    helper.sees("The coordinator sees it now")
    helper.does_not_see(NUMBER)


def calls_and_books_a_visit(coordinator: Somebody, day: str) -> None:
    """The coordinator goes on with it, and asks somebody of the group to wait at the door."""
    coordinator.open_task("Take the enquiry")
    coordinator.claim_if_needed("form[data-transition=assign]")
    coordinator.take("assign", Who_makes_the_contact="Coordinator Eksempel")
    coordinator.sees_flash()
    coordinator.open_task("Make the first contact")
    coordinator.sees(NUMBER)
    coordinator.take("contact", How="Called and spoke")
    coordinator.sees_flash()
    coordinator.open_task("Offer a time to come")
    coordinator.take("book", Group=GROUP, Day_of_the_visit=day, Who_meets_them="Volunteer Eksempel")
    coordinator.sees_flash()


def is_welcomed(helper: Somebody) -> None:
    """A number at first; then what is kept is told, a name is agreed to, and somebody is beside them."""
    opens_the_page_of(helper, "^Visitor", GROUP)
    is_called(helper, re.compile(r"^Visitor \d{3}$"))
    assert CALLER not in helper.page.content()
    takes(helper, "welcome", "Welcome talk held", Have_you_told=True)
    helper.follow("Their page in the group")
    agrees_to_a_name(helper, NAME)
    beside = helper.page.locator("form:has([name=person])")
    helper.fill(beside, Contact_person="Volunteer Eksempel")
    helper.send(beside)
    helper.sees("Volunteer Eksempel is beside them")


def joins(phone: Page, path: str) -> None:
    """They read the pledge on their own page and accept it there."""
    opens_own_page(phone, path, NAME)
    phone.get_by_role("link", name="Become a member").click()
    expect(phone.locator("[data-pledge]")).to_have_text(wording(current("NO"), "en"))
    accepts_the_pledge(phone, LEGAL)
    expect(phone.get_by_text("Your membership is on its way")).to_be_visible()
    phone.get_by_role("button", name="Close").click()
    expect(phone.get_by_role("heading", name="Goodbye, and take care")).to_be_visible()


def confirms(office: Somebody, year: int) -> None:
    """Once the fee is paid; on none of its pages the office is told who they are in a group, nor in which."""

    def sees_no_group() -> None:
        for hidden in (NAME, GROUP, NUMBER):
            assert hidden not in office.page.content()

    office.go("Members")
    sees_no_group()
    office.follow("Show the names")
    sees_no_group()
    office.follow(LEGAL)
    sees_no_group()
    office.press(f"Note the fee of {year} as paid")
    office.follow("Membership confirmed")
    sees_no_group()
    office.take("start")
    office.sees_state("new")
    sees_no_group()
