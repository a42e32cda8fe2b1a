"""What must be impossible on the way to a certificate, by operations; as forged POSTs it is tried in `test_forged`."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from intranet.cases import operations
from intranet.certificates.models import Certificate
from intranet.certificates.status import Code
from intranet.db import writing
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.training import operations as training
from intranet.training.models import Credit
from tests.workflows.assistant_certification.driver import OFFER, SUSPENSION, Candidate, reasons
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

NEVER = (Denied, NotVisible, Refused, Stale)


@pytest.mark.parametrize("name", ["trainer", "mentor", "volunteer"])
def test_nobody_certifies_their_own_trainee_or_themselves(candidate: Candidate, name: str) -> None:
    person = candidate.until("decision").people.people[name]
    candidate.give(person, "staff")
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
    candidate.give(people.people[old], "staff")
    with pytest.raises(Refused) as refused:
        candidate.take("certify", people.people[old])
    assert "not_their_trainee" in reasons(refused.value)
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
    assert reasons(refused.value) == ["own_certificate_valid"]
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
        assert reasons(refused.value) == ["mentor_can_guide"]


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
    assert reasons(refused.value) == ["course_hours"]


def test_hours_that_were_taken_back_meanwhile_do_not_certify(candidate: Candidate) -> None:
    candidate.until("decision")
    candidate.session.rollback()
    course = select(Credit.id).where(Credit.person_id == candidate.whose.id, Credit.kind == "course")
    for credit_id in candidate.session.scalars(course).all():
        candidate.does(training.withdraw_credit, candidate.people.trainer, credit_id)
    with pytest.raises(Refused) as refused:
        candidate.take("certify", candidate.people.staff)
    assert reasons(refused.value) == ["course_hours"]


def test_nobody_is_certified_for_children_without_a_record_check_seen(candidate: Candidate) -> None:
    candidate.until("accepted", with_children=True)
    candidate.course()
    candidate.clock.forward(days=7)
    with pytest.raises(Refused) as unseen:
        candidate.take("start", candidate.people.trainer)
    assert reasons(unseen.value) == ["record_check_seen"]
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
    assert reasons(old.value) == ["record_check_seen"]


def test_a_new_version_of_a_promise_is_signed_before_the_certificate(candidate: Candidate) -> None:
    candidate.until("decision").set_limit("code_of_conduct_version", 2)
    with pytest.raises(Refused) as refused:
        candidate.take("certify", candidate.people.staff)
    assert reasons(refused.value) == ["documents_signed"]
    candidate.does(training.sign, candidate.whose, document="code_of_conduct", version=2)
    candidate.take("certify", candidate.people.staff)


def test_a_certificate_is_never_dated_back(candidate: Candidate) -> None:
    candidate.until("decision")
    decided = candidate.today
    candidate.take("certify", candidate.people.staff, valid_from=decided - timedelta(days=365))
    assert candidate.worth(decided) is Code.CERTIFIED
    assert candidate.worth(decided - timedelta(days=1)) is not Code.CERTIFIED


def test_nobody_is_on_two_ways_at_once(candidate: Candidate) -> None:
    candidate.register()
    with pytest.raises(Refused) as twice:
        candidate.register()
    assert reasons(twice.value) == ["nothing_begun_yet"]


def test_nobody_without_a_role_for_it_begins_it_for_somebody_else(candidate: Candidate) -> None:
    with pytest.raises(Refused) as refused:
        candidate.register(candidate.people.assistant)
    assert reasons(refused.value) == ["nothing_begun_yet"]
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
