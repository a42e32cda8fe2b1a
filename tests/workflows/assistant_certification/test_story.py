"""Somebody goes from interest to certificate, as it is told in Bergen."""

from __future__ import annotations

import pytest

from intranet.certificates.status import Code
from intranet.db import writing
from intranet.problems import Denied, Refused
from tests import factories
from tests.workflows.assistant_certification.driver import APPLICATION, OFFER, Candidate


def _reasons(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.guard for refusal in caught.value.refusals]


def test_somebody_goes_from_interest_to_certificate(candidate: Candidate) -> None:
    people, whose = candidate.people, candidate.whose
    candidate.register()
    assert candidate.state == "interested"
    assert candidate.case.people["the_person"] == whose.id
    assert candidate.case.unit_id == people.units["vestland"].id
    assert candidate.open_tasks == {"send_information", "think_it_over"}

    with pytest.raises(Refused) as young:
        candidate.take("apply", whose, **{**APPLICATION, "age": 17, "referee_two": "first  eksempel"})
    assert _reasons(young) == ["of_age", "two_referees"]
    candidate.take("apply", whose, **APPLICATION)
    candidate.talk()
    with pytest.raises(Refused) as unsigned:
        candidate.take("accept", people.trainer, **{**OFFER, "references": False})
    assert _reasons(unsigned) == ["references_noted", "documents_signed"]
    candidate.offer()
    assert candidate.state == "accepted"

    with pytest.raises(Refused) as unbooked:
        candidate.take("start", people.trainer)
    assert _reasons(unbooked) == ["seat_on_a_course"]
    candidate.start()
    with pytest.raises(Refused) as absent:
        candidate.take("finish_course", people.trainer, visited_club=False)
    assert _reasons(absent) == ["course_hours", "club_visited"]
    candidate.finish_course()
    assert candidate.state == "practice"
    assert "find_mentor" in candidate.open_tasks

    with pytest.raises(Refused) as early:
        candidate.take("practice_done", people.trainer)
    assert _reasons(early) == ["practice_meetings", "supervisions", "statements_written"]
    candidate.ask_for_it()
    assert candidate.open_tasks == {"decide"}

    with writing(candidate.session):
        for person in (people.trainer, people.mentor):
            factories.role(candidate.session, person, "staff", people.units["nation"])
    for person in (people.trainer, people.mentor, people.coordinator, whose):
        with pytest.raises(Denied):
            candidate.take("certify", person)
    assert candidate.worth() is Code.NONE
    candidate.take("certify", people.staff)
    assert (candidate.state, candidate.worth()) == ("certified", Code.CERTIFIED)
    assert candidate.case.ended_at == candidate.clock()
    assert candidate.open_tasks == {"hand_over", "welcome"}
    assert len(candidate.cases_of(whose)) == 1


def test_trainer_and_mentor_change_under_way_and_their_tasks_go_with_it(candidate: Candidate) -> None:
    people = candidate.until("practice").people
    candidate.take("change_mentor", people.trainer, mentored_by=people.mentor_two.id)
    assert candidate.tasks_of(people.mentor_two) == {"plan_practice", "tell_of_practice", "ask_for_it"}
    candidate.take("change_mentor", people.trainer, mentored_by=people.mentor.id)
    assert candidate.tasks_of(people.mentor) == {"plan_practice", "tell_of_practice", "ask_for_it"}
    assert candidate.tasks_of(people.mentor_two) == set()
    candidate.take("change_trainer", people.coordinator, trained_by=people.trainer_two.id)
    assert candidate.case.people["trained_by"] == people.trainer_two.id


def test_whoever_is_certified_on_paper_enters_the_same_process(candidate: Candidate) -> None:
    (mentor,) = candidate.cases_of(candidate.people.mentor)
    assert (mentor.state, mentor.via) == ("certified", "recognised_on_paper")
    assert "starter" not in mentor.people


@pytest.mark.parametrize("state", ["interested", "talk"])
def test_a_certificate_that_is_found_on_the_way_ends_the_way(candidate: Candidate, state: str) -> None:
    candidate.until(state)
    candidate.paper(candidate.whose)
    assert (candidate.state, candidate.steps[-1]) == ("certified", "found_on_paper")
    assert len(candidate.cases_of(candidate.whose)) == 1


def test_a_paper_leads_nobody_past_the_course_they_are_on(candidate: Candidate) -> None:
    candidate.until("practice")
    candidate.paper(candidate.whose)
    assert candidate.state == "practice"
    candidate.take("withdraw", candidate.whose)
    assert (candidate.state, candidate.steps[-2:]) == ("certified", ["withdraw", "found_on_paper"])


