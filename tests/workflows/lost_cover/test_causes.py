"""Each way in which a group loses cover and gets it back: flagged in the same transaction, and only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.cases.models import Case
from intranet.db import writing
from intranet.groups import assignments
from intranet.organisation.models import Setting
from intranet.problems import Denied, NotVisible
from tests.workflows.lost_cover.driver import Cover

Act = Callable[[Cover], None]
LOST: dict[str, tuple[Act, Act | None]] = {
    "paused": (Cover.pause, Cover.resume),
    "suspended": (Cover.suspend, Cover.lift),
    "revoked": (Cover.revoke, None),
    "gone": (Cover.leave, Cover.come_back),
    "assignment ended": (Cover.stop_leading, None),
}


@pytest.mark.parametrize("cause", LOST)
def test_whoever_led_alone_and_does_not_any_more_leaves_a_flag(cover: Cover, cause: str) -> None:
    lose, regain = LOST[cause]
    cover.meets()
    assert (cover.stands(), cover.wrong()) == (None, set())
    lose(cover)
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())
    cover.pass_days(1)
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())
    if regain is not None:
        regain(cover)
        assert (cover.stands(), cover.wrong()) == (None, set())


@pytest.mark.parametrize("state", ["approved", "trial", "active"])
def test_a_group_that_is_approved_or_meets_is_flagged(cover: Cover, state: str) -> None:
    cover.meets(state=state)
    cover.suspend()
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())


def test_a_plan_is_not_flagged(cover: Cover) -> None:
    cover.meets(state="decision")
    cover.suspend()
    cover.pass_days(1)
    assert cover.cases == []


def test_a_group_that_two_lead_is_not_flagged_until_the_second_is_gone(cover: Cover) -> None:
    people = cover.meets().people
    cover.certify(people.volunteer)
    cover.accept(people.volunteer, cover.ask(people.volunteer))
    cover.suspend()
    assert (cover.stands(), cover.wrong()) == (None, set())
    cover.does(assignments.end, people.volunteer, assignment_id=cover.assignment_of("volunteer"))
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())


def test_a_group_that_rests_is_not_looked_after_and_is_again_when_it_wakes(cover: Cover) -> None:
    cover.meets()
    cover.suspend()
    cover.rest()
    assert cover.stands() is None
    assert [case.state for case in cover.cases] == ["set_aside"]
    cover.wake()
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())


def test_a_lapsed_certificate_leaves_the_flag_on_the_first_day_past_its_grace(cover: Cover) -> None:
    cover.meets(days=130)
    cover.until(cover.end)
    assert (cover.stands(), cover.wrong()) == (None, set())
    cover.pass_days(1)
    assert (cover.stands(), cover.wrong()) == ("in_grace", set())
    cover.until(cover.end + timedelta(90))
    assert (cover.stands(), cover.wrong()) == ("in_grace", set())
    cover.pass_days(1)
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())


def test_a_nation_with_another_grace_flags_on_another_day(cover: Cover) -> None:
    _set(cover, "grace_days", 10)
    cover.meets(days=130)
    cover.until(cover.end + timedelta(10))
    assert cover.stands() == "in_grace"
    cover.pass_days(1)
    assert cover.stands() == "uncovered"


def test_suspended_in_grace_the_group_is_uncovered_at_once(cover: Cover) -> None:
    cover.meets(days=130)
    cover.until(cover.end + timedelta(5))
    cover.suspend()
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())
    cover.lift()
    assert (cover.stands(), cover.wrong()) == ("in_grace", set())


def test_who_moved_far_away_covers_for_now_until_the_coordinator_confirms_the_way(cover: Cover) -> None:
    cover.meets()
    cover.moves_house(None)
    assert cover.stands() is None, "what is not known is not held against anybody"
    cover.moves_house("Oslo")
    assert (cover.stands(), cover.wrong()) == ("in_grace", set())
    cover.confirm_reach()
    assert (cover.stands(), cover.wrong()) == (None, set())


@pytest.mark.parametrize("who", ["coordinator", "staff", "board", "trainer", "admin"])
def test_nobody_ends_the_flag_by_saying_yes_for_somebody_else(cover: Cover, who: str) -> None:
    people = cover.meets().people
    cover.suspend()
    cover.certify(people.volunteer)
    asked = cover.ask(people.volunteer, until_in=10)
    with pytest.raises((Denied, NotVisible)):
        cover.accept(people.people[who], asked)
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())


def test_who_said_yes_without_a_certificate_that_counts_covers_nothing(cover: Cover) -> None:
    people = cover.meets().people
    cover.suspend()
    cover.accept(people.volunteer, cover.ask(people.volunteer, until_in=10))
    assert cover.stands() == "uncovered"
    cover.certify(people.volunteer)
    assert (cover.stands(), cover.wrong()) == (None, set())


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE assignments SET accepted_at = NULL", "unflagged"),
        ("UPDATE people SET left_on = '2020-01-01'", "unflagged"),
        ("UPDATE certificates SET valid_to = '2026-01-01'", "unflagged"),
    ],
)
def test_the_re_reading_notices_cover_that_is_gone_without_a_flag(
    cover: Cover, statement: str, what: str
) -> None:
    cover.meets()
    cover.behind_the_back_of_everybody(statement)
    assert cover.wrong() == {what}


def test_the_re_reading_notices_a_flag_that_is_missing_or_too_much(cover: Cover) -> None:
    cover.meets()
    cover.suspend()
    cover.behind_the_back_of_everybody("UPDATE cases SET ended_at = started_at WHERE workflow = 'lost_cover'")
    assert cover.wrong() == {"unflagged"}
    cover.behind_the_back_of_everybody("UPDATE cases SET ended_at = NULL WHERE workflow = 'lost_cover'")
    cover.behind_the_back_of_everybody("DELETE FROM certificate_events")
    assert cover.wrong() == {"flagged_though_covered"}


def test_the_re_reading_notices_a_group_in_grace_that_nobody_looks_after(cover: Cover) -> None:
    cover.meets(days=130)
    cover.clock.forward(days=(cover.end - cover.today).days + 1)
    assert cover.wrong() == {"unflagged_for_now"}
    cover.pass_days(0)
    assert (cover.stands(), cover.wrong()) == ("in_grace", set())


def _proposals(cover: Cover) -> list[str]:
    cover.session.rollback()
    return list(
        cover.session.scalars(
            select(Case.via).where(Case.workflow == "group_change", Case.subject_id == cover.group_id)
        )
    )


@pytest.mark.parametrize("wait", [28, 35])
def test_resting_is_proposed_once_on_the_day_that_the_organisation_says(cover: Cover, wait: int) -> None:
    _set(cover, "rest_after_days", wait)
    cover.meets()
    cover.suspend()
    cover.pass_days(wait - 1)
    assert (cover.stands(), _proposals(cover)) == ("uncovered", [])
    cover.pass_days(1)
    assert (cover.stands(), _proposals(cover)) == ("rest_proposed", ["propose_rest"])
    cover.pass_days(1)
    assert (cover.stands(), _proposals(cover)) == ("rest_proposed", ["propose_rest"])


def test_a_group_that_has_not_opened_is_not_asked_whether_it_would_rest(cover: Cover) -> None:
    cover.meets(state="approved")
    cover.suspend()
    cover.pass_days(30)
    assert (cover.stands(), _proposals(cover)) == ("uncovered", [])


def _set(cover: Cover, key: str, value: int) -> None:
    with writing(cover.session):
        nation = cover.people.units["nation"]
        cover.session.add(Setting(unit_id=nation.id, key=key, value=str(value), set_at=cover.clock()))
