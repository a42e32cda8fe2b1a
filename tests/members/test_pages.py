"""What the office and the association see of members, what is noted of it, and what nobody else can find."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import select

from intranet.cases import operations as cases
from intranet.cases.models import SensitiveRead
from intranet.db import writing
from intranet.members import queries
from tests import factories
from tests.cases.bergen import words
from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.databases import ON_SQLITE
from tests.workflows.member_follow_up.driver import Joining

pytestmark = ON_SQLITE

NAME = "Kanari Eksempel"
BOARD = "/workflows/member_follow_up/board"
NOBODY = "00000000-0000-4000-8000-000000000000"
OTHERS = ("volunteer", "assistant", "trainer", "coordinator", "coordinator_east", "board", "admin", "swede", "helper",
          "helper_elsewhere", "outsider")  # fmt: skip


def _reads(joining: Joining) -> list[tuple[str, ...]]:
    joining.session.rollback()
    return [tuple(read.fields) for read in joining.session.scalars(select(SensitiveRead))]


def _page(joining: Joining) -> str:
    return f"/members/{joining.membership_id}"


def _claims(joining: Joining, key: str, name: str) -> None:
    with writing(joining.session):
        person = joining.people.people[name]
        cases.claim(joining.session, joining.task_of(key).id, joining.as_(person), joining.clock())


def test_the_list_shows_names_only_once_it_is_noted_who_reads_them(
    joining: Joining, visitor: NewVisitor
) -> None:
    joining.apply()
    staff = visitor("staff")
    page = staff.get("/members").text
    assert "Not a member yet" in page
    assert "Membership on its way" in page
    assert NAME not in page
    assert _reads(joining) == []
    assert NAME in staff.get("/members?names=1").text
    assert _reads(joining) == [("legal_name",)]


def test_the_office_reads_everything_and_it_is_noted(joining: Joining, visitor: NewVisitor) -> None:
    joining.apply().confirm()
    page = words(visitor("staff").get(_page(joining)).text)
    for shown in (
        NAME,
        "+47 900 10 203",
        "kanari@member.example",
        "Eksempelveien 7",
        "1975",
        "The middle fee",
        "50 kr",
    ):
        assert shown in page
    assert _reads(joining) == [("birth_year", "contact", "legal_name")]


@pytest.mark.parametrize("name", OTHERS)
def test_without_a_task_nobody_but_the_office_finds_a_member(
    joining: Joining, visitor: NewVisitor, name: str
) -> None:
    joining.apply().confirm()
    somebody = visitor(name)
    assert somebody.get("/members").status_code == 404
    assert somebody.get(BOARD).status_code == 404
    assert somebody.post("/members/find", {"sought": "Kanari"}).status_code == 404
    assert _answer(somebody, str(joining.membership_id)) == _answer(somebody, NOBODY)
    assert _answer(somebody, NOBODY)[0] == 404
    assert _reads(joining) == []


def test_the_board_of_members_is_the_offices_of_where_they_are(joining: Joining, visitor: NewVisitor) -> None:
    """Also where somebody is of another office, and sees other boards here."""
    joining.apply().confirm()
    card, people = f'data-case="{joining.id}"', joining.people
    with writing(joining.session):
        factories.role(joining.session, people.coordinator, "staff", people.units["ostlandet"])
    assert card in visitor("staff").get(BOARD).text
    of_another = visitor("coordinator").get(BOARD)
    assert of_another.status_code == 200
    assert card not in of_another.text
    assert (joining.row.number or "") not in of_another.text


def test_whoever_welcomes_reads_how_to_reach_the_member_and_nothing_else(
    joining: Joining, visitor: NewVisitor
) -> None:
    joining.apply().confirm()
    _claims(joining, "welcome_call", "helper")
    page = words(visitor("helper").get(_page(joining)).text)
    assert NAME in page
    assert "+47 900 10 203" in page
    for hidden in ("1975", "Fees", "50 kr", "The middle fee", "pledge"):
        assert hidden not in page
    assert _reads(joining) == [("contact", "legal_name")]


def test_somebody_is_found_by_a_part_of_the_name_or_the_number(joining: Joining, visitor: NewVisitor) -> None:
    joining.apply().confirm()
    staff = visitor("staff")
    staff.get("/members")
    for sought in ("kanari", joining.row.number or ""):
        assert NAME in staff.post("/members/find", {"sought": sought}).text
    assert _reads(joining) == [("legal_name",)] * 2
    assert "Nobody fits" in staff.post("/members/find", {"sought": "Fugl"}).text
    assert "Nobody fits" in staff.post("/members/find", {"sought": ""}).text
    assert len(_reads(joining)) == 2
    assert staff.get("/members/find").headers["Location"] == "/members"


@pytest.mark.parametrize(
    "after",
    [
        "0001-01-01T00:00:00+14:00~00000000-0000-4000-8000-000000000000",
        "x~y",
        "2026-01-01T00:00:00~",
        "~",
        "9~9~9",
    ],
)
def test_an_address_that_cannot_be_read_shows_the_list_from_its_beginning(
    joining: Joining, visitor: NewVisitor, after: str
) -> None:
    joining.apply()
    answer = visitor("staff").get(f"/members?after={quote(after)}")
    assert answer.status_code == 200
    assert "Not a member yet" in answer.text


def test_the_list_goes_on_behind_its_first_page(joining: Joining, visitor: NewVisitor) -> None:
    numbers = set()
    for _ in range(queries.PAGE + 2):
        numbers.add(joining.apply().membership_id)
        joining.clock.forward(days=1)
    staff = visitor("staff")
    first = staff.get("/members").text
    more = re.search(r'href="(/members\?after=[^"]+)"', first)
    assert more is not None
    second = staff.get(unescape(more[1])).text
    pages = [set(re.findall(r'data-member="([^"]+)"', page)) for page in (first, second)]
    assert [len(page) for page in pages] == [queries.PAGE, 2]
    assert pages[0] | pages[1] == {str(one) for one in numbers}


def test_a_fee_is_noted_on_the_page_and_the_membership_can_be_confirmed(
    joining: Joining, visitor: NewVisitor
) -> None:
    joining.apply()
    staff = visitor("staff")
    staff.get(_page(joining))
    answer = staff.post(f"{_page(joining)}/fees/{joining.today.year}", {"how": "paid", "amount": "1"})
    assert answer.status_code == 303
    fee = joining.fee(joining.today.year)
    assert (fee.amount, fee.paid_on, fee.settled_by) == (50, joining.today, joining.people.staff.id)
    assert '<span class="count">1</span>' in staff.get("/members").text


def test_a_payment_noted_by_mistake_is_open_again_on_the_same_day(
    joining: Joining, visitor: NewVisitor
) -> None:
    joining.apply()
    year = joining.today.year
    staff = visitor("staff")
    staff.get(_page(joining))
    staff.post(f"{_page(joining)}/fees/{year}", {"how": "paid"})
    assert "That was a mistake" in staff.get(_page(joining)).text
    assert staff.post(f"{_page(joining)}/fees/{year}", {"how": "open"}).status_code == 303
    assert (joining.fee(year).paid_on, joining.fee(year).settled_by) == (None, None)
    staff.post(f"{_page(joining)}/fees/{year}", {"how": "paid"})
    joining.take("start", joining.people.staff)
    # Something rests on it now.
    assert "That was a mistake" not in staff.get(_page(joining)).text
    assert staff.post(f"{_page(joining)}/fees/{year}", {"how": "open"}).status_code == 404
    assert joining.fee(year).paid_on == joining.today


def test_the_last_fee_that_is_overdue_takes_the_case_on(joining: Joining, visitor: NewVisitor) -> None:
    joining.reminded()
    staff = visitor("staff")
    staff.get(_page(joining))
    assert staff.post(f"{_page(joining)}/fees/{joining.today.year}", {"how": "waived"}).status_code == 303
    assert joining.state == "settled"
    assert joining.fee(joining.today.year).waived_on == joining.today


def test_a_name_and_an_address_are_corrected(joining: Joining, visitor: NewVisitor) -> None:
    joining.apply()
    staff = visitor("staff")
    form = staff.get(f"{_page(joining)}/correct").text
    assert 'value="Kanari Eksempel"' in form
    sent = {"legal_name": "Spurv Eksempel", "address": "", "email": "spurv@member.example", "phone": ""}
    assert staff.post(f"{_page(joining)}/correct", sent).status_code == 303
    assert joining.details.name == "Spurv Eksempel"
    assert joining.details.contact is not None
    assert joining.details.contact.email == "spurv@member.example"
    assert joining.details.birth_year == 1975
    answer = staff.post(f"{_page(joining)}/correct", {**sent, "email": ""})
    assert answer.status_code == 422
    assert "Give one way to reach you" in answer.text


def test_a_member_who_left_has_a_page_that_says_nothing(joining: Joining, visitor: NewVisitor) -> None:
    joining.apply().confirm()
    number = joining.row.number or ""
    joining.take("resign", joining.people.coordinator)
    staff = visitor("staff")
    page = staff.get(_page(joining)).text
    assert "is erased" in page
    for gone in (NAME, number, "Eksempelveien", "50 kr"):
        assert gone not in page
    assert "Nobody stands here" in staff.get("/members").text


def test_the_navigation_counts_what_waits_for_the_office_alone(joining: Joining, visitor: NewVisitor) -> None:
    joining.apply()
    staff = visitor("staff")
    assert _counted(staff) is None
    joining.settle(joining.today.year)
    assert _counted(staff) == "1"
    assert 'href="/members"' not in visitor("coordinator").get("/").text


def _answer(somebody: Visitor, membership_id: str) -> tuple[int, str]:
    """Status and body, but for what differs with each page and each address."""
    answer = somebody.get(f"/members/{membership_id}")
    body = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
    return answer.status_code, body.replace(membership_id, "")


def _counted(somebody: Visitor) -> str | None:
    page = somebody.get("/").text
    entry = re.search(r'<a[^>]*href="/members".*?</a>', page, re.DOTALL)
    assert entry is not None
    number = re.search(r'class="[^"]*count[^"]*"[^>]*>\s*(\d+)', entry[0])
    return None if number is None else number[1]
