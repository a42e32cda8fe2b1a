"""The figures of 2003 come from what happened then: one more event changes them, one of another year does not."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CaseEvent
from intranet.certificates import operations as certificates
from intranet.clock import local_date
from intranet.db import new_id, writing
from intranet.extensions import db
from intranet.gatherings.models import FOLLOWED_UP, Gathering
from intranet.groups import meetings
from intranet.groups.models import FAMILY_CLUB, PEER_SUPPORT, Group
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor
from intranet.reports.queries import Figures, figures
from tests.support.clock import Clock

FIRST, LAST = date(2003, 1, 1), date(2003, 12, 31)


@pytest.fixture
def story(demo_app: Flask) -> Iterator[Session]:
    with demo_app.app_context():
        yield db.session()


def of_2003(session: Session, unit: str = "Norge") -> Figures:
    session.rollback()
    return figures(session, _unit(session, unit).path, FIRST, LAST)


def _unit(session: Session, name: str) -> Unit:
    return session.scalars(select(Unit).where(Unit.name == name)).one()


def _staff(session: Session, clock: Clock) -> Actor:
    person_id = session.scalars(select(Person.id).where(Person.name == "Siv Eksempel")).one()
    return actor_of(session, person_id, local_date(clock()))


def _certified(session: Session, clock: Clock, who: str, valid_from: date | None) -> None:
    person_id = session.scalars(select(Person.id).where(Person.name == who)).one()
    with writing(session):
        certificates.enter_from_paper(
            session, _staff(session, clock), clock(), person_id=person_id, number=f"X-{valid_from}",
            valid_from=valid_from, valid_to=date(2004 if valid_from is None else valid_from.year + 2, 1, 31),
        )  # fmt: skip


def test_in_2003_fourteen_were_certified_six_gatherings_held_and_there_were_fourteen_clubs(
    story: Session,
) -> None:
    found = of_2003(story)

    assert found.certified == 14
    assert {kind: count for kind, count in found.gatherings.items() if count} == {
        "course": 2,
        "national": 3,
        "nordic": 1,
        "members": 2,
    }
    assert (found.clubs, found.clubs_open, found.clubs_starting, found.clubs_opened) == (14, 12, 2, 5)


def test_one_more_certificate_of_that_year_is_counted_and_one_of_the_next_is_not(
    story: Session, clock: Clock
) -> None:
    before = of_2003(story)

    _certified(story, clock, "Roar Eksempel", date(2004, 1, 1))
    assert of_2003(story) == before
    _certified(story, clock, "Brage Eksempel", date(2003, 12, 31))
    assert of_2003(story) == replace(before, certified=15)


def test_whoever_renews_is_not_certified_once_more(story: Session) -> None:
    renewed = figures(story, _unit(story, "Norge").path, date(2005, 1, 1), date(2005, 12, 31))

    assert renewed.certified == 0


@pytest.mark.parametrize(
    ("day", "more"),
    [(datetime(2003, 12, 31, 22, 30, tzinfo=UTC), 1), (datetime(2003, 12, 31, 23, 0, tzinfo=UTC), 0)],
    ids=["on the last evening", "after midnight"],
)
def test_one_more_gathering_is_counted_in_the_year_in_which_it_began(
    story: Session, day: datetime, more: int
) -> None:
    before = of_2003(story)
    with writing(story):
        _held(story, day, FOLLOWED_UP)

    assert of_2003(story).gatherings["national"] == before.gatherings["national"] + more


def test_a_gathering_that_was_not_finished_is_not_counted(story: Session) -> None:
    before = of_2003(story)
    with writing(story):
        _held(story, datetime(2003, 6, 1, 10, tzinfo=UTC), "cancelled")

    assert of_2003(story) == before


def _held(session: Session, day: datetime, status: str) -> None:
    session.add(
        Gathering(
            id=new_id(), unit_id=_unit(session, "Norge").id, kind="national", title="En samling til", status=status,
            starts_at=day, ends_at=day, seats=5, minutes=0, ethics_minutes=0, planned_at=day,
        )
    )  # fmt: skip


@pytest.mark.parametrize("kind", [FAMILY_CLUB, PEER_SUPPORT])
@pytest.mark.parametrize(
    ("opened_on", "opened", "open_"),
    [(date(2003, 12, 31), 1, 1), (date(2002, 12, 31), 0, 1), (date(2004, 1, 1), 0, 0)],
    ids=["that year", "the year before", "the year after"],
)
def test_one_more_group_changes_the_figures_of_its_kind_from_the_day_it_opened(
    story: Session, kind: str, opened_on: date, opened: int, open_: int
) -> None:
    before = of_2003(story)
    with writing(story):
        hamar, club = _unit(story, "Innlandet"), new_id()
        story.add(
            Unit(
                id=club, parent_id=hamar.id, kind="group", name="Klubb nummer femten", country="NO",
                path=f"{hamar.path}{club}/",
            )
        )  # fmt: skip
        story.flush()
        town = story.scalars(select(Group.town_id)).first()
        story.add(Group(id=club, kind=kind, status="active", town_id=town, opened_on=opened_on))

    if kind == FAMILY_CLUB:
        more = replace(
            before, clubs_opened=before.clubs_opened + opened, clubs_open=before.clubs_open + open_
        )
    else:
        more = replace(before, peer_opened=before.peer_opened + opened, peer_open=before.peer_open + open_)
    assert of_2003(story) == more


def test_a_club_closed_by_then_is_not_counted_and_one_closed_later_is(story: Session) -> None:
    before = of_2003(story)
    club = story.scalars(select(Group).join(Unit, Unit.id == Group.id).where(Group.opened_on < FIRST)).first()
    assert club is not None
    with writing(story):
        club.status = "closed"
        finished = _closed(story, club.id, datetime(2004, 1, 2, 10, tzinfo=UTC))
    assert of_2003(story) == before

    with writing(story):
        story.get_one(CaseEvent, finished).at = datetime(2003, 12, 30, 10, tzinfo=UTC)
    assert of_2003(story).clubs_open == before.clubs_open - 1


def test_a_club_that_was_split_and_closed_years_later_was_open_in_between(story: Session) -> None:
    before = of_2003(story)
    club = story.scalars(select(Group).join(Unit, Unit.id == Group.id).where(Group.opened_on < FIRST)).first()
    assert club is not None
    with writing(story):
        club.status = "closed"
        _closed(story, club.id, datetime(2002, 5, 2, 10, tzinfo=UTC), from_state="carrying_out")
    assert of_2003(story) == before


def test_whose_certificate_has_no_known_beginning_is_in_no_year(story: Session, clock: Clock) -> None:
    before = of_2003(story)
    _certified(story, clock, "Brage Eksempel", date(2003, 12, 31))
    assert of_2003(story).certified == before.certified + 1
    _certified(story, clock, "Brage Eksempel", None)
    assert of_2003(story).certified == before.certified


def _closed(session: Session, group_id: uuid.UUID, at: datetime, from_state: str = "closing") -> uuid.UUID:
    """The case that closed or split the club, as a copy of another's rows with another day."""
    model = session.scalars(select(Case).where(Case.workflow == "group_change")).first()
    assert model is not None
    event = session.scalars(select(CaseEvent).where(CaseEvent.case_id == model.id)).first()
    assert event is not None
    model.subject_id = group_id
    finished = CaseEvent(
        id=new_id(), case_id=model.id, number=99, kind="transition", at=at, transition="finish",
        from_state=from_state, to_state="done", workflow_hash=event.workflow_hash, facts={},
    )  # fmt: skip
    session.add(finished)
    return finished.id


def test_a_meeting_counts_with_who_came_until_it_is_withdrawn(story: Session, clock: Clock) -> None:
    path, today = _unit(story, "Norge").path, local_date(clock())
    group, leader = story.execute(
        select(Group.id, Person.id)
        .join(Unit, Unit.id == Group.id)
        .join(Person, Person.name == "Astrid Eksempel")
        .where(Unit.name == "Sauda")
    ).one()
    before = figures(story, path, today, today)
    story.rollback()
    with writing(story):
        actor = actor_of(story, leader, today)
        meetings.report(
            story, actor, clock(), meetings.Report(group_id=group, held_on=today, led_by=leader, came=5)
        )

    found = figures(story, path, today, today)
    assert (found.meetings, found.visits) == (before.meetings + 1, before.visits + 5)


def test_nothing_of_another_country_is_counted(story: Session) -> None:
    assert of_2003(story, "Sverige").clubs == 0
    assert of_2003(story, "Sverige").certified == 0
