"""Who checks and renews: a trainer whose own certificate counts, and nobody who waived what it rests on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.certificates import operations as certificates
from intranet.db import writing
from intranet.people.models import Person
from intranet.training import operations as training
from tests import factories
from tests.support.refusals import fields
from tests.workflows.certificate_renewal.driver import Renewal
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE


def _lose(renewal: Renewal, whose: Person, how: str) -> None:
    """The trainer's own certificate, and how it came to count no more; of the last one nobody knows the end."""
    today = renewal.today
    end = {"lapsed": today - timedelta(100), "in grace": today - timedelta(20), "endless": None}
    renewal.enters_paper(whose, today - timedelta(700), end.get(how, today + timedelta(500)))
    if how == "suspended":
        renewal.does(
            certificates.suspend,
            renewal.people.staff_two,
            person_id=whose.id,
            ground="safety",
            reason="Looked into.",
        )
    if how == "paused":
        renewal.does(certificates.pause, whose, person_id=whose.id, from_on=today, until_on=None)


@pytest.mark.parametrize("how", ["lapsed", "in grace", "endless", "suspended", "paused"])
def test_a_trainer_whose_own_certificate_does_not_count_checks_no_renewal(renewal: Renewal, how: str) -> None:
    renewal.until("applied")
    _lose(renewal, renewal.people.trainer, how)
    trainer, missing = renewal.people.trainer, {"what_is_missing": "One supervision."}
    assert fields(lambda: renewal.take("confirm", trainer)) == ["own_certificate_valid"]
    assert fields(lambda: renewal.take("missing", trainer, **missing)) == ["own_certificate_valid"]
    other = renewal.somebody("trainer_two", "trainer", "nation")
    renewal.take("confirm", other)
    assert renewal.steps[-1] == "confirm"


def test_a_trainer_whose_own_certificate_counts_checks_a_renewal(renewal: Renewal) -> None:
    renewal.until("applied")
    _lose(renewal, renewal.people.trainer, "not at all")
    renewal.take("confirm", renewal.people.trainer)
    assert renewal.steps[-1] == "confirm"


def test_whoever_gave_an_exemption_does_not_renew_on_it(renewal: Renewal) -> None:
    renewal.until("applied").checked()
    assert fields(lambda: renewal.take("renew", renewal.people.staff_two)) == ["not_who_waived"]
    renewal.take("renew", renewal.people.staff)
    assert renewal.state == "renewed"


@pytest.mark.parametrize(("off", "may"), [(0, False), (-1, True)])
def test_whoever_entered_hours_of_the_period_does_not_renew_on_them(
    renewal: Renewal, off: int, may: bool
) -> None:
    renewal.until("applied").checked()
    first = renewal.periods[0][0]
    assert first is not None
    noted = training.Noted(first + timedelta(off), 60, "other", reason="From before")
    renewal.does(training.enter_hours, renewal.people.staff, person_id=renewal.whose.id, noted=noted)
    if may:
        renewal.take("renew", renewal.people.staff)
        assert renewal.state == "renewed"
    else:
        assert fields(lambda: renewal.take("renew", renewal.people.staff)) == ["not_who_waived"]


def test_an_exemption_that_was_ended_is_no_hindrance_any_more(renewal: Renewal) -> None:
    renewal.until("applied").checked()
    row = renewal.does(
        training.exempt, renewal.people.staff, person_id=renewal.whose.id, requirement="renewal_hours",
        reason="A mistake.", until_on=renewal.today + timedelta(30),
    )  # fmt: skip
    assert fields(lambda: renewal.take("renew", renewal.people.staff)) == ["not_who_waived"]
    renewal.does(training.end_exemption, renewal.people.staff_two, row.id)
    renewal.take("renew", renewal.people.staff)
    assert renewal.state == "renewed"


def test_a_mentor_who_trains_as_well_is_judged_as_the_trainer(renewal: Renewal) -> None:
    renewal.until("applied")
    with writing(renewal.session):
        factories.role(renewal.session, renewal.people.trainer, "mentor", renewal.people.units["nation"])
    renewal.take("confirm", renewal.people.trainer)
    assert renewal.steps[-1] == "confirm"
