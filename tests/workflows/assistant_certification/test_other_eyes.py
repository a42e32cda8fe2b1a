"""Whoever gave an exemption, or entered or recognised hours that count, certifies nobody on them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.certificates.status import Code
from intranet.people.models import Person
from intranet.training import operations as training
from tests.support.refusals import fields
from tests.support.visitors import NewVisitor
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.databases import ON_SQLITE
from tests.workflows.forging import Forgery

pytestmark = ON_SQLITE


def _exempts(candidate: Candidate, person: Person, days: int = 400) -> None:
    candidate.does(
        training.exempt, person, person_id=candidate.whose.id, requirement="supervisions",
        reason="Lives on an island.", until_on=candidate.today + timedelta(days),
    )  # fmt: skip


def _enters(candidate: Candidate, person: Person, kind: str) -> None:
    noted = training.Noted(candidate.today, 60, kind, reason="The list is lost.")
    candidate.does(training.enter_hours, person, person_id=candidate.whose.id, noted=noted)


def _recognises(candidate: Candidate, person: Person) -> None:
    noted = training.Noted(candidate.today, 3000, country="IT", reason="Seen on paper.")
    candidate.does(training.recognise_course, person, person_id=candidate.whose.id, noted=noted)


@pytest.mark.parametrize("how", ["exempts", "enters", "recognises"])
def test_whoever_waived_leaves_the_decision_to_others(candidate: Candidate, how: str) -> None:
    people = candidate.until("decision").people
    match how:
        case "exempts":
            _exempts(candidate, people.staff)
        case "enters":
            _enters(candidate, people.staff, "course")
        case _:
            _recognises(candidate, people.staff)
    assert fields(lambda: candidate.take("certify", people.staff)) == ["not_who_waived"]
    assert candidate.worth() is Code.NONE
    candidate.take("certify", people.staff_two)
    assert candidate.worth() is Code.CERTIFIED


def test_hours_that_count_for_no_certificate_and_an_exemption_that_is_over_hinder_nobody(
    candidate: Candidate,
) -> None:
    people = candidate.until("decision").people
    _enters(candidate, people.staff, "national")
    _exempts(candidate, people.staff, days=3)
    candidate.clock.forward(days=4)
    candidate.take("certify", people.staff)
    assert candidate.worth() is Code.CERTIFIED


def test_a_forged_post_certifies_on_nobodys_own_exemption(driven: Candidate, visitor: NewVisitor) -> None:
    driven.until("decision")
    _exempts(driven, driven.people.staff)
    forged = Forgery(visitor, driven, dict)
    assert forged.step("staff", "certify") == 422
    assert driven.worth() is Code.NONE
    assert forged.step("staff_two", "certify") == 303
