"""Each number is the organisation's: changing one setting changes what the test of its name says of a running club."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.groups import families
from intranet.groups.looking import seen
from intranet.groups.models import FamilyOverride
from intranet.groups.standing import Families, standing_of
from intranet.problems import Refused
from tests.workflows.databases import ON_SQLITE
from tests.workflows.group_change.driver import Change

pytestmark = ON_SQLITE


def _families(change: Change) -> Families:
    change.session.rollback()
    reader = change.as_(change.people.coordinator)
    here = seen(change.session, reader, change.group_id)
    found = standing_of(change.session, reader, here, True, change.today).families
    assert found is not None
    return found


@pytest.mark.parametrize(("limit", "grows"), [(10, False), (9, True)])
def test_families_hint(change: Change, limit: int, grows: bool) -> None:
    change.set_limit("families_hint", limit)
    change.count(9)
    assert _families(change).grows is grows


@pytest.mark.parametrize(("limit", "allowed"), [(12, False), (13, True)])
def test_families_most(change: Change, limit: int, allowed: bool) -> None:
    change.set_limit("families_most", limit)
    if allowed:
        change.count(13)
        assert _families(change).number == 13
    else:
        with pytest.raises(Refused):
            change.count(13)


@pytest.mark.parametrize("limit", [30, 10])
def test_families_override_days(change: Change, limit: int) -> None:
    change.set_limit("families_override_days", limit)
    change.count(12)
    leave: FamilyOverride = change.does(
        families.let_one_more_in, change.people.trainer, group_id=change.group_id, reason="They come in June."
    )
    assert leave.until_on == change.today + timedelta(limit - 1)
    change.count(13)
    change.clock.forward(days=limit - 1)
    assert _families(change).until == change.today
    change.clock.forward(days=1)
    assert _families(change).until is None


@pytest.mark.parametrize(("limit", "agreed"), [(180, True), (59, False)])
def test_rest_most_days(change: Change, limit: int, agreed: bool) -> None:
    change.set_limit("rest_most_days", limit)
    change.talked("rest")
    day = change.today + timedelta(days=60)
    if agreed:
        change.take("plan_rest", change.people.assistant, look_again_on=day, how="Over the summer.")
        assert change.state == "planned"
    else:
        with pytest.raises(Refused) as refused:
            change.take("plan_rest", change.people.assistant, look_again_on=day, how="Over the summer.")
        assert [one.guard for one in refused.value.refusals] == ["looked_at_again"]
