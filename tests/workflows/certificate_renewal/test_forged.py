"""What must be impossible with a renewal, tried by forged POSTs: everybody signed in, the right token, any fields."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.certificates.models import Certificate, CertificateEvent
from intranet.db import writing
from tests import factories
from tests.cases.bergen import driven
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.certificate_renewal.driver import Renewal
from tests.workflows.databases import ON_SQLITE
from tests.workflows.forging import NOT_DONE, Forgery

pytestmark = ON_SQLITE

EVERY_FIELD = {
    "self_assessment": "Good.", "what_is_missing": "Nothing.", "ground": "safety", "reason": "Because.",
    "heard": "yes", "appeal_told": "yes", "looked_after_until": "2030-01-01",
}  # fmt: skip
OF_THE_SYSTEM = ("begin", "open", "extended", "expire", "regained", "lapse", "run_out", "restart", "stop")


@pytest.fixture
def renewal(app: Flask, cast: Cast, clock: Clock) -> Iterator[Renewal]:
    with driven(app, cast, clock) as bergen:
        yield Renewal(bergen.session, cast, clock)


@pytest.fixture
def forged(visitor: NewVisitor, renewal: Renewal) -> Forgery:
    return Forgery(visitor, renewal, lambda: EVERY_FIELD)


def _papers(renewal: Renewal) -> tuple[int | None, int | None]:
    """How much is written about certificates: whatever is refused adds nothing."""
    renewal.session.rollback()
    return (
        renewal.session.scalar(select(func.count()).select_from(Certificate)),
        renewal.session.scalar(select(func.count()).select_from(CertificateEvent)),
    )


def test_nobody_posts_a_renewal_while_the_certificate_is_suspended(renewal: Renewal, forged: Forgery) -> None:
    renewal.until("applied").checked().suspend()
    before = _papers(renewal)
    for name in renewal.people.people:
        for version in (str(renewal.case.version), "", "0"):
            assert forged.step(name, "renew", version=version) in NOT_DONE
    assert (renewal.state, _papers(renewal)) == ("applied", before)
    renewal.lift()
    assert forged.step("staff", "renew") == 303
    assert renewal.state == "renewed"


@pytest.mark.parametrize("state", ["valid", "soon", "applied", "grace", "renewed"])
def test_nobody_posts_a_step_of_the_system(renewal: Renewal, forged: Forgery, state: str) -> None:
    renewal.until(state)
    before = _papers(renewal)
    for name in renewal.people.people:
        for step in OF_THE_SYSTEM:
            assert forged.step(name, step) in NOT_DONE
    assert (renewal.state, _papers(renewal)) == (state, before)


@pytest.mark.parametrize("state", ["valid", "soon", "grace", "completing", "refused", "lapsed"])
def test_nobody_posts_a_renewal_that_is_not_asked_for(renewal: Renewal, forged: Forgery, state: str) -> None:
    renewal.until(state)
    before = _papers(renewal)
    for name in renewal.people.people:
        for step in ("renew", "refuse", "confirm", "missing"):
            assert forged.step(name, step) in NOT_DONE
    assert (renewal.state, _papers(renewal)) == (state, before)


def test_nobody_posts_a_request_for_somebody_else(renewal: Renewal, forged: Forgery) -> None:
    renewal.until("soon").sign()
    for name in set(renewal.people.people) - {"assistant"}:
        assert forged.step(name, "apply") in NOT_DONE
    assert renewal.state == "soon"
    assert forged.step("assistant", "apply") == 303


def test_nobody_posts_the_renewal_of_their_own_certificate_or_of_hours_they_checked(
    renewal: Renewal, forged: Forgery
) -> None:
    renewal.until("applied")
    with writing(renewal.session):
        for role in ("staff", "trainer"):
            factories.role(renewal.session, renewal.whose, role, renewal.people.units["nation"])
        factories.role(renewal.session, renewal.people.trainer, "staff", renewal.people.units["nation"])
    for step in ("confirm", "missing", "renew", "refuse"):
        assert forged.step("assistant", step) == 403
    assert forged.step("trainer", "confirm") == 303
    assert forged.step("trainer", "renew") == 403
    assert renewal.state == "applied"


def test_the_same_renewal_is_posted_once(renewal: Renewal, forged: Forgery) -> None:
    renewal.until("applied").checked()
    before = _papers(renewal)
    version, key = str(renewal.case.version), str(uuid.uuid4())
    assert forged.step("staff", "renew", version=version, idempotency_key=key) == 303
    assert forged.step("staff", "renew", version=version, idempotency_key=key) == 303
    assert forged.step("staff", "renew", version=version) == 409
    assert forged.step("staff_two", "renew") == 409
    assert (before[0], _papers(renewal)[0]) == (1, 2)
