"""The pages of gatherings: what each reader is shown and may press, and that a forged form does nothing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from intranet.db import writing
from intranet.gatherings.looking import attendance_of, days_of
from intranet.groups import operations as groups
from tests import factories
from tests.cast import Cast
from tests.gatherings.stage import Stage, session_beside
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor, Visitor, email_of, password_hash


class Pages:
    """A stage inside the application, and its people's browsers."""

    def __init__(self, session: Session, cast: Cast, clock: Clock, visitor: NewVisitor) -> None:
        self.cast, self.clock, self.visitor = cast, clock, visitor
        self.stage = Stage(session, cast, clock)
        self.browsers: dict[str, Visitor] = {}

    def as_(self, name: str) -> Visitor:
        """The same browser for the same person: signing in is slow on purpose."""
        if name not in self.browsers:
            self.browsers[name] = self.visitor(name)
        self.browsers[name].get("/gatherings")
        return self.browsers[name]

    def text(self, name: str, address: str) -> str:
        return self.as_(name).get(address).text


@pytest.fixture
def pages(app: Flask, cast: Cast, clock: Clock, visitor: NewVisitor) -> Iterator[Pages]:
    with session_beside(app) as session:
        yield Pages(session, cast, clock, visitor)
        session.rollback()


def at(gathering_id: uuid.UUID, more: str = "") -> str:
    return f"/gatherings/{gathering_id}{more}"


def test_what_is_planned_is_for_those_who_plan_and_what_is_announced_for_the_country(pages: Pages) -> None:
    planned, announced = pages.stage.plan(), pages.stage.announced()
    for name in ("trainer", "staff", "coordinator", "board"):
        assert pages.as_(name).get(at(planned)).status_code == 200
    for name in ("assistant", "volunteer", "coordinator_east", "admin"):
        assert pages.as_(name).get(at(planned)).status_code == 404
        assert str(planned) not in pages.text(name, "/gatherings")
        assert str(announced) in pages.text(name, "/gatherings")
    assert pages.as_("swede").get(at(announced)).status_code == 404
    assert str(announced) not in pages.text("outsider", "/gatherings")


def test_somebody_without_a_role_who_is_invited_finds_their_gathering(pages: Pages) -> None:
    gathering = pages.stage.announced(pages.cast.outsider)
    assert str(gathering) in pages.text("outsider", "/")
    assert str(gathering) in pages.text("outsider", "/gatherings")
    assert pages.as_("outsider").post(at(gathering, "/answer"), {"answer": "yes"}).status_code == 303
    assert pages.stage.seated(gathering) == {pages.cast.outsider.id}


def test_nordic_days_are_for_all_countries_and_name_only_those_who_answered(pages: Pages) -> None:
    swede = pages.stage.somebody("svea", where="sweden")
    with writing(pages.stage.session):
        factories.account(pages.stage.session, swede, email_of("svea"), password_hash())
    evening, nordic = pages.stage.announced(), pages.stage.announced(kind="nordic", title="Nordic days")
    for gathering, is_asked in ((evening, False), (nordic, True)):
        sent = pages.as_("staff").post(at(gathering, "/invitations"), {"group": "everywhere"})
        assert sent.status_code == 303
        assert (swede.id in pages.stage.here(gathering).invited) is is_asked
    assert "Svea Eksempel" not in pages.text("staff", at(nordic))
    assert "2 people have not answered yet." in pages.text("staff", at(nordic))
    assert pages.as_("svea").post(at(nordic, "/answer"), {"answer": "yes"}).status_code == 303
    assert "Svea Eksempel" in pages.text("staff", at(nordic))


def test_an_invited_person_says_yes_waits_and_says_no(pages: Pages) -> None:
    cast = pages.cast
    gathering = pages.stage.announced(cast.assistant, cast.volunteer, seats=1)
    assert "Do you come?" in pages.text("assistant", "/gatherings")
    assert pages.as_("assistant").post(at(gathering, "/answer"), {"answer": "yes"}).status_code == 303
    assert "You have a seat" in pages.text("assistant", at(gathering))
    pages.clock.forward(minutes=1)
    assert pages.as_("volunteer").post(at(gathering, "/answer"), {"answer": "yes"}).status_code == 303
    assert "You are on the waiting list, place 1" in pages.text("volunteer", "/gatherings")
    assert pages.as_("assistant").post(at(gathering, "/answer"), {"answer": "no"}).status_code == 303
    assert "You have a seat" in pages.text("volunteer", "/gatherings")
    assert "You said no" in pages.text("assistant", at(gathering))


@pytest.mark.parametrize("said", [{}, {"answer": "perhaps"}, {"answer": ["yes", "no"][0] * 500}])
def test_an_answer_that_is_none_changes_nothing(pages: Pages, said: dict[str, str]) -> None:
    gathering = pages.stage.announced(pages.cast.assistant)
    assert pages.as_("assistant").post(at(gathering, "/answer"), said).status_code == 422
    assert pages.stage.seated(gathering) == set()


