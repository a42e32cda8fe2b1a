"""Two fees are unpaid and the older one is paid alone: what led to the call begins anew for the newer one."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.problems import Refused, Stale
from tests.workflows.databases import ON_SQLITE
from tests.workflows.member_follow_up.driver import Joining

pytestmark = ON_SQLITE


@pytest.fixture
def joining(joining: Joining) -> Joining:
    """As in Sweden."""
    joining.set_limit("member_removal_years", 2)
    joining.set_limit("member_removal_months", 0)
    return joining


@pytest.mark.parametrize("end", ["removed", "settled"])
def test_whoever_was_rung_about_the_older_fee_is_reminded_of_the_newer_one(
    joining: Joining, end: str
) -> None:
    older = joining.rung().today.year
    newer = older + 1
    joining.until(date(newer, 2, 8))
    assert (joining.state, joining.open_tasks, joining.overdue) == ("call", {"conclude"}, [older, newer])

    joining.pays(older)
    assert (joining.state, joining.open_tasks, joining.overdue) == ("unpaid", set(), [newer])
    assert joining.steps[-1] == "next_fee"
    with pytest.raises(Refused, match="reminded_twice"):
        joining.take("ring", joining.people.helper)
    joining.forward(days=15)
    assert joining.open_tasks == {"first_reminder"}

    joining.reminded_again().rung_again()
    assert joining.state == "call"
    with pytest.raises(Refused, match=r"^removal_rule_reached$"):
        joining.take("remove", joining.people.staff)
    if end == "removed":
        joining.until(date(newer + 1, 2, 1))
        assert joining.open_tasks == {"conclude"}
        joining.take("remove", joining.people.staff)
    else:
        joining.pays(newer)
        assert joining.overdue == []
    assert joining.state == end


def test_whoever_was_reminded_twice_of_the_older_fee_is_so_of_the_newer_one(joining: Joining) -> None:
    older = joining.reminded().today.year
    joining.until(date(older + 1, 2, 8))
    assert joining.open_tasks == {"who_rings"}

    joining.pays(older)
    assert (joining.state, joining.open_tasks) == ("unpaid", {"who_rings", "next_reminder"})
    with pytest.raises(Refused, match="reminded_twice"):
        joining.take("ring", joining.people.helper)
    with pytest.raises(Stale):
        joining.take("remove", joining.people.staff)
    late = joining.task_of("who_rings").due_at
    joining.reminded_again()
    assert joining.open_tasks == {"who_rings"}
    anew = joining.task_of("who_rings").due_at
    assert late is not None
    assert anew is not None
    assert anew > late
    joining.rung_again().pays(older + 1)
    assert joining.state == "settled"


def test_the_second_reminder_of_the_newer_fee_waits_from_its_own_first_one(joining: Joining) -> None:
    older = joining.unpaid().today.year
    joining.until(date(older + 1, 1, 25))
    joining.take("remind", joining.people.staff)
    joining.until(date(older + 1, 2, 8))
    joining.pays(older)
    assert joining.open_tasks == {"next_reminder"}
    joining.take("remind", joining.people.staff)
    joining.until(date(older + 1, 3, 5))
    assert joining.open_tasks == set()
    joining.until(date(older + 1, 3, 15))
    assert [task.key for task in joining.case.tasks if task.live] == ["second_reminder"]
