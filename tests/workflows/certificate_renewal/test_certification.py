"""The renewal beside the certification of the same person: begun by it, and ended with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from intranet.certificates.status import Code
from tests import cast
from tests.support.clock import Clock
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.certificate_renewal.driver import Renewal
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE


@pytest.fixture
def candidate(session: Session, people: cast.Cast, clock: Clock) -> Candidate:
    return Candidate(session, people, clock)


def _followed(candidate: Candidate) -> Renewal:
    renewal = Renewal(candidate.session, candidate.people, candidate.clock)
    renewal.whose = candidate.whose
    return renewal


def test_whoever_is_certified_is_followed_from_that_moment_on(candidate: Candidate) -> None:
    renewal = _followed(candidate)
    candidate.until("decision")
    assert renewal.cases == []
    candidate.take("certify", candidate.people.staff)
    assert (renewal.state, renewal.case.started_at) == ("valid", candidate.clock())


def test_the_hours_of_the_course_do_not_serve_the_first_renewal(candidate: Candidate) -> None:
    candidate.until("certified")
    renewal = _followed(candidate)
    renewal.until_days_left(100).sign().exempt("renewal_meetings").exempt("renewal_supervision").ask()
    assert renewal.missing() == ["hours_done"]


def test_who_lapsed_and_has_a_certificate_again_is_followed_anew(renewal: Renewal) -> None:
    renewal.until("lapsed")
    renewal.paper(renewal.today, renewal.today + timedelta(700), number="NO-17")
    assert [case.state for case in renewal.cases] == ["lapsed", "valid"]
    assert renewal.status().code is Code.CERTIFIED


def test_one_person_is_never_followed_twice(renewal: Renewal) -> None:
    renewal.until("renewed").each_day(3)
    renewal.paper(renewal.today, renewal.today + timedelta(2000), number="NO-17")
    assert [case.state for case in renewal.cases] == ["renewed"]
