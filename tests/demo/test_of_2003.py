"""What the report on 2003 tells of happened in the demonstration: its clubs, its courses and its assistants."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CaseEvent
from intranet.certificates.models import Certificate
from intranet.certificates.queries import status_of
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.gatherings.models import Gathering
from intranet.training.models import Credit
from tests.demo.reading import clubs
from tests.support.clock import Clock

TEN_PLACES = {
    "Hitra", "Oslo", "Ålesund", "Melhus", "Strømmen", "Hamar", "Elverum", "Sarpsborg", "Sauda", "Mysen",
}  # fmt: skip


def test_fourteen_clubs_run_today_in_ten_places(story: Session) -> None:
    found = clubs(story)

    assert len(found) == 14
    assert {town for town, _ in found} == TEN_PLACES


def test_five_clubs_opened_in_2003_and_two_in_the_first_months_after(story: Session) -> None:
    opened = Counter(day.year for _, day in clubs(story) if day is not None)
    soon_after = [day for _, day in clubs(story) if day and date(2004, 1, 1) <= day <= date(2004, 2, 29)]

    assert opened[2003] == 5
    assert len(soon_after) == opened[2004] == 2


def test_fourteen_assistants_were_certified_in_2003_and_still_are(story: Session, clock: Clock) -> None:
    issued = of_2003(story)

    assert len(issued) == len({paper.person_id for paper in issued}) == 14
    assert {paper.source for paper in issued} == {"issued"}
    today = local_date(clock())
    assert {status_of(story, paper.person_id, today).code for paper in issued} == {Code.CERTIFIED}


def of_2003(session: Session) -> list[Certificate]:
    first_day = Certificate.valid_from.between(date(2003, 1, 1), date(2003, 12, 31))
    return list(session.scalars(select(Certificate).where(first_day, Certificate.source != "renewal")))


def test_each_of_the_fourteen_went_the_whole_way_after_a_course_that_was_held_and_marked(
    story: Session,
) -> None:
    people = {paper.person_id: paper.valid_from for paper in of_2003(story)}
    courses = story.scalars(
        select(Gathering).where(
            Gathering.kind == "course", Gathering.starts_at < datetime(2004, 1, 1, tzinfo=UTC)
        )
    ).all()
    hours = story.execute(
        select(Credit.person_id, Credit.gathering_id, func.sum(Credit.minutes), func.max(Credit.held_on))
        .where(Credit.gathering_id.in_([course.id for course in courses]))
        .group_by(Credit.person_id, Credit.gathering_id)
    ).all()
    steps = select(Case.subject_id, CaseEvent.transition).join(Case, Case.id == CaseEvent.case_id)
    taken = defaultdict(list)
    for person_id, step in story.execute(
        steps.where(Case.workflow == "assistant_certification", CaseEvent.kind == "transition").order_by(
            CaseEvent.number
        )
    ):
        taken[person_id].append(step)

    assert [course.status for course in courses] == ["followed_up", "followed_up"]
    assert {person_id for person_id, *_ in hours} == people.keys()
    assert Counter(gathering_id for _, gathering_id, *_ in hours) == {courses[0].id: 8, courses[1].id: 6}
    for person_id, _, minutes, last_on in hours:
        assert minutes >= 45 * 60
        certified_on = people[person_id]
        assert certified_on is not None
        assert last_on < certified_on
        assert taken[person_id] == [
            "register", "apply", "book_talk", "accept", "start", "finish_course", "change_mentor", "practice_done",
            "certify",
        ]  # fmt: skip
