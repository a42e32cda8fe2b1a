"""What must be impossible on the way to a certificate, by operations; as forged POSTs it is tried in `test_forged`."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from intranet.cases import operations
from intranet.certificates import operations as certificates
from intranet.certificates.models import Certificate
from intranet.certificates.status import Code
from intranet.db import writing
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.training import operations as training
from intranet.training.models import Credit
from tests import factories
from tests.workflows.assistant_certification.driver import APPLICATION, OFFER, SUSPENSION, Candidate
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

NEVER = (Denied, NotVisible, Refused, Stale)


def _reasons(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.guard for refusal in caught.value.refusals]


def _give(candidate: Candidate, person: Person, role: str) -> None:
    candidate.session.rollback()
    with writing(candidate.session):
        factories.role(candidate.session, person, role, candidate.people.units["nation"])


@pytest.mark.parametrize("name", ["trainer", "mentor", "volunteer"])
def test_nobody_certifies_their_own_trainee_or_themselves(candidate: Candidate, name: str) -> None:
    person = candidate.until("decision").people.people[name]
    _give(candidate, person, "staff")
    with pytest.raises(Denied):
        candidate.take("certify", person)
    assert candidate.worth() is Code.NONE


def test_whoever_began_it_for_somebody_does_not_certify_them(candidate: Candidate) -> None:
    candidate.register(candidate.people.staff)
    for step, reached in candidate._way({})[1:]:  # noqa: SLF001 - the same way, with another beginner
        step()
        if reached == "decision":
            break
    with pytest.raises(Denied):
        candidate.take("certify", candidate.people.staff)
    candidate.take("certify", candidate.people.staff_two)


@pytest.mark.parametrize(("step", "field", "old"), [
    ("change_trainer", "trained_by", "trainer_two"), ("change_mentor", "mentored_by", "mentor_two"),
])  # fmt: skip
def test_whoever_was_trainer_or_mentor_before_a_change_does_not_certify_either(
    candidate: Candidate, step: str, field: str, old: str
) -> None:
    people = candidate.until("practice").people
    candidate.take(step, people.trainer, **{field: people.people[old].id})
    current = {"trained_by": people.trainer.id, "mentored_by": people.mentor.id}
    candidate.take(step, people.trainer, **{field: current[field]})
    candidate.ask_for_it()
    _give(candidate, people.people[old], "staff")
    with pytest.raises(Refused) as refused:
        candidate.take("certify", people.people[old])
    assert _reasons(refused) == ["not_their_trainee"]
    candidate.take("certify", people.staff)


@pytest.mark.parametrize("person", ["trainer", "mentor"])
@pytest.mark.parametrize("lost", ["suspended", "paused", "lapsed"])
def test_nobody_whose_own_certificate_does_not_count_asks_for_certification(
    candidate: Candidate, person: str, lost: str
) -> None:
    people = candidate.people
    whose = people.people[person]
    if person == "trainer":
        candidate.paper(whose, days=1500)
    candidate.until("practice").prepare()
    _lose(candidate, whose, lost)
    with pytest.raises(Refused) as refused:
        candidate.take("practice_done", whose)
    assert _reasons(refused) == ["own_certificate_valid"]
    candidate.take("practice_done", people.trainer_two)


def _lose(candidate: Candidate, whose: Person, how: str) -> None:
    people = candidate.people
    (case,) = candidate.cases_of(whose)
    if how == "suspended":
        _advance(candidate, case.id, "suspend", people.staff, SUSPENSION)
    elif how == "paused":
        days = {"pause_from": candidate.today, "pause_until": candidate.today}
        _advance(candidate, case.id, "pause", whose, days)
    else:
        with writing(candidate.session):
            candidate.session.execute(
                update(Certificate)
                .where(Certificate.person_id == whose.id)
                .values(
                    valid_from=candidate.today - timedelta(days=800),
                    valid_to=candidate.today - timedelta(days=91),
                )
            )


def _advance(
    candidate: Candidate, case_id: uuid.UUID, step: str, person: Person, answers: dict[str, Any]
) -> None:
    candidate.does(
        lambda session, actor, moment: operations.advance(session, case_id, step, actor, moment, answers),
        person,
    )


def test_no_mentor_is_named_who_is_not_certified(candidate: Candidate) -> None:
    people = candidate.until("practice").people
    _lose(candidate, people.mentor, "suspended")
    for person in (people.mentor, people.assistant, candidate.whose):
        with pytest.raises(Refused) as refused:
            candidate.take("change_mentor", people.trainer, mentored_by=person.id)
        assert _reasons(refused) == ["mentor_can_guide"]


@pytest.mark.parametrize("state", ["interested", "applied", "talk", "accepted", "training", "practice"])
def test_nobody_is_certified_by_leaving_a_stage_out(candidate: Candidate, state: str) -> None:
    candidate.until(state)
    for step in ("certify", "practice_done"):
        for person in list(candidate.people.people.values()):
            with pytest.raises(NEVER):
                candidate.take(step, person)
    assert (candidate.state, candidate.worth()) == (state, Code.NONE)


def _no_hours(candidate: Candidate) -> None:
    candidate.attend(candidate.booked, minutes=60)


def test_nobody_finishes_the_course_without_its_hours(candidate: Candidate) -> None:
    candidate.until("training")
    _no_hours(candidate)
    with pytest.raises(Refused) as refused:
        candidate.take("finish_course", candidate.people.trainer, visited_club=True)
    assert _reasons(refused) == ["course_hours"]


def test_hours_that_were_taken_back_meanwhile_do_not_certify(candidate: Candidate) -> None:
    candidate.until("decision")
    candidate.session.rollback()
    course = select(Credit.id).where(Credit.person_id == candidate.whose.id, Credit.kind == "course")
    for credit_id in candidate.session.scalars(course).all():
        candidate.does(training.withdraw_credit, candidate.people.trainer, credit_id)
    with pytest.raises(Refused) as refused:
        candidate.take("certify", candidate.people.staff)
    assert _reasons(refused) == ["course_hours"]


def test_nobody_is_certified_for_children_without_a_record_check_seen(candidate: Candidate) -> None:
    candidate.until("accepted", with_children=True)
    candidate.course()
    candidate.clock.forward(days=7)
    with pytest.raises(Refused) as unseen:
        candidate.take("start", candidate.people.trainer)
    assert _reasons(unseen) == ["record_check_seen"]
    candidate.show_extract()
    candidate.take("start", candidate.people.trainer)


def test_a_record_check_that_is_too_old_by_then_does_not_certify(candidate: Candidate) -> None:
    candidate.until("talk").show_extract()
    candidate.offer(with_children=True)
    candidate.start()
    candidate.finish_course()
    candidate.ask_for_it()
    candidate.clock.forward(days=731)
    with pytest.raises(Refused) as old:
        candidate.take("certify", candidate.people.staff)
    assert _reasons(old) == ["record_check_seen"]


def test_a_new_version_of_a_promise_is_signed_before_the_certificate(candidate: Candidate) -> None:
    candidate.until("decision").set_limit("code_of_conduct_version", 2)
    with pytest.raises(Refused) as refused:
        candidate.take("certify", candidate.people.staff)
    assert _reasons(refused) == ["documents_signed"]
    candidate.does(training.sign, candidate.whose, document="code_of_conduct", version=2)
    candidate.take("certify", candidate.people.staff)


def test_a_certificate_is_never_dated_back(candidate: Candidate) -> None:
    candidate.until("decision")
    decided = candidate.today
    candidate.take("certify", candidate.people.staff, valid_from=decided - timedelta(days=365))
    assert candidate.worth(decided) is Code.CERTIFIED
    assert candidate.worth(decided - timedelta(days=1)) is not Code.CERTIFIED


@pytest.mark.parametrize("days", [-1, -400])
def test_no_pause_is_dated_back(candidate: Candidate, days: int) -> None:
    candidate.until("certified")
    first = candidate.today + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        candidate.take("pause", candidate.whose, pause_from=first, pause_until=candidate.today)
    assert _reasons(refused) == ["pause_from"]


@pytest.mark.parametrize("who", ["staff", "board"])
def test_nobody_lifts_or_revokes_what_they_imposed(candidate: Candidate, who: str) -> None:
    person = candidate.until("certified").people.people[who]
    candidate.suspended(by=person)
    _give(candidate, person, "board")
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
    candidate.clock.forward(days=29)
    with pytest.raises(Refused) as unheard:
        candidate.take("revoke", people.board, **SUSPENSION)
    assert _reasons(unheard) == ["answered_or_time_passed"]
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
    assert _reasons(unheard) == ["answered_or_time_passed"]


@pytest.mark.parametrize("who", ["board", "staff", "trainer", "coordinator"])
def test_no_appeal_is_decided_by_somebody_of_the_earlier_steps(candidate: Candidate, who: str) -> None:
    candidate.revoked().take("lodge_appeal", candidate.whose, appeal="Nobody asked the others.")
    person = candidate.people.people[who]
    _give(candidate, person, "appeals")
    took_part = who != "coordinator"
    for step in ("uphold_appeal", "reject_appeal") if took_part else ():
        with pytest.raises((Denied, Refused)):
            candidate.take(step, person, reason="Of course.")
        assert candidate.worth() is Code.REVOKED
    if not took_part:
        candidate.take("uphold_appeal", person, reason="It was not so.")


def test_an_appeal_comes_in_time_or_not_at_all(candidate: Candidate) -> None:
    candidate.revoked().clock.forward(days=22)
    with pytest.raises(Refused) as late:
        candidate.take("lodge_appeal", candidate.whose, appeal="Nobody asked the others.")
    assert _reasons(late) == ["appeal_in_time"]


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


def test_nobody_is_on_two_ways_at_once(candidate: Candidate) -> None:
    candidate.register()
    with pytest.raises(Refused) as twice:
        candidate.register()
    assert _reasons(twice) == ["nothing_begun_yet"]


def test_nobody_without_a_role_for_it_begins_it_for_somebody_else(candidate: Candidate) -> None:
    with pytest.raises(Refused) as refused:
        candidate.register(candidate.people.assistant)
    assert _reasons(refused) == ["nothing_begun_yet"]
    candidate.register(candidate.people.coordinator)


@pytest.mark.parametrize("step", ["certify", "pause", "recognised_on_paper", "suspend"])
def test_no_case_begins_in_the_middle(candidate: Candidate, step: str) -> None:
    for person in (candidate.people.staff, candidate.people.board, candidate.whose):
        with pytest.raises(NEVER):
            candidate.does(
                lambda session, actor, moment: operations.begin(
                    session, candidate.workflow, step, actor, candidate.people.units["vestland"], moment, {},
                    subject_id=candidate.whose.id,
                ),
                person,
            )  # fmt: skip
    assert candidate.cases_of(candidate.whose) == []


def test_a_step_takes_no_answer_that_it_does_not_ask_for(candidate: Candidate) -> None:
    people = candidate.until("talk").people
    candidate.sign()
    candidate.take(
        "accept", people.trainer, **OFFER, trained_by=people.outsider.id, the_person=people.outsider.id
    )
    assert candidate.case.people["trained_by"] == people.trainer.id
    assert candidate.case.people["the_person"] == candidate.whose.id


def test_a_lapsed_suspension_is_decided_before_somebody_applies_again(candidate: Candidate) -> None:
    people = candidate.until("certified").suspended().people
    candidate.clock.forward(days=730 + 92)
    candidate.tick()
    assert candidate.state == "lapsed"
    with pytest.raises(Refused) as undecided:
        candidate.take("reapply", candidate.whose, **APPLICATION)
    assert _reasons(undecided) == ["nothing_undecided"]
    candidate.take("lift", people.board, reason="Nothing was found.")
    assert (candidate.state, candidate.steps[-2:]) == ("lapsed", ["lift", "lapse"])
    candidate.take("reapply", candidate.whose, **APPLICATION)
    assert candidate.state == "applied"
