"""Roles are given and ended by those who may, never to oneself; the last administrator stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.facts import Fact, fact_changed
from intranet.organisation import queries, roles
from intranet.organisation.actors import actor_of
from intranet.organisation.models import RoleAssignment
from intranet.policy import ADMIN, ASSISTANT, BOARD, COORDINATOR, ROLES, STAFF, VOLUNTEER, Actor
from intranet.problems import Denied, NotVisible, Refused
from tests.cast import Cast
from tests.support.clock import Clock

# Who may give what, written down by hand.
GIVES = {
    "staff": {"volunteer", "assistant", "mentor", "trainer", "coordinator"},
    "admin": set(ROLES),
    "coordinator": set(),
    "board": set(),
    "trainer": set(),
    "volunteer": set(),
    "outsider": set(),
    "swede": set(),
}


def actor(session: Session, people: Cast, name: str, clock: Clock) -> Actor:
    return actor_of(session, people.people[name].id, local_date(clock()))


def held_by(session: Session, people: Cast, name: str) -> RoleAssignment:
    return session.scalars(
        select(RoleAssignment).where(RoleAssignment.person_id == people.people[name].id)
    ).one()


def give(session: Session, people: Cast, clock: Clock, giver: str, to: str, role: str) -> RoleAssignment:
    return roles.give_role(
        session,
        actor(session, people, giver, clock),
        clock(),
        person_id=people.people[to].id,
        role=role,
        unit_id=people.units["vestland"].id,
        starts_on=local_date(clock()),
    )


@pytest.mark.parametrize("giver", GIVES)
def test_each_gives_the_roles_that_are_theirs_to_give(
    session: Session, people: Cast, clock: Clock, giver: str
) -> None:
    given = set()
    for role in ROLES:
        try:
            give(session, people, clock, giver, "outsider" if giver != "outsider" else "assistant", role)
        except (Denied, NotVisible, Refused):
            continue
        given.add(role)
    assert given == GIVES[giver]


@pytest.mark.parametrize("who", ["staff", "admin"])
def test_nobody_gives_themselves_a_role(session: Session, people: Cast, clock: Clock, who: str) -> None:
    with pytest.raises(Denied):
        give(session, people, clock, who, who, VOLUNTEER)


def test_a_role_given_today_counts_today_and_one_ended_today_no_longer(
    session: Session, people: Cast, clock: Clock
) -> None:
    told: list[Fact] = []

    def listen(_sender: object, *, session: Session, fact: Fact) -> None:
        told.append(fact)

    with fact_changed.connected_to(listen):
        given = give(session, people, clock, "staff", "outsider", COORDINATOR)
        assert actor(session, people, "outsider", clock).roles_at(people.units["vestland"].path) == {
            COORDINATOR
        }
        roles.end_role(session, actor(session, people, "staff", clock), clock(), given.id)
    assert actor(session, people, "outsider", clock).grants == ()
    assert [(fact.kind, fact.person_id) for fact in told] == [("roles", people.outsider.id)] * 2


def test_a_role_may_begin_and_end_later_but_not_in_the_past(
    session: Session, people: Cast, clock: Clock
) -> None:
    staff, today = actor(session, people, "staff", clock), local_date(clock())

    def assistant_from(starts_on: date, ends_on: date | None = None) -> RoleAssignment:
        return roles.give_role(
            session, staff, clock(), person_id=people.outsider.id, role=ASSISTANT,
            unit_id=people.units["vestland"].id, starts_on=starts_on, ends_on=ends_on,
        )  # fmt: skip

    with pytest.raises(Refused):
        assistant_from(today - timedelta(days=1))
    with pytest.raises(Refused):
        assistant_from(today + timedelta(days=9), today)
    later = assistant_from(today + timedelta(days=9))
    assert actor(session, people, "outsider", clock).grants == ()
    roles.end_role(session, staff, clock(), later.id, ends_on=today + timedelta(days=20))
    clock.forward(days=10)
    assert actor(session, people, "outsider", clock).grants != ()
    clock.forward(days=10)
    assert actor(session, people, "outsider", clock).grants == ()


def test_the_same_role_in_the_same_place_is_not_given_twice(
    session: Session, people: Cast, clock: Clock
) -> None:
    give(session, people, clock, "staff", "outsider", VOLUNTEER)
    with pytest.raises(Refused):
        give(session, people, clock, "staff", "outsider", VOLUNTEER)


def test_staff_do_not_end_the_role_of_a_board_member_or_of_an_administrator(
    session: Session, people: Cast, clock: Clock
) -> None:
    staff = actor(session, people, "staff", clock)
    for name in ("board", "admin", "staff_two"):
        with pytest.raises(Denied):
            roles.end_role(session, staff, clock(), held_by(session, people, name).id)


def test_everybody_may_lay_down_their_own_role(session: Session, people: Cast, clock: Clock) -> None:
    for name in ("volunteer", "board", "staff"):
        own = held_by(session, people, name)
        roles.end_role(session, actor(session, people, name, clock), clock(), own.id)
        assert own.ends_on == local_date(clock())


def test_the_last_administrator_cannot_end_themself(session: Session, people: Cast, clock: Clock) -> None:
    admin = actor(session, people, "admin", clock)
    with pytest.raises(Refused):
        roles.end_role(session, admin, clock(), held_by(session, people, "admin").id)
    roles.give_role(
        session, admin, clock(), person_id=people.board.id, role=ADMIN,
        unit_id=people.units["nation"].id, starts_on=local_date(clock()),
    )  # fmt: skip
    roles.end_role(session, admin, clock(), held_by(session, people, "admin").id)
    assert queries.role_holders(session, ADMIN, people.units["nation"].path, local_date(clock())) == (
        people.board.id,
    )


def test_an_administrator_whose_end_is_known_does_not_count_as_another(
    session: Session, people: Cast, clock: Clock
) -> None:
    admin, today = actor(session, people, "admin", clock), local_date(clock())
    roles.give_role(
        session, admin, clock(), person_id=people.board.id, role=ADMIN, unit_id=people.units["nation"].id,
        starts_on=today, ends_on=today + timedelta(days=5),
    )  # fmt: skip
    with pytest.raises(Refused):
        roles.end_role(session, admin, clock(), held_by(session, people, "admin").id)


def test_a_role_of_another_nation_does_not_exist_for_staff(
    session: Session, people: Cast, clock: Clock
) -> None:
    with pytest.raises(NotVisible):
        roles.end_role(
            session, actor(session, people, "staff", clock), clock(), held_by(session, people, "swede").id
        )


def test_somebody_who_has_left_gets_no_role(session: Session, people: Cast, clock: Clock) -> None:
    people.outsider.left_on = local_date(clock())
    session.flush()
    with pytest.raises(Refused):
        give(session, people, clock, "staff", "outsider", VOLUNTEER)


def test_staff_and_board_are_given_by_an_administrator_alone() -> None:
    assert not {STAFF, BOARD, ADMIN} & GIVES["staff"]