def test_whoever_lapsed_and_is_certified_elsewhere_goes_on_in_the_same_case(candidate: Candidate) -> None:
    candidate.until("certified").clock.forward(days=730 + 92)
    candidate.tick()
    assert candidate.state == "lapsed"
    candidate.paper(candidate.whose)
    assert (candidate.state, candidate.worth()) == ("certified", Code.CERTIFIED)
    assert len(candidate.cases_of(candidate.whose)) == 1


def test_a_pause_asks_for_days_alone_and_coming_back_is_as_easy(candidate: Candidate) -> None:
    whose = candidate.until("certified").whose
    last = candidate.today.replace(day=28)
    candidate.take("pause", whose, pause_from=candidate.today, pause_until=last)
    assert (candidate.state, candidate.worth()) == ("paused", Code.PAUSED)
    candidate.clock.forward(days=60)
    candidate.tick()
    assert "say_if_back" in candidate.open_tasks
    candidate.take("end_pause", whose)
    assert (candidate.state, candidate.worth()) == ("certified", Code.CERTIFIED)


def test_after_a_long_pause_one_talks_and_comes_to_a_supervision(candidate: Candidate) -> None:
    people, whose = candidate.until("certified").people, candidate.whose
    candidate.take("pause", whose, pause_from=candidate.today, pause_until=candidate.today)
    candidate.clock.forward(days=91)
    with pytest.raises(Refused) as long:
        candidate.take("end_pause", whose)
    assert _reasons(long) == ["pause_was_short"]
    with pytest.raises(Refused) as unsupervised:
        candidate.take("unpause", people.trainer, talked=True)
    assert _reasons(unsupervised) == ["talked_and_supervised"]
    candidate.supervise()
    candidate.take("unpause", people.trainer, talked=True)
    assert candidate.state == "certified"


def test_a_suspension_is_answered_and_lifted(candidate: Candidate) -> None:
    people, whose = candidate.until("certified").people, candidate.whose
    candidate.suspended(by=people.safeguarding)
    assert (candidate.state, candidate.worth()) == ("suspended", Code.SUSPENDED)
    assert candidate.open_tasks == {"tell_in_writing", "hear", "may_answer", "decide_suspension"}
    candidate.take("answer", whose, reply="It was not so.")
    assert "may_answer" not in candidate.open_tasks
    candidate.take("lift", people.board, reason="Nothing was found.")
    assert (candidate.state, candidate.worth()) == ("certified", Code.CERTIFIED)
    assert "plan_return" in candidate.open_tasks


def test_a_pause_goes_on_after_a_suspension_is_lifted(candidate: Candidate) -> None:
    people, whose = candidate.until("certified").people, candidate.whose
    candidate.take("pause", whose, pause_from=candidate.today, pause_until=candidate.today)
    candidate.suspended()
    candidate.take("lift", people.board, reason="Nothing was found.")
    assert (candidate.state, candidate.worth()) == ("paused", Code.PAUSED)
    assert candidate.steps[-2:] == ["lift", "still_paused"]


def test_a_revocation_is_appealed_and_won_from_its_own_day_on(candidate: Candidate) -> None:
    people = candidate.revoked().people
    revoked_on = candidate.today
    assert (candidate.state, candidate.worth()) == ("revoked", Code.REVOKED)
    candidate.clock.forward(days=21)
    candidate.take("lodge_appeal", candidate.whose, appeal="Nobody asked the others.")
    assert candidate.open_tasks == {"decide_appeal"}
    candidate.clock.forward(days=5)
    candidate.take("uphold_appeal", people.appeals, reason="It was not so.")
    assert (candidate.state, candidate.worth(revoked_on)) == ("certified", Code.CERTIFIED)
    assert candidate.worth() is Code.CERTIFIED


def test_an_appeal_is_lost_and_there_is_no_other(candidate: Candidate) -> None:
    people = candidate.revoked().people
    candidate.take("lodge_appeal", candidate.whose, appeal="Nobody asked the others.")
    candidate.take("reject_appeal", people.appeals, reason="It was so.")
    assert (candidate.state, candidate.worth()) == ("revoked", Code.REVOKED)
    with pytest.raises(Refused) as again:
        candidate.take("lodge_appeal", candidate.whose, appeal="Once more.")
    assert _reasons(again) == ["appeal_in_time"]
