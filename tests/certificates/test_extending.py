"""Many certificates last longer for one reason: whom it reaches, whom never, and what stands in each history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.certificates import operations, queries
from intranet.certificates.dates import plus_months
from intranet.certificates.extension import digest, reached
from intranet.certificates.models import Certificate
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Stale
from tests import factories
from tests.cast import Cast
from tests.certificates.conftest import Office
from tests.support.clock import Clock
from tests.support.refusals import fields
from tests.support.visitors import NewVisitor

REASON = "The gathering in spring fell away."
FROM, TO = date(2026, 6, 1), date(2026, 12, 31)


def extend(office: Office, by: Person | None = None, **values: Any) -> list[Certificate]:
    with writing(office.session):
        return operations.extend_all(
            office.session,
            office.as_(by or office.people.staff),
            office.clock(),
            **{
                "unit_id": office.people.units["nation"].id,
                "ending_from": FROM,
                "ending_to": TO,
                "months": 6,
                "reason": REASON,
                **values,
            },
        )


def test_everybody_whose_certificate_ends_within_the_days_gets_a_row_with_the_reason(office: Office) -> None:
    office.enter(valid_to=date(2026, 6, 1))
    office.enter(whose=office.people.trainer, number="18", valid_to=date(2026, 12, 31))
    office.enter(whose=office.people.coordinator, number="19", valid_to=date(2027, 1, 1))
    rows = extend(office)
    found = {row.person_id: row for row in rows}
    assert set(found) == {office.whose.id, office.people.trainer.id}
    row = found[office.whose.id]
    assert (row.valid_from, row.valid_to) == (date(2026, 6, 2), date(2026, 12, 1))
    assert (row.source, row.reason, row.number) == ("extended", REASON, "NO 17")
    assert office.code(date(2026, 12, 1)) is Code.CERTIFIED
    newest = queries.periods_of(office.session, office.whose.id)[0]
    assert newest.id == row.id


def test_never_ones_own_and_none_that_is_suspended_revoked_lapsed_or_without_an_end(office: Office) -> None:
    end = date(2026, 12, 31)
    names = ("assistant", "trainer", "coordinator", "coordinator_east", "volunteer")
    for number, name in enumerate(names):
        last = {"coordinator_east": date(2025, 12, 31), "volunteer": None}.get(name, end)
        office.enter(whose=office.people.people[name], number=str(number), valid_to=last)
    with writing(office.session):
        factories.certificate(
            office.session, office.people.staff, office.people.staff_two, date(2025, 1, 1), end
        )
    office.suspend(office.people.staff_two)
    office.whose = office.people.trainer
    office.suspend(office.people.staff_two)
    office.revoke(office.people.board)
    rows = extend(office, ending_from=date(2025, 1, 1))
    assert {row.person_id for row in rows} == {office.people.coordinator.id}


def test_who_pauses_or_is_in_grace_is_reached_too(office: Office) -> None:
    office.enter(valid_to=office.today - timedelta(10))
    office.enter(whose=office.people.trainer, number="18")
    with writing(office.session):
        operations.pause(
            office.session, office.as_(office.people.trainer), office.clock(),
            person_id=office.people.trainer.id, from_on=office.today, until_on=None,
        )  # fmt: skip
    assert office.code() is Code.GRACE
    rows = extend(office, ending_from=office.today - timedelta(30))
    assert {row.person_id for row in rows} == {office.whose.id, office.people.trainer.id}
    assert office.code() is Code.CERTIFIED


@pytest.mark.parametrize("name", ["assistant", "coordinator", "trainer", "admin", "swede"])
def test_only_staff_and_board_extend_and_only_where_they_work(office: Office, name: str) -> None:
    office.enter()
    with pytest.raises((Denied, NotVisible)):
        extend(office, office.people.people[name])
    with pytest.raises(Denied):
        extend(office, unit_id=office.people.units["sweden"].id)
    assert len(extend(office, office.people.board)) == 1


def test_a_district_reaches_its_own_people_alone(office: Office) -> None:
    office.enter()
    office.enter(whose=office.people.coordinator_east, number="18")
    rows = extend(office, unit_id=office.people.units["ostlandet"].id)
    assert [row.person_id for row in rows] == [office.people.coordinator_east.id]


def test_what_was_confirmed_is_what_was_shown(office: Office) -> None:
    office.enter()
    shown = reached(
        office.session, office.as_(office.people.staff), office.today,
        unit=office.people.units["nation"], ending_from=FROM, ending_to=TO, months=6,
    )  # fmt: skip
    assert [one.new_end for one in shown] == [plus_months(date(2026, 12, 31), 6)]
    office.enter(whose=office.people.trainer, number="18")
    with pytest.raises(Stale):
        extend(office, seen=digest(shown))
    assert office.session.scalar(select(func.count()).where(Certificate.source == "extended")) == 0


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"months": 0}, ["months"]),
        ({"months": 13}, ["months"]),
        ({"ending_to": date(2026, 5, 1)}, ["ending_to"]),
        ({"reason": "  "}, ["reason"]),
        ({"ending_from": date(2030, 1, 1), "ending_to": date(2030, 2, 1)}, ["ending_from"]),
    ],
)
def test_an_extension_that_cannot_be_is_refused(
    office: Office, changed: dict[str, Any], wrong: list[str]
) -> None:
    office.enter()
    assert fields(lambda: extend(office, **changed)) == wrong


def test_the_page_shows_whom_it_reaches_before_and_the_reason_in_each_history(
    app: Flask, visitor: NewVisitor, cast: Cast, clock: Clock
) -> None:
    with app.app_context(), writing(db.session()):
        paper = factories.certificate(
            db.session(), cast.assistant, cast.staff_two, date(2025, 1, 1), date(2026, 12, 31)
        )
        certificate_id = paper.id
    asked = {
        "unit": str(cast.units["nation"].id),
        "ending_from": str(FROM),
        "ending_to": str(TO),
        "months": "6",
    }
    board = visitor("board")
    page = board.get("/certificates/extension?" + "&".join(f"{key}={value}" for key, value in asked.items()))
    assert page.status_code == 200
    assert "Assistant Eksempel" in page.text
    assert "30 June 2027" in page.text
    seen = page.text.split('name="seen" value="')[1].split('"')[0]
    without = board.post("/certificates/extension", {**asked, "seen": seen, "reason": " "})
    assert (without.status_code, "Assistant Eksempel" in without.text) == (422, True)
    done = board.post("/certificates/extension", {**asked, "seen": seen, "reason": REASON})
    assert done.status_code == 303
    twice = board.post("/certificates/extension", {**asked, "seen": seen, "reason": REASON})
    assert twice.status_code == 409
    for name in ("assistant", "staff"):
        told = visitor(name).get(f"/certificates/{certificate_id}").text
        assert REASON in told
        assert "30 June 2027" in told
    assert visitor("assistant").get("/certificates/extension").status_code == 404
    assert board.get("/certificates/extension?unit=x&months=x").status_code == 422
    with app.app_context():
        assert queries.status_of(db.session(), cast.assistant.id, local_date(clock())).code is Code.CERTIFIED
