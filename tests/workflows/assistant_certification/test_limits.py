"""Each number is the organisation's: changing one setting changes what this test of its name says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.clock import local_date
from intranet.problems import Refused
from tests.support.refusals import refused_by
from tests.workflows.assistant_certification.driver import APPLICATION, OFFER, SUSPENSION, Candidate
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE


@pytest.mark.parametrize(("age", "limit"), [(20, 21), (17, 18), (None, 18)])
def test_candidate_age_is_told_to_whoever_is_too_young(
    candidate: Candidate, age: int | None, limit: int
) -> None:
    candidate.register().set_limit("candidate_age", limit)
    with pytest.raises(Refused) as refused:
        candidate.take("apply", candidate.whose, **{**APPLICATION, "age": age})
    told = {one.guard: one.text.values for one in refused.value.refusals}
    assert told.get("of_age", {"age": limit}) == {"age": limit}
    assert candidate.state == "interested"


@pytest.mark.parametrize(("age", "limit"), [(21, 21), (18, 18), (17, 17)])
def test_whoever_is_as_old_as_candidate_age_may_apply(candidate: Candidate, age: int, limit: int) -> None:
    candidate.register().set_limit("candidate_age", limit)
    candidate.take("apply", candidate.whose, **{**APPLICATION, "age": age})
    assert candidate.state == "applied"


@pytest.mark.parametrize("limit", [47, 48])
def test_course_hours(candidate: Candidate, limit: int) -> None:
    """The course of the driver has 47 and a half."""
    candidate.until("training").attend(candidate.booked)
    candidate.set_limit("course_hours", limit)

    guards = refused_by(lambda: candidate.take("finish_course", candidate.people.trainer, visited_club=True))

    assert (candidate.state, guards) == (("practice", []) if limit == 47 else ("training", ["course_hours"]))


PRACTICE = [("observed_meetings", 5), ("led_meetings", 7), ("practice_days", 62)]


@pytest.mark.parametrize(("key", "value"), PRACTICE)
def test_observed_meetings_led_meetings_and_practice_days(candidate: Candidate, key: str, value: int) -> None:
    """Ten meetings, a week apart, are enough as it ships; each of these makes them too few or too far apart."""
    candidate.until("practice").prepare()
    candidate.set_limit(key, value)
    assert "practice_meetings" in refused_by(lambda: candidate.take("practice_done", candidate.people.mentor))


def test_nine_weeks_of_practice_are_enough_when_they_may_take_nine_weeks(candidate: Candidate) -> None:
    candidate.until("practice").prepare()
    candidate.set_limit("practice_days", 63)
    candidate.take("practice_done", candidate.people.mentor)
    assert candidate.state == "decision"


def test_supervisions(candidate: Candidate) -> None:
    candidate.until("practice").prepare()
    candidate.set_limit("supervisions", 3)
    assert "supervisions" in refused_by(lambda: candidate.take("practice_done", candidate.people.mentor))
    candidate.supervise()
    candidate.take("practice_done", candidate.people.mentor)
    assert candidate.state == "decision"


@pytest.mark.parametrize("document", ["code_of_conduct", "confidentiality_promise"])
def test_code_of_conduct_version_and_confidentiality_promise_version(
    candidate: Candidate, document: str
) -> None:
    candidate.until("talk").sign()
    candidate.set_limit(f"{document}_version", 2)
    assert "documents_signed" in refused_by(
        lambda: candidate.take("accept", candidate.people.trainer, **OFFER)
    )


def test_record_check_months(candidate: Candidate) -> None:
    candidate.until("talk").show_extract()
    candidate.offer(with_children=True)
    candidate.booked = candidate.course()
    candidate.clock.forward(days=7)
    candidate.show_extract()
    candidate.take("start", candidate.people.trainer)
    candidate.finish_course()
    candidate.ask_for_it()
    candidate.clock.forward(days=40)
    candidate.set_limit("record_check_months", 1)
    assert "record_check_seen" in refused_by(lambda: candidate.take("certify", candidate.people.staff))


def test_certificate_months(candidate: Candidate) -> None:
    candidate.until("decision").set_limit("certificate_months", 12)
    candidate.take("certify", candidate.people.staff)
    assert candidate.worth(candidate.today + timedelta(days=360)) == "certified"
    assert candidate.worth(candidate.today + timedelta(days=370)) == "grace"


@pytest.mark.parametrize("limit", [90, 9])
def test_pause_free_days(candidate: Candidate, limit: int) -> None:
    whose = candidate.until("certified").whose
    candidate.take("pause", whose, pause_from=candidate.today, pause_until=candidate.today)
    candidate.clock.forward(days=10)
    candidate.set_limit("pause_free_days", limit)
    guards = refused_by(lambda: candidate.take("end_pause", whose))
    assert (candidate.state, guards) == (
        ("certified", []) if limit == 90 else ("paused", ["pause_was_short"])
    )


@pytest.mark.parametrize("limit", [30, 9])
def test_answer_days(candidate: Candidate, limit: int) -> None:
    candidate.until("certified").set_limit("answer_days", limit)
    board, suspended_on = candidate.suspended().people.board, candidate.today
    candidate.clock.forward(days=15)
    guards = refused_by(lambda: candidate.take("revoke", board, **SUSPENSION))
    kept = ("suspended", ["answered_or_time_passed"])
    assert (candidate.state, guards) == (("revoked", []) if limit == 9 else kept)
    told = next(task for task in candidate.case.tasks if task.key == "may_answer")
    assert told.due_at is not None
    assert limit <= (local_date(told.due_at) - suspended_on).days < limit + 5


@pytest.mark.parametrize("limit", [21, 9])
def test_appeal_days(candidate: Candidate, limit: int) -> None:
    candidate.until("certified").set_limit("appeal_days", limit)
    candidate.suspended().take("answer", candidate.whose, reply="It was not so.")
    candidate.take("revoke", candidate.people.board, **SUSPENSION)
    candidate.clock.forward(days=15)

    guards = refused_by(
        lambda: candidate.take("lodge_appeal", candidate.whose, appeal="Nobody asked the others.")
    )
    assert guards == ([] if limit == 21 else ["appeal_in_time"])


@pytest.mark.parametrize("limit", [24, 1])
def test_reapply_months(candidate: Candidate, limit: int) -> None:
    """Soon after a lapse a refresher day and two meetings are enough; later the whole course is taken again."""
    candidate.until("certified").clock.forward(days=730 + 92)
    candidate.tick()
    candidate.set_limit("reapply_months", limit)
    candidate.take("reapply", candidate.whose, **APPLICATION)
    candidate.talk()
    candidate.offer()
    candidate.booked = candidate.course(days=1)
    candidate.clock.forward(days=7)
    candidate.take("start", candidate.people.trainer)
    candidate.attend(candidate.booked)

    guards = refused_by(lambda: candidate.take("finish_course", candidate.people.trainer, visited_club=True))
    assert guards == (["course_hours"] if limit == 1 else [])
    if limit == 1:
        return
    assert "practice_meetings" in refused_by(
        lambda: candidate.take("practice_done", candidate.people.trainer)
    )
    candidate.prepare(observed=0, led=2)
    candidate.take("practice_done", candidate.people.trainer)
    candidate.take("certify", candidate.people.staff)
    assert candidate.worth() == "certified"


@pytest.mark.parametrize("limit", [90, 29])
def test_grace_days(candidate: Candidate, limit: int) -> None:
    candidate.until("certified").set_limit("grace_days", limit)
    candidate.clock.forward(days=731 + 30)
    candidate.tick()
    assert candidate.state == ("certified" if limit == 90 else "lapsed")
