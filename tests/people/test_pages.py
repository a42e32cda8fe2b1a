"""The pages of people: what each reader is shown and may press, and that nothing else works by a forged form."""

from __future__ import annotations

import re
import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.auth.models import Account
from intranet.clock import local_date
from intranet.extensions import db
from intranet.organisation.models import RoleAssignment, Town
from intranet.people.models import Person
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor, email_of

NEW = "tidlig morgen ved fjorden"


def listed(page: str) -> set[str]:
    return set(re.findall(r'data-person="([^"]+)"', page))


def link_on(page: str) -> str:
    found = re.search(r"<textarea[^>]*data-link[^>]*>([^<]+)</textarea>", page)
    assert found
    return found[1]


def taken_up(visitor: NewVisitor, address: str) -> Visitor:
    somebody = visitor()
    path = address[address.index("/links/") :]
    somebody.get(path)
    answer = somebody.post(path, {"password": NEW, "password_again": NEW, "language": "en"})
    assert answer.status_code == 303
    return somebody


def test_the_list_shows_those_where_one_works(visitor: NewVisitor, cast: Cast) -> None:
    here = {str(cast.people[name].id) for name in ("volunteer", "assistant", "coordinator", "outsider")}
    assert listed(visitor("coordinator").get("/people").text) == here
    assert visitor("volunteer").get("/people").status_code == 404


def test_a_search_is_remembered_and_no_name_stands_in_an_address(visitor: NewVisitor, cast: Cast) -> None:
    somebody = visitor("staff")
    somebody.get("/people")
    answer = somebody.post("/people/search", {"q": "volun"})
    assert answer.headers["Location"] == "/people"
    for _ in range(2):
        assert listed(somebody.get("/people").text) == {str(cast.volunteer.id)}
    somebody.post("/people/search", {"q": "nobody has this name"})
    assert "Nobody fits" in somebody.get("/people").text


@pytest.mark.parametrize("after", ["", "x", "%00", "00000000-0000-4000-8000-000000000000", "1 OR 1=1"])
def test_a_next_page_that_cannot_be_begins_at_the_top(visitor: NewVisitor, after: str) -> None:
    answer = visitor("staff").client.get("/people", query_string={"after": after})
    assert answer.status_code == 200
    assert len(listed(answer.text)) == 11


def test_foreign_and_missing_people_get_the_same_page(visitor: NewVisitor, cast: Cast) -> None:
    somebody = visitor("coordinator")
    somebody.get("/people")
    for suffix in ("", "/details", "/leaving", "/roles/new", "/record-checks/new", "/invitation", "/link"):
        foreign = somebody.get(f"/people/{cast.board.id}{suffix}")
        missing = somebody.get(f"/people/{uuid.uuid4()}{suffix}")
        assert (foreign.status_code, missing.status_code) == (404, 404), suffix
        assert without_token(foreign.text) == without_token(missing.text), suffix


def without_token(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html)


def test_staff_enter_somebody_and_the_link_is_shown_once(app: Flask, visitor: NewVisitor, cast: Cast) -> None:
    staff = visitor("staff")
    staff.get("/people/new")
    answer = staff.post(
        "/people/new",
        {
            "name": "Nina Eksempel", "phone": "55 00 00 00", "home_town": "voss", "work_town": "",
            "language": "nb", "unit": str(cast.units["vestland"].id), "email": "nina@demo.example",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    page = staff.get(answer.headers["Location"]).text
    assert "seven days" in page
    again = staff.get(answer.headers["Location"]).text
    assert "data-link" not in again
    assert "shown already" in again
    nina = taken_up(visitor, link_on(page))
    assert "nina@demo.example" in nina.get("/account").text
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.name == "Nina Eksempel")).one()
        town = db.session.get_one(Town, person.home_town_id)
    assert (town.name, town.region, person.language) == ("Voss", "NO.46", "en")


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "  "}, {"phone": "call me"}, {"unit": "x"}, {"unit": ""}, {"email": "nobody"},
     {"email": "staff@demo.example"}, {"language": "xx"}, {"home_town": "x" * 81}],
)  # fmt: skip
def test_what_cannot_be_entered_comes_back_with_everything_that_was_typed(
    app: Flask, visitor: NewVisitor, cast: Cast, wrong: dict[str, str]
) -> None:
    typed = {
        "name": "Nina Eksempel", "phone": "55 00 00 00", "home_town": "Ingensteds By", "work_town": "",
        "language": "nb", "unit": str(cast.units["vestland"].id), "email": "nina@demo.example",
    }  # fmt: skip
    staff = visitor("staff")
    staff.get("/people/new")
    answer = staff.post("/people/new", {**typed, **wrong})
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    for name in {"name", "phone", "email"} - set(wrong):
        assert f'value="{typed[name]}"' in answer.text
    with app.app_context():
        assert not db.session.scalars(select(Person).where(Person.name == "Nina Eksempel")).all()
        assert not db.session.scalars(select(Town).where(Town.name == "Ingensteds By")).all()


