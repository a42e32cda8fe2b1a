"""Who helps in a group, and so may know its participants."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.db import writing
from intranet.groups import helping
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.problems import Denied, NotVisible, Refused
from intranet.training.models import CONFIDENTIALITY, Signature
from tests.groups.club import Club


def path_of(club: Club) -> str:
    return club.session.get_one(Unit, club.id).path


def in_the_group(club: Club, person: Person) -> frozenset[str]:
    return club.as_(person).roles_in(path_of(club))


def promise(club: Club, person: Person) -> None:
    with writing(club.session):
        club.session.add(
            Signature(
                person_id=person.id, document=CONFIDENTIALITY, version=1, signed_on=club.today,
                signed_at=club.clock(), entered_by=person.id,
            )
        )  # fmt: skip


def choose(club: Club, by: Person, person: Person) -> None:
    with writing(club.session):
        helping.choose(club.session, club.as_(by), club.clock(), group_id=club.id, person_id=person.id)


def end(club: Club, by: Person, person: Person) -> None:
    with writing(club.session):
        helping.end(club.session, club.as_(by), club.clock(), group_id=club.id, person_id=person.id)


def test_whoever_leads_the_group_is_its_assistant_there_for_as_long_as_they_lead(club: Club) -> None:
    leader = club.people.assistant
    row = club.ask(leader)
    assert in_the_group(club, leader) == frozenset()

    club.accept(row)
    assert in_the_group(club, leader) == {"assistant"}

    club.end(row, by=leader)
    assert in_the_group(club, leader) == frozenset()
    # The role of the district is what it was.
    assert club.as_(leader).roles_at(path_of(club)) == {"assistant"}


def test_a_stand_in_is_its_assistant_for_these_days_alone(club: Club) -> None:
    leader, first = club.people.assistant, club.today + timedelta(days=3)
    club.accept(club.ask(leader, from_on=first, until_on=first + timedelta(days=7)))

    held = {
        days: actor_of(club.session, leader.id, club.today + timedelta(days=days)).roles_in(path_of(club))
        for days in (0, 3, 10, 11)
    }

    assert held == {0: frozenset(), 3: {"assistant"}, 10: {"assistant"}, 11: frozenset()}


def test_the_leader_chooses_who_promised_confidentiality(club: Club) -> None:
    leader, volunteer = club.people.assistant, club.people.volunteer
    club.accept(club.ask(leader))

    with pytest.raises(Refused) as refused:
        choose(club, leader, volunteer)
    assert refused.value.refusals[0].guard == "person"
    promise(club, volunteer)
    choose(club, leader, volunteer)
    choose(club, leader, volunteer)

    assert in_the_group(club, volunteer) == {"volunteer"}
    end(club, volunteer, volunteer)
    assert in_the_group(club, volunteer) == frozenset()


def test_nobody_chooses_themselves_not_even_the_coordinator(club: Club) -> None:
    coordinator = club.people.coordinator
    promise(club, coordinator)

    with pytest.raises(Denied):
        choose(club, coordinator, coordinator)
    assert in_the_group(club, coordinator) == frozenset()


@pytest.mark.parametrize("name", ["volunteer", "staff", "board", "admin", "coordinator_east", "swede"])
def test_nobody_else_chooses(club: Club, name: str) -> None:
    club.accept(club.ask(club.people.assistant))
    promise(club, club.people.trainer)

    with pytest.raises((Denied, NotVisible)):
        choose(club, club.people.people[name], club.people.trainer)
    assert in_the_group(club, club.people.trainer) == frozenset()


def test_a_foreigner_cannot_be_chosen(club: Club) -> None:
    promise(club, club.people.swede)

    with pytest.raises(Refused):
        choose(club, club.people.coordinator, club.people.swede)