@pytest.mark.parametrize("name", ["volunteer", "coordinator", "staff", "trainer", "swede"])
def test_a_forged_answer_is_refused(pages: Pages, name: str) -> None:
    gathering = pages.stage.announced(pages.cast.assistant)
    answer = pages.as_(name).post(at(gathering, "/answer"), {"answer": "yes"})
    assert answer.status_code in (403, 404)
    assert pages.stage.seated(gathering) == set()


def test_those_who_plan_see_who_comes_and_others_only_numbers(pages: Pages) -> None:
    cast = pages.cast
    gathering = pages.stage.announced(cast.assistant, cast.volunteer)
    pages.stage.answer(gathering, cast.assistant)
    for name, sees in {"trainer": True, "staff": True, "volunteer": False, "admin": False}.items():
        shown = pages.text(name, at(gathering))
        assert ("Assistant Eksempel" in shown) is sees, name
        assert "1 of 2 free" in shown


def test_a_trainer_invites_everybody_or_one_and_a_forged_form_nobody(pages: Pages) -> None:
    gathering = pages.stage.announced()
    trainer = pages.as_("trainer")
    assert trainer.post(at(gathering, "/invitations"), {"group": "assistants"}).status_code == 303
    assert pages.stage.here(gathering).invited == {pages.cast.assistant.id}
    one = {"person": str(pages.cast.volunteer.id)}
    assert trainer.post(at(gathering, "/invitations"), one).status_code == 303
    assert trainer.post(at(gathering, "/invitations"), {"person": "x"}).status_code == 422
    for name in ("assistant", "coordinator", "board"):
        forged = pages.as_(name).post(at(gathering, "/invitations"), {"group": "helpers"})
        assert forged.status_code == 403
    assert len(pages.stage.here(gathering).invited) == 2


def marks(pages: Pages, gathering_id: uuid.UUID, **minutes: str) -> dict[str, str]:
    here = pages.stage.here(gathering_id).gathering
    sent = {"version": str(here.version), "day": days_of(here)[0].isoformat()}
    for name, there in minutes.items():
        person = pages.cast.people[name].id
        sent |= {f"there-{person}": "on", f"minutes-{person}": there}
    return sent


def test_the_leader_marks_who_was_there_on_the_page(pages: Pages) -> None:
    cast = pages.cast
    gathering = pages.stage.announced(cast.assistant, cast.volunteer)
    for person in (cast.assistant, cast.volunteer):
        pages.stage.answer(gathering, person)
    pages.stage.held(gathering)
    trainer = pages.as_("trainer")
    assert "Tick who was there" in trainer.get(at(gathering)).text
    wrong = trainer.post(at(gathering, "/attendance"), marks(pages, gathering, assistant="an hour"))
    assert wrong.status_code == 422
    assert 'value="an hour"' in wrong.text
    assert (
        trainer.post(at(gathering, "/attendance"), marks(pages, gathering, assistant="999")).status_code
        == 422
    )
    good = trainer.post(at(gathering, "/attendance"), marks(pages, gathering, assistant="60"))
    assert good.status_code == 303
    shown = pages.text("staff", at(gathering))
    assert "60 minutes" in shown
    assert "was not there" in shown
    assert "Who was there" not in pages.text("volunteer", at(gathering))


@pytest.mark.parametrize("name", ["assistant", "volunteer", "staff", "coordinator", "board"])
def test_forged_attendance_is_refused(pages: Pages, name: str) -> None:
    gathering = pages.stage.announced(pages.cast.assistant)
    pages.stage.answer(gathering, pages.cast.assistant)
    pages.stage.held(gathering)
    sent = marks(pages, gathering, assistant="90")
    assert pages.as_(name).post(at(gathering, "/attendance"), sent).status_code == 403
    sent = marks(pages, gathering, assistant="90", trainer="90")
    assert pages.as_("trainer").post(at(gathering, "/attendance"), sent).status_code == 303
    own = pages.as_("trainer").post(at(gathering, "/attendance/leader"))
    assert own.status_code == 403
    assert "90 minutes" in pages.text("staff", at(gathering))
    assert pages.as_("staff").post(at(gathering, "/attendance/leader")).status_code == 303


def test_a_forged_form_marks_nobody_at_two_gatherings_at_once(pages: Pages) -> None:
    stage, cast = pages.stage, pages.cast
    first, second = stage.announced(cast.assistant), stage.announced(cast.assistant)
    for gathering in (first, second):
        stage.answer(gathering, cast.assistant)
    for gathering in (first, second):
        stage.held(gathering)
    sent = [marks(pages, gathering, assistant="90") for gathering in (first, second)]
    trainer = pages.as_("trainer")
    assert trainer.post(at(first, "/attendance"), sent[0]).status_code == 303
    twice = trainer.post(at(second, "/attendance"), sent[1])
    assert twice.status_code == 422
    assert "at another gathering at the same time" in twice.text
    stage.session.rollback()
    assert [len(attendance_of(stage.session, gathering)) for gathering in (first, second)] == [1, 0]


