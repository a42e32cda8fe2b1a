"""A bar and what happens at the same time on the server database: the later of the two sees the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases.operations.days import begin_day
from intranet.clock import local_date
from intranet.db import writing
from intranet.organisation.actors import actor_of
from intranet.organisation.roles import give_role
from intranet.participants import bars, looking
from intranet.participants.models import Bar
from intranet.people.models import Person
from intranet.people.operations import Details, create_person
from intranet.policy import SYSTEM
from intranet.problems import NotVisible
from tests import cast
from tests.gatherings.pair import Pair
from tests.support.clock import Clock
from tests.workflows.participant_path.driver import Path

NAME = "Ola Avvist Eksempel"
Act = Callable[[Session], None]


@pytest.fixture
def path(session: Session, people: cast.Cast, clock: Clock) -> Path:
    driver = Path(session, people, clock)
    driver.comes()
    session.rollback()
    return driver


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("who_is_first", ["the bar", "the person"])
def test_a_name_and_whoever_arrives_with_it_at_that_moment_do_not_miss_each_other(
    path: Path, who_is_first: str
) -> None:
    whose, unit_id, moment = path.participant_id, path.people.units["vestland"].id, path.clock()
    group_id = path.group.id
    path.session.rollback()

    def keeps_away(session: Session) -> None:
        bars.bar_name(session, moment, whose, NAME)

    def arrives(session: Session) -> None:
        comes = create_person(session, SYSTEM, moment, unit_id=unit_id, details=Details(name=NAME))
        give_role(
            session, SYSTEM, moment, person_id=comes.id, role="volunteer", unit_id=group_id,
            starts_on=local_date(moment),
        )  # fmt: skip

    acts: list[Act] = [keeps_away, arrives]
    if who_is_first == "the person":
        acts.reverse()
    assert Pair(path.session).run(*acts) == ["done", "done"]

    path.session.rollback()
    comes = path.session.scalars(select(Person.id).where(Person.name == NAME)).one()
    assert actor_of(path.session, comes, local_date(moment)).barred_from == {whose}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_is_barred_while_they_wait_writes_nothing(path: Path) -> None:
    whose, helper, moment = path.participant_id, path.people.helper, path.clock()
    reader, said = path.as_(helper), []
    path.session.rollback()

    def waits(session: Session) -> None:
        """With the roles and bars that were read before the lock."""
        try:
            looking.seen_and_locked(session, reader, whose)
        except NotVisible:
            said.append("nothing there")

    bar = lambda session: bars.bar_helper(session, moment, whose, helper.id)  # noqa: E731 - one of two acts
    assert Pair(path.session).run(bar, waits) == ["done", "done"]
    assert said == ["nothing there"]


def test_a_new_day_looks_once_more_for_whoever_was_missed(path: Path) -> None:
    """However they came: the name stands, the person helps in a group, and nobody told of it."""
    whose, session = path.participant_id, path.session
    with writing(session):
        bars.bar_name(session, path.clock(), whose, NAME)
    with writing(session):
        session.get_one(Person, path.people.helper.id).name = NAME
    assert path.as_(path.people.helper).barred_from == frozenset()
    path.clock.forward(days=1)
    session.rollback()
    begin_day(session, path.clock())
    assert path.as_(path.people.helper).barred_from == {whose}
    again = select(Bar).where(Bar.person_id == path.people.helper.id)
    path.clock.forward(days=1)
    session.rollback()
    begin_day(session, path.clock())
    assert len(session.scalars(again).all()) == 1
