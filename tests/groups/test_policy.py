"""Who sees a group: the query and the predicate agree."""

from __future__ import annotations

import pytest

from intranet.groups import policy
from intranet.groups.looking import Seen, seen
from intranet.policy import Actor
from tests import cast
from tests.groups.club import Club


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("name", sorted(cast.PEOPLE))
def test_the_query_and_the_predicate_agree_on_every_group(club: Club, name: str, listed: bool) -> None:
    if listed:
        club.start()
    else:
        club.ask(club.people.assistant)
    actor = club.as_(club.people.people[name])
    whole = seen(club.session, club.as_(club.people.coordinator), club.id)
    for query, predicate in ((policy.visible_to, can_see), (policy.open_to, can_see_inside)):
        found = club.session.scalars(query(actor)).all()
        assert ([group.id for group in found] == [club.id]) is predicate(actor, whole)


def can_see(actor: Actor, group: Seen) -> bool:
    return policy.can_see(actor, group.path, group.group.listed, group.involved)


def can_see_inside(actor: Actor, group: Seen) -> bool:
    return policy.can_see_inside(actor, group.path, group.involved)