def test_the_calendar_file_says_when_and_where_and_never_what_for(pages: Pages) -> None:
    gathering = pages.stage.announced(
        pages.cast.assistant, kind="course", title="Basic course for assistants", room="Library",
        first_day=date(2026, 10, 24), last_day=date(2026, 10, 25),
    )  # fmt: skip
    answer = pages.as_("assistant").get(at(gathering, ".ics"))
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    events = Calendar.from_ical(answer.text).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Meeting", "Meeting"]
    assert [str(event["LOCATION"]) for event in events] == ["Library, Bergen"] * 2
    assert len({str(event["UID"]) for event in events}) == 2
    # The clock goes back in the night between the two days.
    begins = [event.decoded("dtstart") for event in events]
    assert begins == [datetime(2026, 10, 24, 16, tzinfo=UTC), datetime(2026, 10, 25, 17, tzinfo=UTC)]
    assert "assistant" not in answer.text.lower()
    assert "course" not in answer.text.lower()
    assert pages.as_("swede").get(at(gathering, ".ics")).status_code == 404


def test_a_weekend_stands_in_the_calendar_with_its_nights(pages: Pages) -> None:
    gathering = pages.stage.announced(
        pages.cast.assistant, first_day=date(2026, 10, 9), last_day=date(2026, 10, 11), start_time=time(18),
        end_time=time(15),
    )  # fmt: skip
    answer = pages.as_("assistant").get(at(gathering, ".ics"))
    events = Calendar.from_ical(answer.text).walk("VEVENT")
    assert [(event.decoded("dtstart"), event.decoded("dtend")) for event in events] == [
        (datetime(2026, 10, 9, 16, tzinfo=UTC), datetime(2026, 10, 9, 21, 59, tzinfo=UTC)),
        (datetime(2026, 10, 9, 22, tzinfo=UTC), datetime(2026, 10, 10, 21, 59, tzinfo=UTC)),
        (datetime(2026, 10, 10, 22, tzinfo=UTC), datetime(2026, 10, 11, 13, tzinfo=UTC)),
    ]


def test_whoever_leads_a_club_that_evening_is_warned_and_may_say_yes(pages: Pages) -> None:
    cast, stage = pages.cast, pages.stage
    evening = stage.today + timedelta(days=21)
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[evening.weekday()]
    with writing(stage.session):
        placed = groups.plan_group(
            stage.session,
            pages.clock(),
            kind="family_club",
            town_name="Bergen",
            country="NO",
            entered_by=None,
        )
        factories.accepted_assignment(
            stage.session, placed.group.id, cast.assistant, cast.coordinator, pages.clock()
        )
        told = {
            "weekday": weekday,
            "start_time": time(19),
            "leader": cast.assistant.id,
            "first_meeting": stage.today,
        }
        groups.list_group(stage.session, pages.clock(), placed.group.id, told)
    meanwhile = stage.announced(cast.assistant)
    earlier = stage.announced(cast.assistant, start_time=time(12), end_time=time(13))
    assert "your group Bergen meets at the same time" in pages.text("assistant", at(meanwhile))
    assert "meets at the same time" not in pages.text("assistant", at(earlier))
    assert pages.as_("assistant").post(at(meanwhile, "/answer"), {"answer": "yes"}).status_code == 303


def test_the_link_is_for_those_with_a_seat(pages: Pages) -> None:
    cast = pages.cast
    gathering = pages.stage.announced(
        cast.assistant, cast.volunteer, town=None, online_link="https://meet.example/room"
    )
    pages.stage.answer(gathering, cast.assistant)
    assert "https://meet.example/room" in pages.text("assistant", at(gathering))
    assert "https://meet.example/room" not in pages.text("volunteer", at(gathering))


def test_the_list_is_narrowed_by_kind_and_what_is_over_stands_apart(pages: Pages) -> None:
    course = pages.stage.announced(kind="course", title="Basic course")
    evening = pages.stage.announced()
    pages.stage.held(evening)
    shown = pages.text("staff", "/gatherings?kind=course")
    assert str(course) not in shown
    past = pages.text("staff", "/gatherings?past=1")
    assert {str(course), str(evening)} == set(re.findall('data-gathering="([^"]+)"', past))
    only = pages.text("staff", "/gatherings?past=1&kind=course")
    assert re.findall('data-gathering="([^"]+)"', only) == [str(course)]


@pytest.mark.parametrize("query", ["kind=x", "kind[]=1", "past=2"])
def test_an_unknown_filter_does_no_harm(pages: Pages, query: str) -> None:
    assert pages.as_("staff").get(f"/gatherings?{query}").status_code == 200


def test_a_title_is_never_a_way_in(pages: Pages) -> None:
    gathering = pages.stage.announced(title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in pages.text("staff", at(gathering))
