"""The pages of groups: what each reader is shown and may press, and that a forged form does nothing."""

from __future__ import annotations

import re
import uuid
from datetime import date, time, timedelta

import pytest
from flask import Flask

from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.groups import operations, queries
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.training.models import CONFIDENTIALITY, Signature
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor

PHONE = "40 00 00 00"


class Page:
    """A group in Bergen at the address of its page; the assistant is certified."""

    def __init__(self, app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> None:
        self.app, self.cast, self.clock, self.visitor = app, cast, clock, visitor
        with app.app_context(), writing(db.session()):
            factories.certificate(
                db.session(), cast.assistant, cast.staff, date(2026, 1, 1), date(2028, 1, 1)
            )
            db.session().merge(cast.assistant).phone = PHONE
            self.id = operations.plan_group(
                db.session(), clock(), kind="family_club", town_name="Bergen", country="NO", entered_by=None
            ).group.id
        self.address = f"/groups/{self.id}"
        self.browsers: dict[str, Visitor] = {}

    @property
    def today(self) -> date:
        return local_date(self.clock())

    def approve(self, **answers: object) -> None:
        told = {
            "room": "Church hall",
            "step_free": True,
            "weekday": "wed",
            "start_time": time(18),
            "leader": self.cast.assistant.id,
            "first_meeting": self.today,
            **answers,
        }
        with self.app.app_context(), writing(db.session()):
            factories.accepted_assignment(
                db.session(), self.id, self.cast.assistant, self.cast.coordinator, self.clock()
            )
            operations.list_group(db.session(), self.clock(), self.id, told)

    def as_(self, name: str) -> Visitor:
        """The same browser for the same person: signing in is slow on purpose."""
        if name not in self.browsers:
            self.browsers[name] = self.visitor(name)
        self.browsers[name].get(self.address)
        return self.browsers[name]

    def names(self) -> list[str]:
        with self.app.app_context():
            rows = queries.open_assignments(db.session(), self.id)
            return sorted(queries.names_of(db.session(), [row.person_id for row in rows]).values())


@pytest.fixture
def club(app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> Page:
    return Page(app, cast, clock, visitor)


def details(group: Page, **changed: str) -> dict[str, str]:
    with group.app.app_context():
        placed = queries.find(db.session(), group.id)
        assert placed is not None
        version = placed.group.version
    return {
        "version": str(version),
        "room": "Library",
        "weekday": "wed",
        "start_time": "18:00",
        "rhythm": "weekly",
        "first_meeting_on": group.today.isoformat(),
        **changed,
    }


def test_a_planned_group_is_for_those_who_plan_it(club: Page) -> None:
    for name in ("coordinator", "staff", "board", "trainer"):
        assert club.as_(name).get(club.address).status_code == 200
    for name in ("volunteer", "assistant", "coordinator_east", "swede", "outsider", "admin"):
        assert club.as_(name).get(club.address).status_code == 404
        listed = club.as_(name).get("/groups")
        assert str(club.id) not in listed.text


def test_who_helps_is_shown_to_those_who_choose_them_and_to_those_who_help(club: Page) -> None:
    address, volunteer = f"{club.address}/helpers", club.cast.volunteer
    assert club.as_("volunteer").get(address).status_code == 404
    with club.app.app_context(), writing(db.session()):
        row = Signature(
            person_id=volunteer.id, document=CONFIDENTIALITY, version=1, signed_on=club.today,
            signed_at=club.clock(),
        )  # fmt: skip
        db.session().add(row)

    chosen = club.as_("coordinator").post(address, {"person": str(volunteer.id)})

    assert (chosen.status_code, chosen.headers["Location"]) == (303, address)
    for name in ("coordinator", "volunteer"):
        assert f'data-helper="{volunteer.id}"' in club.as_(name).get(address).text
    assert club.as_("staff").get(address).status_code == 404
    ended = club.as_("volunteer").post(f"{address}/{volunteer.id}/ending", {})
    assert (ended.status_code, ended.headers["Location"]) == (303, "/")
    assert club.as_("volunteer").get(address).status_code == 404


def test_a_listed_group_tells_its_country_where_and_when_and_no_phone_number(club: Page) -> None:
    club.approve()
    for name in ("volunteer", "coordinator_east", "admin"):
        shown = club.as_(name).get(club.address).text
        assert "Church hall" in shown
        assert "Assistant Eksempel" in shown
        assert PHONE not in shown
        assert "said yes" not in shown
        assert str(club.id) in club.as_(name).get("/groups").text
    assert club.as_("swede").get(club.address).status_code == 404


def test_the_count_is_what_the_list_shows(club: Page) -> None:
    club.approve()
    assert "0 groups meet." in club.as_("staff").get("/groups").text
    with club.app.app_context(), writing(db.session()):
        operations.open_group(
            db.session(),
            club.clock(),
            club.id,
            led_by=club.cast.assistant.id,
            came=2,
            by=club.cast.coordinator.id,
        )
    shown = club.as_("staff").get("/groups").text
    assert "1 group meets." in shown
    assert len(re.findall("data-group=", shown)) == 1
    assert "0 groups meet." in club.as_("staff").get("/groups?kind=peer_support").text


def test_each_reader_keeps_the_counts_of_a_meeting_in_a_place_of_their_own(club: Page) -> None:
    club.approve()
    with club.app.app_context(), writing(db.session()):
        operations.open_group(
            db.session(), club.clock(), club.id, led_by=club.cast.assistant.id, came=2, by=club.cast.coordinator.id
        )  # fmt: skip

    def places(name: str) -> set[str]:
        report = club.as_(name).get(f"{club.address}/meetings").text
        assert "Last time: 2." in report
        assert 'value="2"' not in report
        return set(re.findall(r'data-kept="([^"]+)"', report))

    (mine,), (theirs,) = places("assistant"), places("coordinator")
    assert mine != theirs
    assert mine.endswith(f"/{club.id}")
    assert str(club.cast.assistant.id) not in mine
    assert places("assistant") == {mine}


@pytest.mark.parametrize("query", ["district=x", "district=00000000-0000-4000-8000-000000000000", "kind[]=1"])
def test_an_unknown_filter_does_no_harm(club: Page, query: str) -> None:
    assert club.as_("staff").get(f"/groups?{query}").status_code == 200


def test_the_coordinator_asks_and_the_assistant_answers(club: Page) -> None:
    coordinator = club.as_("coordinator")
    assert "Assistant Eksempel" in coordinator.get(club.address).text
    answer = coordinator.post(f"{club.address}/assignments", {"person": str(club.cast.assistant.id)})
    assert answer.status_code == 303
    assistant = club.as_("assistant")
    shown = assistant.get(club.address).text
    assert "Would you lead this group?" in shown
    (assignment,) = re.findall(r'data-assignment="([^"]+)"[^>]*>\s*<h2', shown)
    accept = f"{club.address}/assignments/{assignment}/acceptance"
    assert coordinator.post(accept).status_code == 403
    assert assistant.post(accept).status_code == 303
    assert "You lead this group" in assistant.get(club.address).text


def test_whoever_says_no_is_thanked_and_the_group_is_out_of_sight(club: Page) -> None:
    club.as_("coordinator").post(f"{club.address}/assignments", {"person": str(club.cast.assistant.id)})
    assistant = club.as_("assistant")
    found = re.search(r'data-assignment="([^"]+)"', assistant.get(club.address).text)
    assert found
    ending = f"{club.address}/assignments/{found[1]}/ending"
    assert assistant.post(ending).headers["Location"] == "/"
    assert assistant.post(ending).status_code == 303
    assert club.names() == []
    assert assistant.get(club.address).status_code == 404


@pytest.mark.parametrize("person", ["", "nobody", "00000000-0000-4000-8000-000000000000"])
def test_asking_somebody_unknown_comes_back_with_the_page(club: Page, person: str) -> None:
    answer = club.as_("coordinator").post(f"{club.address}/assignments", {"person": person})
    assert answer.status_code == 422
    assert club.names() == []


@pytest.mark.parametrize("name", ["volunteer", "staff", "board", "coordinator_east", "swede"])
def test_a_forged_question_is_refused(club: Page, name: str) -> None:
    answer = club.as_(name).post(f"{club.address}/assignments", {"person": str(club.cast.assistant.id)})
    assert answer.status_code in (403, 404)
    assert club.names() == []


def test_a_meeting_is_reported_on_the_page_once_a_day(club: Page) -> None:
    club.approve()
    assistant = club.as_("assistant")
    told = {"held_on": club.today.isoformat(), "led_by": str(club.cast.assistant.id), "came": "3"}
    assert assistant.post(f"{club.address}/meetings", told).status_code == 303
    again = assistant.post(f"{club.address}/meetings", told)
    assert again.status_code == 422
    assert "reported already" in again.text
    assert "3 families" in assistant.get(club.address).text
    found = re.search(r'data-meeting="([^"]+)"', assistant.get(club.address).text)
    assert found
    assert assistant.post(f"{club.address}/meetings/{found[1]}/withdrawal").status_code == 303
    assert "3 families" not in assistant.get(club.address).text


def test_where_two_have_accepted_the_report_asks_who_else_led_and_both_are_named(club: Page) -> None:
    club.approve()
    assistant, cast = club.as_("assistant"), club.cast
    assert 'name="co_led_by"' not in assistant.get(f"{club.address}/meetings").text
    with club.app.app_context(), writing(db.session()):
        factories.certificate(db.session(), cast.trainer, cast.staff, date(2026, 1, 1), date(2028, 1, 1))
        factories.accepted_assignment(db.session(), club.id, cast.trainer, cast.coordinator, club.clock())
    assert 'name="co_led_by"' in assistant.get(f"{club.address}/meetings").text
    told = {"held_on": club.today.isoformat(), "led_by": str(cast.assistant.id), "came": "3"}
    address = f"{club.address}/meetings"
    twice = assistant.post(address, {**told, "co_led_by": str(cast.assistant.id)})
    assert twice.status_code == 422
    assert "Choose somebody else than the one who led." in twice.text
    assert assistant.post(address, {**told, "co_led_by": str(cast.staff.id)}).status_code == 422
    assert assistant.post(address, {**told, "co_led_by": str(cast.trainer.id)}).status_code == 303
    shown = " ".join(re.sub(r"<[^>]+>", "", assistant.get(club.address).text).split())
    assert "led by Assistant Eksempel and Trainer Eksempel" in shown


@pytest.mark.parametrize(
    "changed",
    [
        {"came": "many"},
        {"came": "-3"},
        {"came": "9" * 30},
        {"first_visits": "some"},
        {"first_visits": "-1"},
        {"first_visits": "4"},
        {"first_visits": "9" * 30},
        {"note": "x" * 301},
        {"held_on": "tomorrow"},
        {"led_by": "me"},
        {"came": ""},
    ],
)
def test_a_report_that_cannot_be_keeps_what_was_typed(club: Page, changed: dict[str, str]) -> None:
    club.approve()
    told = {"held_on": club.today.isoformat(), "led_by": str(club.cast.assistant.id), "came": "3", **changed}
    answer = club.as_("assistant").post(f"{club.address}/meetings", told)
    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_the_group_is_changed_and_an_older_form_is_told_so(club: Page) -> None:
    club.approve()
    coordinator = club.as_("coordinator")
    assert "Church hall" in coordinator.get(f"{club.address}/details").text
    first = details(club)
    assert coordinator.post(f"{club.address}/details", first).status_code == 303
    stale = coordinator.post(f"{club.address}/details", {**first, "room": "Another room"})
    assert stale.status_code == 409
    assert "Another room" in stale.text
    assert "Library" in coordinator.get(club.address).text


@pytest.mark.parametrize(
    "changed",
    [
        {"weekday": "someday"},
        {"start_time": "half past six"},
        {"end_time": "17:00"},
        {"contact_person_id": str(uuid.uuid4())},
        {"first_meeting_on": "9999-12-31"},
        {"children_welcome": "y"},
        {"room": ""},
    ],
)
def test_a_change_that_cannot_be_comes_back_with_its_form(club: Page, changed: dict[str, str]) -> None:
    club.approve()
    answer = club.as_("coordinator").post(f"{club.address}/details", details(club, **changed))
    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_whoever_may_change_the_group_hides_its_room_from_all_who_are_not_of_it(club: Page) -> None:
    club.approve()
    shown = details(club)
    assert "Library" not in club.as_("volunteer").get(club.address).text
    assert club.as_("assistant").post(f"{club.address}/details", shown).status_code == 303
    assert "Library" in club.as_("volunteer").get(club.address).text
    hidden = details(club, address_hidden="y")
    assert club.as_("coordinator").post(f"{club.address}/details", hidden).status_code == 303
    form = club.as_("staff").get(f"{club.address}/details").text
    assert re.search(r'<input [^>]*checked[^>]* name="address_hidden"', form)
    for name in ("coordinator", "assistant", "staff", "board"):
        assert "Library" in club.as_(name).get(club.address).text
    for name in ("volunteer", "coordinator_east"):
        outside = club.as_(name)
        for path in (club.address, f"{club.address}?address_hidden=&inside=1", "/groups"):
            assert "Library" not in outside.get(path).text
        assert outside.post(f"{club.address}/details", details(club)).status_code == 403
        assert "Library" not in outside.get(club.address).text
    with club.app.app_context(), writing(db.session()):
        factories.role(db.session(), club.cast.volunteer, "volunteer", db.session().get_one(Unit, club.id))
    assert "Library" in club.as_("volunteer").get(club.address).text


@pytest.mark.parametrize("name", ["volunteer", "board", "coordinator_east"])
def test_others_see_no_form_and_a_forged_one_is_refused(club: Page, name: str) -> None:
    club.approve()
    somebody = club.as_(name)
    assert f"{club.address}/details" not in somebody.get(club.address).text
    assert somebody.get(f"{club.address}/details").status_code == 403
    assert somebody.post(f"{club.address}/details", details(club)).status_code == 403


def test_a_running_group_without_cover_is_flagged_for_those_who_can_help_and_says_no_reason(
    club: Page,
) -> None:
    club.approve()
    club.clock.forward(days=900)
    for name, flagged in {"coordinator": True, "staff": True, "volunteer": False}.items():
        shown = club.as_(name).get(club.address).text
        assert ("Needs an assistant" in shown) is flagged
        assert "lapsed" not in shown.lower()


def test_reach_is_confirmed_and_taken_back_on_the_page(club: Page) -> None:
    with club.app.app_context(), writing(db.session()):
        factories.role(db.session(), club.cast.coordinator, "coordinator", club.cast.units["nation"])
        factories.certificate(
            db.session(), club.cast.trainer, club.cast.staff, date(2026, 1, 1), date(2028, 1, 1)
        )
        assert actor_of(db.session(), club.cast.coordinator.id, club.today).grants
    coordinator = club.as_("coordinator")
    trainer = {"person": str(club.cast.trainer.id)}
    assert "Can be there each week" in coordinator.get(club.address).text
    assert coordinator.post(f"{club.address}/reach", trainer).status_code == 303
    assert "Cannot be there each week after all" in coordinator.get(club.address).text
    assert coordinator.post(f"{club.address}/reach/withdrawal", trainer).status_code == 303
    assert coordinator.post(f"{club.address}/reach", {"person": "x"}).status_code == 422


def test_a_stand_in_is_asked_for_certain_days(club: Page) -> None:
    until = (club.today + timedelta(14)).isoformat()
    coordinator = club.as_("coordinator")
    person = str(club.cast.assistant.id)
    wrong = coordinator.post(f"{club.address}/assignments", {"person": person, "from_on": until})
    assert wrong.status_code == 422
    asked = coordinator.post(f"{club.address}/assignments", {"person": person, "until_on": until})
    assert asked.status_code == 303
    assert "stand-in until" in coordinator.get(club.address).text
