"""The fourteen Norwegian family clubs of 2003, as the report tells of them; who leads them is told in assistants.py.

Seven clubs since 2000, five new ones in 2003, two more in January and February 2004. Which towns had two clubs is not
known: it is invented here, as all people are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from intranet.demo.journey import Plan, journey
from intranet.demo.organisation import coordinator_of, volunteer_of
from intranet.demo.stage import Script, Stage, at
from intranet.groups import assignments, details, queries
from intranet.groups.times import WEEKDAYS
from intranet.people import operations as people
from intranet.policy import VOLUNTEER

ENTERS = "staff.second"  # whoever enters a certificate leaves the decision on its group to the other
HANDED_OVER = date(2005, 3, 7)
WEEKS_REPORTED = 6
# Where children come, record checks are shown every two years; the last time so many days ago.
CHECKED_AGAIN = 200


@dataclass(frozen=True)
class Club:
    """A club of that time. `founder` led it until 2005, where it is older than its assistant of 2003."""

    case: str
    town: str
    district: str
    begins: date
    leader: str
    contact: str
    weekday: str
    founder: str | None = None
    parent: str | None = None


CLUBS = (
    Club("Oslo", "Oslo", "Oslo og Akershus", date(2000, 3, 6), "Anne", "Nina", "mon", "Alf", "Oslo lokallag"),
    Club("Hamar", "Hamar", "Innlandet", date(2001, 2, 5), "Bente", "Oskar", "tue", "Brit", "Hamar lokallag"),
    Club("Sarpsborg", "Sarpsborg", "Østfold", date(2001, 3, 12), "Christian", "Petra", "wed", "Einar"),
    Club("Ålesund", "Ålesund", "Møre og Romsdal", date(2001, 9, 3), "Dagny", "Randi", "thu", "Gudrun"),
    Club("Strømmen", "Strømmen", "Oslo og Akershus", date(2002, 2, 4), "Eivind", "Sigurd", "mon", "Håkon"),
    Club("Elverum", "Elverum", "Innlandet", date(2002, 3, 4), "Frida", "Trine", "wed", "Jorunn"),
    Club("Oslo 2", "Oslo", "Oslo og Akershus", date(2002, 9, 2), "Geir", "Ulrik", "thu", "Leif", "Oslo lokallag"),
    Club("Hitra", "Hitra", "Trøndelag", date(2003, 3, 20), "Hilde", "Wenche", "mon"),
    Club("Melhus", "Melhus", "Trøndelag", date(2003, 4, 2), "Ivar", "Yngve", "tue"),
    Club("Mysen", "Mysen", "Østfold", date(2003, 4, 22), "Jorid", "Åse", "tue"),
    Club("Sauda", "Sauda", "Rogaland", date(2003, 9, 25), "assistant", "Øystein", "wed"),
    Club("Hamar 2", "Hamar", "Innlandet", date(2003, 10, 10), "Kjell", "Margit", "thu", parent="Hamar lokallag"),
    Club("Sarpsborg 2", "Sarpsborg", "Østfold", date(2003, 12, 1), "Liv", "Torstein", "mon"),
    Club("Ålesund 2", "Ålesund", "Møre og Romsdal", date(2003, 12, 22), "Morten", "Synnøve", "tue"),
)  # fmt: skip


def clubs(stage: Stage) -> Iterator[Script]:
    yield from (_club(stage, club, number) for number, club in enumerate(CLUBS, 1))


def _club(stage: Stage, club: Club, number: int) -> Script:
    yield at(club.begins - timedelta(1))
    stage.joins(
        club.contact, f"{club.contact} Eksempel", club.district, language="nb", home=club.town, role=VOLUNTEER
    )
    plan = Plan(
        club.case, club.town, club.district, club.founder or club.leader,
        contact=club.contact, parent=club.parent, weekday=club.weekday,
        start=time(18, 30 if number % 2 else 0), children=club.founder is None,
        staff="board" if number % 3 == 0 else "staff", numbers=(2 + number % 3, 4, 3 + number % 4),
    )  # fmt: skip
    yield from journey(stage, plan, club.begins)
    if club.founder is not None:
        yield from _handed_over(stage, club, club.founder)
    else:
        yield stage.ago(CHECKED_AGAIN + number)
        for who in (club.leader, club.contact, volunteer_of(club.district)):
            stage.shows_record_check(who, to=ENTERS)
    for week in range(WEEKS_REPORTED, 0, -1):
        yield at(_meeting_day(club, stage.today - timedelta(7 * week)), hour=21)
        stage.meets(club.case, club.leader, 3 + (number + week) % 6, first_visits=(number * week) % 3 // 2)


def _meeting_day(club: Club, since: date) -> date:
    """Its own weekday, the first on that day or after."""
    return since + timedelta((WEEKDAYS.index(club.weekday) - since.weekday()) % 7)


def _handed_over(stage: Stage, club: Club, founder: str) -> Script:
    """The assistant of 2003 came as the second; when the founder stops, the club is theirs."""
    coordinator = coordinator_of(club.district)
    yield at(date(2003, 11, 3))
    stage.asks(club.case, club.leader, by=coordinator)
    yield at(date(2003, 11, 5), 19)
    stage.accepts(club.case, club.leader)
    yield at(HANDED_OVER)
    group_id = stage.group(club.case)
    placed = queries.find(stage.session, group_id)
    details.change_leader(
        stage.session, stage.actor(coordinator), stage.moment,
        group_id=group_id, version=placed.group.version if placed else 0, person_id=stage.people[club.leader],
    )  # fmt: skip
    for row in queries.open_assignments(stage.session, group_id):
        if row.person_id == stage.people[founder]:
            assignments.end(stage.session, stage.actor(founder), stage.moment, row.id)
    yield at(HANDED_OVER, 15)
    people.leave(stage.session, stage.actor("admin"), stage.moment, stage.people[founder])
