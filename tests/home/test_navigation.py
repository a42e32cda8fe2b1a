"""Where each person of the cast can go: what stands in the menu opens, and the rest is for others."""

from __future__ import annotations

import re

import pytest

from tests.support.visitors import NewVisitor
from tests.workflows.new_group.driver import NewGroup

BEGIN = ["Start", "My tasks"]
DESK = ["Candidates", "New groups"]
REST = ["Groups", "Gatherings", "People", "Certificates", "Organisation"]
# Written by hand, from the policy table of the design.
MENU = {
    "outsider": BEGIN,
    "volunteer": [*BEGIN, "Somebody asks", "Groups", "Gatherings", "My training"],
    "assistant": [*BEGIN, "Somebody asks", "Groups", "Gatherings", "My training"],
    "trainer": [*BEGIN, *DESK, "Somebody asks", *REST, "My training"],
    "coordinator": [*BEGIN, *DESK, "Enquiries", *REST, "The way of visitors"],
    "staff": [*BEGIN, *DESK, "Somebody asks", "Members", *REST, "Figures"],
    "board": [*BEGIN, "New groups", "Somebody asks", *REST, "Figures"],
    "admin": [*BEGIN, "Groups", "Gatherings", "People", "Organisation"],
}


def entries(page: str) -> dict[str, str]:
    """Label and address of each entry of the main menu."""
    menu = page[page.index('<nav id="navigation"') : page.index("</nav>", page.index('<nav id="navigation"'))]
    found = re.findall(r'<a href="([^"]+)"[^>]*>.*?<span>([^<]+)</span>', menu, re.DOTALL)
    return {label: url for url, label in found}


@pytest.mark.parametrize("name", MENU)
def test_the_menu_has_what_the_policy_lets_them_see_and_all_of_it_opens(
    visitor: NewVisitor, name: str
) -> None:
    somebody = visitor(name)
    found = entries(somebody.get("/").text)
    more = found.pop("More", None)
    assert list(found) == MENU[name]
    for url in [*found.values(), *([more] if more else [])]:
        assert somebody.get(url).status_code == 200


def test_what_a_phone_has_no_room_for_stands_under_more(visitor: NewVisitor) -> None:
    coordinator = visitor("coordinator")
    page = coordinator.get("/more").text
    main = page[page.index('id="main"') :]
    assert [label for label in MENU["coordinator"] if f"{label}</span>" in main] == [
        "Enquiries", *REST, "The way of visitors",
    ]  # fmt: skip


def test_the_menu_counts_what_is_ready(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("need")
    page = visitor("coordinator").get("/groups").text
    assert re.search(r'<span>My tasks</span>\s*<span class="count">2</span>', page)


def test_the_entry_of_the_page_one_is_at_is_marked_and_no_other(visitor: NewVisitor) -> None:
    page = visitor("staff").get("/people").text
    marked = re.findall(r'aria-current="page">.*?<span>([^<]+)</span>', page, re.DOTALL)
    assert marked == ["People", "More"]


def test_nobody_who_is_not_signed_in_gets_a_menu(visitor: NewVisitor) -> None:
    assert 'id="navigation"' not in visitor().get("/sign-in").text
