"""What others hear of a certificate in the same transaction, and what is kept of those who did not get one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from intranet.cases.models import Answer, Notice
from intranet.db import writing
from intranet.people.models import Person
from tests import cast
from tests.support.clock import Clock
from tests.workflows.assistant_certification.driver import NO, Candidate
from tests.workflows.databases import ON_SQLITE
from tests.workflows.new_group.driver import NewGroup

pytestmark = ON_SQLITE


def test_a_group_that_waits_nearby_hears_of_a_new_assistant_at_once(
    candidate: Candidate, people: cast.Cast, clock: Clock
) -> None:
    mentors = [people.mentor.id, people.mentor_two.id]
    with writing(candidate.session):  # who is certified already moves far away
        far = {"home_town_id": people.towns["Oslo"].id}
        candidate.session.execute(update(Person).where(Person.id.in_(mentors)).values(far))
    candidate.until("decision")
    waiting = NewGroup(candidate.session, people, clock).until("waiting_assistant")
    before = "take_the_chance" in waiting.open_tasks
    candidate.take("certify", people.staff)
    assert (before, "take_the_chance" in waiting.open_tasks) == (False, True)


def _standing(candidate: Candidate) -> set[str]:
    candidate.session.rollback()
    rows = select(Answer.field).where(Answer.case_id == candidate.id, Answer.erased_at.is_(None))
    return set(candidate.session.scalars(rows))


def test_what_an_applicant_wrote_goes_soon_and_why_they_were_not_taken_later(candidate: Candidate) -> None:
    candidate.until("applied").take("decline", candidate.people.trainer, **NO)
    assert {"motivation", "referee_one", "answer_in_words"} <= _standing(candidate)
    candidate.clock.forward(days=45)
    candidate.tick()
    assert {"motivation", "referee_one", "languages"} & _standing(candidate) == set()
    assert "answer_in_words" in _standing(candidate)
    candidate.clock.forward(days=180)
    candidate.tick()
    assert "answer_in_words" not in _standing(candidate)


def test_nothing_heard_in_half_a_year_ends_it(candidate: Candidate) -> None:
    candidate.register().clock.forward(days=179)
    candidate.tick()
    assert candidate.state == "interested"
    candidate.clock.forward(days=8)
    candidate.tick()
    assert (candidate.state, candidate.steps[-1]) == ("withdrawn", "gone_quiet")


def _told(candidate: Candidate) -> set[str | None]:
    candidate.session.rollback()
    rows = candidate.session.scalars(select(Notice).where(Notice.case_id == candidate.id))
    return {
        row.role or next(k for k, v in candidate.case.people.items() if v == row.person_id) for row in rows
    }


def test_an_application_that_nobody_touches_reaches_the_trainer_and_then_the_office(
    candidate: Candidate,
) -> None:
    candidate.until("applied")
    found = []
    for days in (9, 2, 11):
        candidate.clock.forward(days=days)
        candidate.tick()
        found.append(_told(candidate))
    assert found[0] == set()
    assert found[1] == {"trainer"}
    assert "staff" in found[2]


def test_practice_that_goes_on_is_asked_about(candidate: Candidate) -> None:
    candidate.until("practice").take(
        "change_mentor", candidate.people.trainer, mentored_by=candidate.people.mentor.id
    )
    candidate.clock.forward(days=126)
    candidate.tick()
    assert {"mentored_by", "the_person"} <= _told(candidate)
    candidate.clock.forward(days=60)
    candidate.tick()
    assert "extend_or_end" in candidate.open_tasks
    candidate.complete("extend_or_end", candidate.people.trainer)
    assert candidate.state == "practice"


def test_a_suspension_without_a_decision_reaches_the_board_again(candidate: Candidate) -> None:
    candidate.until("certified").suspended().clock.forward(days=59)
    candidate.tick()
    before = len(_notices(candidate, "decide_suspension"))
    candidate.clock.forward(days=8)
    candidate.tick()
    assert len(_notices(candidate, "decide_suspension")) > before


def _notices(candidate: Candidate, key: str) -> list[Notice]:
    candidate.session.rollback()
    task = next(task for task in candidate.case.tasks if task.key == key)
    return list(candidate.session.scalars(select(Notice).where(Notice.task_id == task.id)))


def test_a_pause_may_begin_later_and_never_does_if_it_is_ended_before(candidate: Candidate) -> None:
    candidate.until("certified")
    first = candidate.today + timedelta(days=20)
    candidate.take("pause", candidate.whose, pause_from=first, pause_until=first + timedelta(days=30))
    assert (candidate.worth(), candidate.worth(first)) == ("certified", "paused")
    candidate.take("end_pause", candidate.whose)
    assert (candidate.state, candidate.worth(first)) == ("certified", "certified")
