"""What people find on their pages before and after a group loses its cover, and that a forged form covers nothing."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.groups import assignments
from intranet.groups.models import Assignment
from intranet.organisation.actors import actor_of
from tests import factories
from tests.cases.bergen import words
from tests.support.applications import NewApp
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase
from tests.support.visitors import Visitor, email_of
from tests.workflows.lost_cover.town import NOW, Town, flag_of, lose

SOON = "These groups need somebody soon"
NOT_DONE = {400, 403, 404, 409, 422}
ALONE = "Nobody else certified is there now"
LEANS = "leans on one person"


@pytest.fixture
def town(new_app: NewApp, fresh_database: FreshDatabase) -> Town:
    clock = Clock(NOW)
    return Town(new_app(fresh_database("sqlite"), CLOCK=clock), clock, lasts=20)


def _as(town: Town, name: str) -> Visitor:
    visitor = Visitor(town.app.test_client())
    assert visitor.sign_in(email_of(name)).status_code == 303
    return visitor


def _read(town: Town, name: str, address: str) -> str:
    answer = _as(town, name).get(address)
    assert answer.status_code == 200
    return words(answer.text)


def _ask_volunteer(town: Town, *, days: int | None, accepted: bool = False) -> uuid.UUID:
    """The volunteer, who is certified by now, is asked; as a stand-in where there are days."""
    with town.app.app_context(), writing(db.session()):
        today = local_date(town.clock())
        volunteer = town.cast.volunteer
        factories.certificate(db.session(), volunteer, town.cast.staff, date(2026, 1, 1), date(2028, 1, 1))
        row: Assignment = assignments.ask(
            db.session(), actor_of(db.session(), town.cast.coordinator.id, today), town.clock(),
            group_id=town.group_id, person_id=volunteer.id,
            until_on=None if days is None else today + timedelta(days),
        )  # fmt: skip
        if accepted:
            assignments.accept(
                db.session(), actor_of(db.session(), volunteer.id, today), town.clock(), row.id
            )
        return row.id


def test_a_group_that_will_lose_its_cover_stands_on_the_first_page_of_its_coordinator(town: Town) -> None:
    first_without = local_date(NOW) + timedelta(20 + 90 + 1)
    page = _read(town, "coordinator", "/")
    assert SOON in page
    assert f"from {first_without.day} {first_without:%B}" in page
    assert SOON in _read(town, "staff", "/")
    assert SOON not in _read(town, "coordinator_east", "/")
    assert SOON not in _read(town, "volunteer", "/")
    _ask_volunteer(town, days=None, accepted=True)
    assert SOON not in _read(town, "coordinator", "/")


def test_whoever_is_about_to_leave_or_to_suspend_reads_before_what_it_would_mean(town: Town) -> None:
    would = "Bergen would have no certified assistant from"
    leaving = f"/people/{town.cast.assistant.id}/leaving"
    assert would in _read(town, "assistant", leaving)
    assert would in _read(town, "coordinator", leaving)
    assert would not in _read(town, "volunteer", f"/people/{town.cast.volunteer.id}/leaving")
    _ask_volunteer(town, days=None, accepted=True)
    assert would not in _read(town, "assistant", leaving)


def test_the_group_page_says_that_it_leans_on_one_until_there_are_two(town: Town) -> None:
    group = f"/groups/{town.group_id}"
    for reader in ("assistant", "coordinator"):
        page = _read(town, reader, group)
        assert LEANS in page, reader
        assert ALONE in page, reader
    asked = _ask_volunteer(town, days=None)
    assert LEANS in _read(town, "coordinator", group), "a question is no second person"
    with town.app.app_context(), writing(db.session()):
        row = db.session().get_one(Assignment, asked)
        row.accepted_at = town.clock()
    page = _read(town, "coordinator", group)
    assert LEANS not in page
    assert ALONE not in page


def test_a_stand_in_is_found_from_the_task_and_says_yes_on_their_own_page(town: Town) -> None:
    lose(town, "suspended")
    with town.app.app_context():
        case_id, tasks = flag_of(db.session(), town.group_id)
    group = f"/groups/{town.group_id}"
    assert group in _as(town, "coordinator").get(f"/tasks/{dict(tasks)['find_stand_in']}").text
    asked = _ask_volunteer(town, days=14)
    home = _read(town, "volunteer", "/")
    assert "asks whether you would stand in for Bergen" in home
    volunteer = _as(town, "volunteer")
    assert "Would you stand in for this group?" in words(volunteer.get(group).text)
    assert volunteer.post(f"{group}/assignments/{asked}/acceptance").status_code == 303
    assert "Needs an assistant" not in words(volunteer.get(group).text)
    assert "Somebody is there" in _read(town, "coordinator", f"/cases/{case_id}")


@pytest.mark.parametrize(
    "who", ["coordinator", "staff", "board", "trainer", "admin", "assistant", "outsider"]
)
def test_no_forged_form_covers_a_group_that_nobody_said_yes_to(town: Town, who: str) -> None:
    lose(town, "suspended")
    asked = _ask_volunteer(town, days=14)
    with town.app.app_context():
        case_id, _ = flag_of(db.session(), town.group_id)
    forger = _as(town, who)
    forger.get(f"/groups/{town.group_id}")
    key = {"idempotency_key": str(uuid.uuid4()), "version": "1"}
    yes = f"/groups/{town.group_id}/assignments/{asked}/acceptance"
    assert forger.post(yes, key).status_code in NOT_DONE
    for step in ("somebody_came", "made_sure", "no_longer_meets", "propose_rest", "keep_looking"):
        answer = forger.post(f"/cases/{case_id}/transitions/{step}", key)
        assert answer.status_code in NOT_DONE, step
    started = forger.post(
        "/workflows/lost_cover/start?transition=cover_lost", {**key, "transition": "cover_lost"}
    )
    assert started.status_code in NOT_DONE
    with town.app.app_context():
        assert flag_of(db.session(), town.group_id)[0] == case_id
