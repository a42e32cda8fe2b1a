"""What must be impossible with a certificate once it is there: pauses, suspensions, revocations and appeals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.certificates import operations as certificates
from intranet.certificates.status import Code
from intranet.problems import Denied, NotVisible, Refused, Stale
from tests.workflows.assistant_certification.driver import APPLICATION, SUSPENSION, Candidate, reasons
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

NEVER = (Denied, NotVisible, Refused, Stale)


@pytest.mark.parametrize("days", [-1, -400])
def test_no_pause_is_dated_back(candidate: Candidate, days: int) -> None:
    candidate.until("certified")
    first = candidate.today + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        candidate.take("pause", candidate.whose, pause_from=first, pause_until=candidate.today)
    assert reasons(refused.value) == ["pause_from"]


@pytest.mark.parametrize("who", ["staff", "board"])
def test_nobody_lifts_or_revokes_what_they_imposed(candidate: Candidate, who: str) -> None:
    person = candidate.until("certified").people.people[who]
    candidate.suspended(by=person)
    candidate.give(person, "board")
    candidate.take("answer", candidate.whose, reply="It was not so.")
    for step, answers in (("lift", {"reason": "Nothing."}), ("revoke", SUSPENSION)):
        with pytest.raises(Denied):
            candidate.take(step, person, **answers)
    assert (candidate.state, candidate.worth()) == ("suspended", Code.SUSPENDED)


def test_nothing_is_revoked_that_was_not_suspended(candidate: Candidate) -> None:
    candidate.until("certified")
    for person in (candidate.people.board, candidate.people.board_two):
        with pytest.raises(Stale):
            candidate.take("revoke", person, **SUSPENSION)


def test_nobody_is_revoked_unheard_before_the_days_to_answer_are_over(candidate: Candidate) -> None:
    people = candidate.until("certified").suspended().people
    told = candidate.task_of("may_answer").due_at
    assert told is not None
    candidate.clock.moment = told
    with pytest.raises(Refused) as unheard:
        candidate.take("revoke", people.board, **SUSPENSION)
    assert reasons(unheard.value) == ["answered_or_time_passed"]
    candidate.clock.forward(days=1)
    candidate.take("revoke", people.board, **SUSPENSION)


def test_an_answer_to_an_earlier_suspension_is_none_to_this_one(candidate: Candidate) -> None:
    people = candidate.until("certified").suspended().people
    candidate.take("answer", candidate.whose, reply="It was not so.")
    candidate.take("lift", people.board, reason="Nothing was found.")
    candidate.suspended()
    assert "may_answer" in candidate.open_tasks
    with pytest.raises(Refused) as unheard:
        candidate.take("revoke", people.board, **SUSPENSION)
    assert reasons(unheard.value) == ["answered_or_time_passed"]


@pytest.mark.parametrize("who", ["board", "staff", "trainer", "coordinator"])
def test_no_appeal_is_decided_by_somebody_of_the_earlier_steps(candidate: Candidate, who: str) -> None:
    candidate.revoked().take("lodge_appeal", candidate.whose, appeal="Nobody asked the others.")
    person = candidate.people.people[who]
    candidate.give(person, "appeals")
    took_part = who != "coordinator"
    for step in ("uphold_appeal", "reject_appeal") if took_part else ():
        with pytest.raises((Denied, Refused)):
            candidate.take(step, person, reason="Of course.")
        assert candidate.worth() is Code.REVOKED
    if not took_part:
        candidate.take("uphold_appeal", person, reason="It was not so.")


def test_an_appeal_comes_in_time_or_not_at_all(candidate: Candidate) -> None:
    told = candidate.revoked().task_of("may_appeal").due_at
    assert told is not None
    candidate.clock.moment = told
    candidate.clock.forward(days=1)
    with pytest.raises(Refused) as late:
        candidate.take("lodge_appeal", candidate.whose, appeal="Nobody asked the others.")
    assert reasons(late.value) == ["appeal_in_time"]


def test_a_revoked_certificate_comes_back_by_an_appeal_alone(candidate: Candidate) -> None:
    people = candidate.revoked().people
    for person in list(people.people.values()):
        for step in ("lift", "certify", "unpause", "end_pause", "reapply", "uphold_appeal"):
            with pytest.raises(NEVER):
                candidate.take(step, person, **APPLICATION, reason="Of course.", talked=True)
        for act, given in (
            (certificates.issue, {"valid_from": candidate.today}),
            (certificates.renew, {}),
            (certificates.enter_from_paper, {"number": "NO-9", "valid_to": candidate.today + timedelta(30)}),
            (certificates.resume, {}),
            (certificates.lift, {"reason": "Of course."}),
        ):
            with pytest.raises(NEVER):
                candidate.does(act, person, person_id=candidate.whose.id, **given)
    assert (candidate.state, candidate.worth()) == ("revoked", Code.REVOKED)
    with pytest.raises(NEVER):
        candidate.register()
    assert len(candidate.cases_of(candidate.whose)) == 1


def test_a_lapsed_suspension_is_decided_before_somebody_applies_again(candidate: Candidate) -> None:
    people = candidate.until("certified").suspended().people
    candidate.clock.forward(days=730 + 92)
    candidate.tick()
    assert candidate.state == "lapsed"
    with pytest.raises(Refused) as undecided:
        candidate.take("reapply", candidate.whose, **APPLICATION)
    assert reasons(undecided.value) == ["nothing_undecided"]
    candidate.take("lift", people.board, reason="Nothing was found.")
    assert (candidate.state, candidate.steps[-2:]) == ("lapsed", ["lift", "lapse"])
    candidate.take("reapply", candidate.whose, **APPLICATION)
    assert candidate.state == "applied"
