"""Who was at a meeting, by name: where those who lead the group want it, of those who agree, for ninety days."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.cases import operations
from intranet.clock import local_date
from intranet.db import writing
from intranet.groups.models import Group, Meeting
from intranet.organisation.actors import actor_of
from intranet.participants import bars, consents, leaving, looking
from intranet.participants.consent_texts import CURRENT
from intranet.participants.consents import Shown
from intranet.participants.models import ATTENDANCE, IN_PERSON, RECORD, Attendance
from tests.support.visitors import NewVisitor
from tests.welcoming.conftest import Circle

NAME = "Kanari Eksempel"


@pytest.fixture
def meeting_id(circle: Circle) -> uuid.UUID:
    """One that was reported today, of a group that names those who agree."""
    with circle.session() as session, writing(session):
        meeting = Meeting(
            group_id=circle.groups["group"], held_on=local_date(circle.clock()), came=4,
            led_by=circle.people.people["leader"].id, reported_by=circle.people.people["leader"].id,
            reported_at=circle.clock(),
        )  # fmt: skip
        session.add(meeting)
        session.get_one(Group, circle.groups["group"]).names_attendance = True
        session.flush()
        return meeting.id


def _agrees(circle: Circle, participant_id: uuid.UUID, name: str = NAME) -> None:
    with circle.session() as session, writing(session):
        helper = actor_of(session, circle.people.people["helper"].id, local_date(circle.clock()))
        for purpose, named in ((RECORD, name), (ATTENDANCE, None)):
            shown = Shown(CURRENT[purpose], "nb", IN_PERSON)
            consents.give(session, helper, circle.clock(), participant_id, purpose, shown, name=named)


def _page(circle: Circle, meeting_id: uuid.UUID, where: str = "group") -> str:
    return f"/groups/{circle.groups[where]}/meetings/{meeting_id}/attendance"


def _noted(circle: Circle) -> set[uuid.UUID]:
    with circle.session() as session:
        return set(session.scalars(select(Attendance.participant_id)))


def test_those_who_agreed_are_ticked_and_nobody_else_is_on_the_list(
    circle: Circle, visitor: NewVisitor, meeting_id: uuid.UUID
) -> None:
    agreed, silent = circle.comes(), circle.comes()
    _agrees(circle, agreed)
    helper, path = visitor("helper"), _page(circle, meeting_id)
    page = helper.get(path)

    assert NAME in page.text
    assert str(silent) not in page.text
    assert helper.post(path, data={"here": str(agreed)}).status_code == 303
    assert _noted(circle) == {agreed}
    assert "checked" in helper.get(path).text
    with circle.session() as session:
        assert session.get_one(Meeting, meeting_id).came == 4

    assert helper.post(path, data={}).status_code == 303
    assert _noted(circle) == set()


def test_whoever_did_not_agree_is_not_noted_by_a_forged_form(
    circle: Circle, visitor: NewVisitor, meeting_id: uuid.UUID
) -> None:
    agreed, silent, elsewhere = circle.comes(), circle.comes(), circle.comes("neighbour", "of_neighbour")
    _agrees(circle, agreed)
    helper, path = visitor("helper"), _page(circle, meeting_id)

    for forged in (str(silent), str(elsewhere), str(uuid.uuid4()), "nobody", ""):
        assert helper.post(path, data={"here": [str(agreed), forged]}).status_code == 422
    assert _noted(circle) == set()


def test_never_more_are_noted_than_came(circle: Circle, visitor: NewVisitor, meeting_id: uuid.UUID) -> None:
    all_five = [circle.comes() for _ in range(5)]
    for one in all_five:
        _agrees(circle, one)
    helper, path = visitor("helper"), _page(circle, meeting_id)

    answer = helper.post(path, data={"here": [str(one) for one in all_five]})
    assert answer.status_code == 422
    assert "The report says that 4 came." in answer.text
    assert answer.text.count(" checked") == 5
    assert _noted(circle) == set()
    assert helper.post(path, data={"here": [str(one) for one in all_five[:4]]}).status_code == 303
    assert _noted(circle) == set(all_five[:4])


@pytest.mark.parametrize("name", ["of_neighbour", "coordinator", "staff", "volunteer"])
def test_for_others_there_is_no_such_page(
    circle: Circle, visitor: NewVisitor, meeting_id: uuid.UUID, name: str
) -> None:
    one = circle.comes()
    _agrees(circle, one)
    there = visitor(name)
    assert there.get(_page(circle, meeting_id)).status_code == 404
    assert there.post(_page(circle, meeting_id), data={"here": str(one)}).status_code == 404
    assert _noted(circle) == set()


def test_where_the_group_does_not_name_anybody_there_is_no_page_and_no_consent(
    circle: Circle, visitor: NewVisitor, meeting_id: uuid.UUID
) -> None:
    one = circle.comes()
    leader = visitor("leader")
    assert "Which days they were here" in leader.get(f"/participants/{one}").text
    with circle.session() as session, writing(session):
        session.get_one(Group, circle.groups["group"]).names_attendance = False

    assert leader.get(_page(circle, meeting_id)).status_code == 404
    assert "Which days they were here" not in leader.get(f"/participants/{one}").text
    answer = leader.post(
        f"/participants/{one}/agreed/{ATTENDANCE}",
        data={
            "shown_version": CURRENT[ATTENDANCE], "shown_language": "nb", "channel": "in_person", "said_yes": "y"
        },
    )  # fmt: skip
    assert answer.status_code == 404


def test_only_those_who_lead_the_group_switch_it_and_switching_off_erases(
    circle: Circle, visitor: NewVisitor, meeting_id: uuid.UUID
) -> None:
    one = circle.comes()
    _agrees(circle, one)
    visitor("helper").post(_page(circle, meeting_id), data={"here": str(one)})
    path = f"/groups/{circle.groups['group']}/attendance"

    for name in ("helper", "coordinator", "staff"):
        assert visitor(name).post(path, data={"names": "no"}).status_code in (403, 404)
    assert _noted(circle) == {one}
    circle.leads("leader")
    assert visitor("leader").post(path, data={"names": "no"}).status_code == 303
    assert _noted(circle) == set()
    with circle.session() as session:
        assert session.get_one(Group, circle.groups["group"]).names_attendance is False


@pytest.mark.parametrize("how", ["withdrawn", "left", "time"])
def test_what_was_noted_is_erased_and_the_number_stays(
    circle: Circle, visitor: NewVisitor, meeting_id: uuid.UUID, how: str
) -> None:
    one = circle.comes()
    _agrees(circle, one)
    helper, path = visitor("helper"), _page(circle, meeting_id)
    helper.post(path, data={"here": str(one)})
    assert _noted(circle) == {one}

    with circle.session() as session:
        if how == "time":
            circle.clock.moment += timedelta(89)
            operations.tick(session, circle.clock())
            assert _noted(circle) == {one}
            circle.clock.moment += timedelta(1)
            operations.tick(session, circle.clock())
        else:
            with writing(session):
                found = looking.find(session, one)
                assert found is not None
                actor = actor_of(session, circle.people.people["helper"].id, local_date(circle.clock()))
                if how == "left":
                    leaving.leave(session, circle.clock(), found, by=None)
                else:
                    consents.withdraw(session, actor, circle.clock(), one, ATTENDANCE, channel=IN_PERSON)
    assert _noted(circle) == set()
    with circle.session() as session:
        assert session.get_one(Meeting, meeting_id).came == 4


def test_a_barred_helper_finds_and_ticks_nobody(
    circle: Circle, visitor: NewVisitor, meeting_id: uuid.UUID
) -> None:
    one, other = circle.comes(), circle.comes()
    _agrees(circle, one)
    _agrees(circle, other, "Annen Eksempel")
    visitor("leader").post(_page(circle, meeting_id), data={"here": str(one)})
    with circle.session() as session, writing(session):
        bars.bar_helper(session, circle.clock(), one, circle.people.people["helper"].id)
    helper = visitor("helper")

    assert NAME not in helper.get(_page(circle, meeting_id)).text
    assert helper.post(_page(circle, meeting_id), data={"here": str(one)}).status_code == 422
    # What they send does not take away whom they do not know of.
    assert helper.post(_page(circle, meeting_id), data={"here": str(other)}).status_code == 303
    assert _noted(circle) == {one, other}