def test_ones_own_details_are_changed_and_a_trainer_reads_them_only(visitor: NewVisitor, cast: Cast) -> None:
    own = visitor("volunteer")
    path = f"/people/{cast.volunteer.id}"
    own.get(f"{path}/details")
    answer = own.post(
        f"{path}/details",
        {"name": "Vilde Eksempel", "phone": "", "language": "", "home_town": "", "work_town": "Bergen"},
    )
    assert answer.status_code == 303
    assert "Vilde Eksempel" in own.get(path).text
    trainer = visitor("trainer")
    assert trainer.get(path).status_code == 200
    assert f"{path}/details" not in trainer.get(path).text
    assert trainer.get(f"{path}/details").status_code == 403
    assert trainer.post(f"{path}/details", {"name": "X", "language": ""}).status_code == 403


def test_a_role_is_given_and_ended_and_counts_on_the_next_request(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    staff, newcomer = visitor("staff"), visitor("outsider")
    assert newcomer.get("/people").status_code == 404
    today = local_date(clock()).isoformat()
    path = f"/people/{cast.outsider.id}"
    staff.get(f"{path}/roles/new")
    given = {"role": "coordinator", "unit": str(cast.units["vestland"].id), "starts_on": today, "ends_on": ""}
    assert staff.post(f"{path}/roles/new", given).status_code == 303
    assert newcomer.get("/people").status_code == 200
    (ending,) = re.findall(rf"{path}/roles/[0-9a-f-]+/ending", staff.get(path).text)
    staff.get(ending)
    assert staff.post(ending, {"ends_on": today}).status_code == 303
    assert newcomer.get("/people").status_code == 404


@pytest.mark.parametrize(
    ("who", "role", "status"),
    [
        ("staff", "board", 422),  # not among the choices
        ("staff", "admin", 422),
        ("admin", "board", 303),
        ("coordinator", "volunteer", 403),
        ("outsider", "admin", 404),
    ],
)
def test_a_role_that_is_not_ones_to_give_is_not_given_by_a_forged_form(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock, who: str, role: str, status: int
) -> None:
    somebody = visitor(who)
    answer = somebody.post(
        f"/people/{cast.volunteer.id}/roles/new",
        {"role": role, "unit": str(cast.units["vestland"].id), "starts_on": local_date(clock()).isoformat()},
    )
    assert answer.status_code == status
    with app.app_context():
        held = db.session.scalars(
            select(RoleAssignment.role).where(RoleAssignment.person_id == cast.volunteer.id)
        ).all()
    assert set(held) == ({"volunteer", role} if status == 303 else {"volunteer"})


def test_nobody_gives_themselves_a_role_by_a_forged_form(
    visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    admin = visitor("admin")
    answer = admin.post(
        f"/people/{cast.admin.id}/roles/new",
        {
            "role": "board",
            "unit": str(cast.units["nation"].id),
            "starts_on": local_date(clock()).isoformat(),
        },
    )
    assert answer.status_code == 403
    assert "/roles/new" not in admin.get(f"/people/{cast.admin.id}").text


def test_the_last_administrator_is_told_why_they_cannot_go(
    visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    admin = visitor("admin")
    path = f"/people/{cast.admin.id}/leaving"
    admin.get(path)
    answer = admin.post(path, {"left_on": local_date(clock()).isoformat()})
    assert answer.status_code == 422
    assert "last administrator" in answer.text


def test_staff_give_a_new_password_link_but_not_to_the_board(visitor: NewVisitor, cast: Cast) -> None:
    staff, volunteer = visitor("staff"), visitor("volunteer")
    assert "new-password-link" in staff.get(f"/people/{cast.volunteer.id}").text
    assert "new-password-link" not in staff.get(f"/people/{cast.board.id}").text
    assert staff.post(f"/people/{cast.board.id}/new-password-link").status_code == 403
    answer = staff.post(f"/people/{cast.volunteer.id}/new-password-link")
    assert answer.status_code == 303
    assert volunteer.get("/account").status_code == 303
    address = link_on(staff.get(answer.headers["Location"]).text)
    page = taken_up(visitor, address).get("/account").text
    assert cast.staff.name in page


def test_a_link_made_for_one_person_is_not_shown_on_anothers_page(visitor: NewVisitor, cast: Cast) -> None:
    staff = visitor("staff")
    staff.get("/people")
    staff.post(f"/people/{cast.volunteer.id}/new-password-link")
    assert "data-link" not in staff.get(f"/people/{cast.assistant.id}/link").text


def test_an_account_is_closed_and_opened_again(app: Flask, visitor: NewVisitor, cast: Cast) -> None:
    staff = visitor("staff")
    path = f"/people/{cast.volunteer.id}"
    staff.get(path)
    assert staff.post(f"{path}/account/closing").status_code == 303
    assert visitor().sign_in(email_of("volunteer")).status_code == 422
    staff.get(path)
    assert staff.post(f"{path}/account/opening").status_code == 303
    assert visitor().sign_in(email_of("volunteer")).status_code == 303
    assert staff.post(f"/people/{cast.admin.id}/account/closing").status_code == 403
    with app.app_context():
        assert db.session.scalars(select(Account.disabled_at)).all().count(None) == len(cast.people)


def test_an_extract_is_noted_by_the_coordinator_and_seen_by_the_person(
    visitor: NewVisitor, cast: Cast
) -> None:
    coordinator = visitor("coordinator")
    path = f"/people/{cast.assistant.id}"
    coordinator.get(f"{path}/record-checks/new")
    answer = coordinator.post(
        f"{path}/record-checks/new", {"seen_on": "2026-05-12", "next_check_on": "2028-05-12"}
    )
    assert answer.status_code == 303
    assert cast.coordinator.name in visitor("assistant").get(path).text
    assert "Criminal-record" not in visitor("board").get(path).text
    wrong = coordinator.post(f"{path}/record-checks/new", {"seen_on": "12.5.", "next_check_on": ""})
    assert wrong.status_code == 422


def test_whoever_leaves_is_signed_out_and_can_come_back(
    visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    volunteer, staff = visitor("volunteer"), visitor("staff")
    path = f"/people/{cast.volunteer.id}"
    volunteer.get(f"{path}/leaving")
    assert volunteer.post(f"{path}/leaving", {"left_on": local_date(clock()).isoformat()}).status_code == 303
    assert volunteer.get("/account").status_code == 303
    assert f"{path}/return" in staff.get(path).text
    assert staff.post(f"{path}/return").status_code == 303
    assert f"{path}/return" not in staff.get(path).text


def test_that_somebody_leaves_is_offered_only_to_who_may_note_it(visitor: NewVisitor, cast: Cast) -> None:
    def offered(reader: str, about: uuid.UUID) -> bool:
        return f"/people/{about}/leaving" in visitor(reader).get(f"/people/{about}").text

    assert offered("staff", cast.volunteer.id)
    assert offered("admin", cast.staff.id)
    assert offered("volunteer", cast.volunteer.id)
    assert not offered("staff", cast.admin.id)
    assert not offered("staff", cast.board.id)
