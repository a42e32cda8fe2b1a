"""How many families belong to a club: counted and raised, and no thirteenth but by a trainer's leave."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from intranet.db import writing
from intranet.groups import families, meetings, operations
from intranet.groups.models import Meeting
from intranet.people.models import Person
from intranet.problems import Denied, Refused
from tests import cast
from tests.groups.club import Club
from tests.support.clock import Clock
from tests.support.refusals import fields


class Counting(Club):
    """A club that meets, with its families counted."""

    @property
    def families(self) -> int | None:
        return families.families_of(self.session, self.id, self.today)

    def count(self, number: int, by: Person | None = None) -> None:
        with writing(self.session):
            who = self.as_(by or self.people.assistant)
            families.count(self.session, who, self.clock(), group_id=self.id, families=number)

    def let_in(
        self, by: Person | None = None, reason: str = "The new club opens in a month.", **said: bool
    ) -> None:
        with writing(self.session):
            who = self.as_(by or self.people.trainer)
            families.let_one_more_in(self.session, who, self.clock(), group_id=self.id, reason=reason, **said)

    def withdraw(self, meeting: Meeting) -> None:
        with writing(self.session):
            meetings.withdraw(self.session, self.as_(self.people.assistant), self.clock(), meeting.id)

    def open(self) -> None:
        with writing(self.session):
            operations.establish_group(self.session, self.clock(), self.id)


@pytest.fixture
def club(session: Session, people: cast.Cast, clock: Clock) -> Counting:
    club = Counting(session, people, clock)
    club.start()
    club.open()
    return club


def test_nobody_knows_how_many_until_somebody_says(club: Counting) -> None:
    known = [club.families]
    for number, by in ((7, club.people.assistant), (5, club.people.coordinator)):
        club.count(number, by=by)
        known.append(club.families)
    assert known == [None, 7, 5]


def test_a_report_with_more_families_raises_the_number_and_one_with_fewer_does_not_lower_it(
    club: Counting,
) -> None:
    club.count(6)
    club.report(came=4)
    assert club.families == 6
    club.clock.forward(days=7)
    club.report(came=8)
    assert club.families == 8


def test_a_report_that_was_a_mistake_takes_its_number_back(club: Counting) -> None:
    club.count(6)
    club.clock.forward(days=7)
    meeting = club.report(came=9)
    assert club.families == 9
    club.withdraw(meeting)
    assert club.families == 6


def test_what_was_counted_later_stands_against_a_late_report_of_an_earlier_day(club: Counting) -> None:
    club.clock.forward(days=7)
    club.count(5)
    first = club.group.first_meeting_on
    assert first is not None
    club.report(came=9, held_on=first)
    assert club.families == 5


def test_peer_support_counts_no_families(session: Session, people: cast.Cast, clock: Clock) -> None:
    group = Counting(session, people, clock)
    group.id = group.plan("peer_support")
    group.start()
    group.open()
    assert fields(lambda: group.count(3)) == ["families"]
    group.report(came=30, different_visitors=20)
    assert group.families is None


@pytest.mark.parametrize("name", ["volunteer", "trainer", "staff", "coordinator_east"])
def test_only_who_leads_the_club_and_the_coordinator_count(club: Counting, name: str) -> None:
    with pytest.raises(Denied):
        club.count(5, by=club.people.people[name])
    assert club.families is None


def test_a_club_has_twelve_families_and_not_thirteen(club: Counting) -> None:
    club.count(12)
    assert fields(lambda: club.count(13)) == ["families"]
    assert fields(lambda: club.report(came=13)) == ["came"]
    assert club.families == 12


def test_a_trainer_lets_one_more_in_for_thirty_days_and_no_second_one(club: Counting) -> None:
    club.count(12)
    club.let_in()
    assert fields(lambda: club.count(14)) == ["families"]
    club.count(13)
    assert club.families == 13
    assert fields(club.let_in) == ["reason"]
    club.count(12)
    club.clock.forward(days=29)
    club.count(13)
    club.count(12)
    club.clock.forward(days=1)
    assert fields(lambda: club.count(13)) == ["families"]


def test_a_club_that_was_let_grow_goes_on_reporting_its_meetings(club: Counting) -> None:
    club.let_in()
    club.count(13)
    club.clock.forward(days=31)
    club.report(came=13)
    assert fields(lambda: club.count(14)) == ["families"]
    assert club.families == 13


@pytest.mark.parametrize("name", ["assistant", "coordinator", "staff", "board", "admin"])
def test_only_a_trainer_lets_one_more_in(club: Counting, name: str) -> None:
    club.count(12)
    with pytest.raises(Denied):
        club.let_in(by=club.people.people[name])
    assert fields(lambda: club.count(13)) == ["families"]


def test_a_trainer_lets_nobody_into_the_club_they_lead(club: Counting) -> None:
    club.certify(club.people.trainer)
    club.accept(club.ask(club.people.trainer))
    with pytest.raises(Denied):
        club.let_in()


def test_a_trainer_says_why(club: Counting) -> None:
    with pytest.raises(Refused):
        club.let_in(reason="  ")
    with pytest.raises(Refused):
        club.let_in(reason="x" * 201)


def test_a_trainer_who_writes_of_health_is_asked_once(club: Counting) -> None:
    club.count(12)
    with pytest.raises(Refused, match="reason"):
        club.let_in(reason="Faren har fått et tilbakefall")
    club.let_in(reason="Klubben på sykehuset åpner snart", said_harmless=True)
    assert families.last_leave(club.session, club.id) is not None
