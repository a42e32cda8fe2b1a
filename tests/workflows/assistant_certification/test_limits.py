"""Each number is the organisation's: changing one setting changes what this test of its name says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from intranet.problems import Refused
from tests.workflows.assistant_certification.driver import APPLICATION, OFFER, SUSPENSION, Candidate


@pytest.fixture
def database_url(fresh_database: Any) -> str:
    """Settings are read the same way on every database."""
    url: str = fresh_database("sqlite")
    return url


def _refused(act: Callable[[], Any], guard: str) -> None:
    with pytest.raises(Refused) as refused:
        act()
    assert guard in [refusal.guard for refusal in refused.value.refusals]


def test_candidate_age_is_told_to_whoever_is_too_young(candidate: Candidate) -> None:
    candidate.register().set_limit("candidate_age", 21)
    with pytest.raises(Refused) as refused:
        candidate.take("apply", candidate.whose, **{**APPLICATION, "is_adult": False})
    assert refused.value.refusals[0].text.values == {"age": 21}


@pytest.mark.parametrize("limit", [47, 48])
def test_course_hours(candidate: Candidate, limit: int) -> None:
    """The course of the driver has 47 and a half."""
    candidate.until("training").attend(candidate.booked)
    candidate.set_limit("course_hours", limit)

    def finish() -> None:
        candidate.take("finish_course", candidate.people.trainer, visited_club=True)

    if limit == 47:
        finish()
    else:
        _refused(finish, "course_hours")


PRACTICE = [("observed_meetings", 5), ("led_meetings", 7), ("practice_days", 62)]


@pytest.mark.parametrize(("key", "value"), PRACTICE)
def test_observed_meetings_led_meetings_and_practice_days(candidate: Candidate, key: str, value: int) -> None:
    """Ten meetings, a week apart, are enough as it ships; each of these makes them too few or too far apart."""
    candidate.until("practice").prepare()
    candidate.set_limit(key, value)
    _refused(lambda: candidate.take("practice_done", candidate.people.mentor), "practice_meetings")


def test_nine_weeks_of_practice_are_enough_when_they_may_take_nine_weeks(candidate: Candidate) -> None:
    candidate.until("practice").prepare()
    candidate.set_limit("practice_days", 63)
    candidate.take("practice_done", candidate.people.mentor)


def test_supervisions(candidate: Candidate) -> None:
    candidate.until("practice").prepare()
    candidate.set_limit("supervisions", 3)
    _refused(lambda: candidate.take("practice_done", candidate.people.mentor), "supervisions")
    candidate.supervise()
    candidate.take("practice_done", candidate.people.mentor)


@pytest.mark.parametrize("document", ["code_of_conduct", "confidentiality_promise"])
def test_code_of_conduct_version_and_confidentiality_promise_version(
    candidate: Candidate, document: str
) -> None:
    candidate.until("talk").sign()
    candidate.set_limit(f"{document}_version", 2)
    _refused(lambda: candidate.take("accept", candidate.people.trainer, **OFFER), "documents_signed")


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
    _refused(lambda: candidate.take("certify", candidate.people.staff), "record_check_seen")


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
    if limit == 90:
        candidate.take("end_pause", whose)
    else:
        _refused(lambda: candidate.take("end_pause", whose), "pause_was_short")


@pytest.mark.parametrize("limit", [30, 10])
def test_answer_days(candidate: Candidate, limit: int) -> None:
    board = candidate.until("certified").suspended().people.board
    candidate.clock.forward(days=10)
    candidate.set_limit("answer_days", limit)
    if limit == 10:
        candidate.take("revoke", board, **SUSPENSION)
    else:
        _refused(lambda: candidate.take("revoke", board, **SUSPENSION), "answered_or_time_passed")


@pytest.mark.parametrize("limit", [21, 9])
def test_appeal_days(candidate: Candidate, limit: int) -> None:
    candidate.revoked().clock.forward(days=10)
    candidate.set_limit("appeal_days", limit)

    def appeal() -> None:
        candidate.take("lodge_appeal", candidate.whose, appeal="Nobody asked the others.")

    if limit == 21:
        appeal()
    else:
        _refused(appeal, "appeal_in_time")


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

    def finish() -> None:
        candidate.take("finish_course", candidate.people.trainer, visited_club=True)

    if limit == 1:
        _refused(finish, "course_hours")
        return
    finish()
    _refused(lambda: candidate.take("practice_done", candidate.people.trainer), "practice_meetings")
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
