"""What the first page tells of gatherings: once, while it matters, and what asks for an answer first."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from intranet.clock import ZONE, local_date
from intranet.db import writing
from intranet.engine.text import english
from intranet.gatherings import operations, seats
from intranet.gatherings.news import news_for
from intranet.people.models import Person
from tests.gatherings.stage import Stage


def told(stage: Stage, person: Person) -> list[str]:
    stage.session.rollback()
    return [english(one.text).split(": ")[0] for one in news_for(stage.session, person.id, stage.clock())]


def test_whoever_is_invited_is_asked_and_reminded_after_ten_days(stage: Stage) -> None:
    assistant = stage.people.assistant
    stage.announced(assistant)
    assert told(stage, assistant) == ["You are invited"]
    assert told(stage, stage.people.volunteer) == []
    stage.clock.forward(days=10)
    assert told(stage, assistant) == ["Your answer is still waited for"]
    stage.clock.forward(days=20)
    assert told(stage, assistant) == []


def test_what_is_not_announced_is_told_to_nobody(stage: Stage) -> None:
    gathering = stage.plan()
    stage.invite(gathering, stage.people.assistant)
    assert told(stage, stage.people.assistant) == []


@pytest.mark.parametrize(("days", "near"), [(13, False), (14, True), (20, True)])
def test_a_seat_is_told_of_in_the_week_before(stage: Stage, days: int, near: bool) -> None:
    assistant = stage.people.assistant
    gathering = stage.announced(assistant)
    stage.answer(gathering, assistant)
    stage.clock.moment = stage.here(gathering).gathering.starts_at - timedelta(days=21 - days)
    assert bool(told(stage, assistant)) is near


def test_a_seat_that_became_free_is_told_of(stage: Stage) -> None:
    people = stage.people
    gathering = stage.announced(people.assistant, people.volunteer, seats=1)
    stage.answer(gathering, people.assistant)
    stage.answer(gathering, people.volunteer)
    assert told(stage, people.volunteer) == []
    stage.answer(gathering, people.assistant, yes=False)
    assert told(stage, people.volunteer) == ["A seat became free for you"]


def test_whoever_said_yes_hears_of_the_cancelling_and_of_their_other_seat(stage: Stage) -> None:
    people = stage.people
    first, other = (
        stage.announced(people.assistant, people.volunteer),
        stage.announced(title="Another evening"),
    )
    stage.answer(first, people.assistant)
    stage.answer(first, people.volunteer, yes=False)
    with writing(stage.session):
        operations.cancel(stage.session, stage.clock(), first)
    (line,) = told(stage, people.assistant)
    assert line.startswith("Supervision in Bergen on")
    assert line.endswith("is cancelled.")
    assert told(stage, people.volunteer) == []
    with writing(stage.session):
        seats.move(stage.session, stage.as_(people.trainer), stage.clock(), gathering_id=first, to_id=other)
    assert "You have a seat in Another evening" in told(stage, people.assistant)[0]


def test_a_cancelling_is_told_until_the_day_of_the_gathering_has_passed(stage: Stage) -> None:
    assistant = stage.people.assistant
    gathering = stage.announced(assistant)
    stage.answer(gathering, assistant)
    with writing(stage.session):
        operations.cancel(stage.session, stage.clock(), gathering)
    begins = stage.here(gathering).gathering.starts_at
    late_that_evening = datetime.combine(local_date(begins), time(23, 59), ZONE)
    for moment, is_told in [
        (stage.clock.moment + timedelta(days=15), True),
        (late_that_evening, True),
        (late_that_evening + timedelta(minutes=1), False),
    ]:
        stage.clock.moment = moment
        assert ["cancelled" in line for line in told(stage, assistant)] == [True] * is_told
