"""Links that open an account: who may make one for whom, how long they live, and what they end."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.auth import beginning, operations, queries, sessions
from intranet.auth.models import Account, AccountLink
from intranet.clock import local_date
from intranet.organisation.actors import actor_of
from intranet.organisation.operations import create_nation
from intranet.policy import ADMIN, SYSTEM, Actor
from intranet.problems import Denied, NotVisible, Refused
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock

HASH = "a hash that nothing matches"

# For whom each may make a new-password link, written down by hand. Staff never for somebody whose role they
# could not give: they could sign in as the board and approve what they sent.
LINKS = {
    "staff": {"volunteer", "assistant", "trainer", "coordinator", "coordinator_east", "outsider"},
    "admin": {
        "volunteer", "assistant", "trainer", "coordinator", "coordinator_east", "staff", "staff_two", "board",
        "board_two", "outsider",
    },
    "coordinator": set(),
    "board": set(),
    "trainer": set(),
    "volunteer": set(),
}  # fmt: skip


@pytest.fixture
def accounts(session: Session, people: Cast) -> dict[str, Account]:
    return {
        name: factories.account(session, person, f"{name}@demo.example", HASH)
        for name, person in people.people.items()
    }


def actor(session: Session, people: Cast, name: str, clock: Clock) -> Actor:
    return actor_of(session, people.people[name].id, local_date(clock()))


@pytest.mark.parametrize("maker", LINKS)
def test_a_new_password_link_is_made_only_for_people_whose_roles_one_could_give(
    session: Session, people: Cast, accounts: dict[str, Account], clock: Clock, maker: str
) -> None:
    made = set()
    for name, person in people.people.items():
        try:
            operations.give_link(session, actor(session, people, maker, clock), clock(), person_id=person.id)
        except (Denied, NotVisible):
            continue
        made.add(name)
    assert made == LINKS[maker]


def test_a_role_that_begins_next_week_protects_already(
    session: Session, people: Cast, accounts: dict[str, Account], clock: Clock
) -> None:
    later = local_date(clock.forward(days=0)).replace(day=28)
    factories.role(session, people.volunteer, "board", people.units["nation"], starts_on=later)
    with pytest.raises(Denied):
        operations.give_link(
            session, actor(session, people, "staff", clock), clock(), person_id=people.volunteer.id
        )


def test_a_coordinator_invites_whoever_holds_no_role_but_not_a_colleague(
    session: Session, people: Cast, clock: Clock
) -> None:
    coordinator = actor(session, people, "coordinator", clock)
    assert operations.invite(
        session, coordinator, clock(), person_id=people.outsider.id, email="new@demo.example"
    )
    with pytest.raises(Denied):
        operations.invite(
            session, coordinator, clock(), person_id=people.assistant.id, email="a@demo.example"
        )
    with pytest.raises(NotVisible):
        operations.invite(session, coordinator, clock(), person_id=people.board.id, email="b@demo.example")


def test_an_invitation_is_taken_up_once(session: Session, people: Cast, clock: Clock) -> None:
    token = operations.invite(
        session, SYSTEM, clock(), person_id=people.outsider.id, email="  New@Demo.Example "
    )
    assert operations.take_up(session, token, clock(), password_hash=HASH, language="sv") is not None
    assert operations.take_up(session, token, clock(), password_hash="another") is None
    account = queries.account_of(session, people.outsider.id)
    assert account is not None
    assert (account.email, account.password_hash, people.outsider.language) == (
        "new@demo.example",
        HASH,
        "sv",
    )


def test_the_newest_link_replaces_the_older(session: Session, people: Cast, clock: Clock) -> None:
    first, second = (
        operations.invite(session, SYSTEM, clock(), person_id=people.outsider.id, email="new@demo.example")
        for _ in range(2)
    )
    assert queries.open_link(session, first, clock()) is None
    assert queries.open_link(session, second, clock()) is not None


def test_a_link_lives_seven_days(session: Session, people: Cast, clock: Clock) -> None:
    token = operations.invite(
        session, SYSTEM, clock(), person_id=people.outsider.id, email="new@demo.example"
    )
    assert queries.open_link(session, token, clock.forward(days=6, hours=23)) is not None
    assert queries.open_link(session, token, clock.forward(hours=1)) is None


def test_the_database_does_not_know_the_link(session: Session, people: Cast, clock: Clock) -> None:
    token = operations.invite(
        session, SYSTEM, clock(), person_id=people.outsider.id, email="new@demo.example"
    )
    stored = session.scalars(select(AccountLink.token_hash)).one()
    assert token.encode() not in stored


def test_a_new_password_link_ends_the_sessions_when_made_and_when_used(
    session: Session, people: Cast, accounts: dict[str, Account], clock: Clock
) -> None:
    known = queries.Credentials(accounts["volunteer"].id, HASH)
    before = sessions.start_session(session, known, clock(), browser="")
    assert before
    assert queries.session_of(session, before, clock())
    link = operations.give_link(
        session, actor(session, people, "staff", clock), clock(), person_id=people.volunteer.id
    )
    assert queries.session_of(session, before, clock()) is None
    between = sessions.start_session(session, known, clock(), browser="")
    operations.take_up(session, link, clock(), password_hash="new")
    assert between
    assert queries.session_of(session, between, clock()) is None


def test_the_person_can_see_who_made_a_link_for_them(
    session: Session, people: Cast, accounts: dict[str, Account], clock: Clock
) -> None:
    operations.give_link(
        session, actor(session, people, "staff", clock), clock(), person_id=people.volunteer.id
    )
    (told,) = queries.password_links(session, accounts["volunteer"].id)
    assert (told.maker, told.told) == (people.staff.name, False)
    operations.links_told(session, accounts["volunteer"].id, clock())
    assert queries.password_links(session, accounts["volunteer"].id)[0].told


def test_a_closed_account_opens_by_no_link(
    session: Session, people: Cast, accounts: dict[str, Account], clock: Clock
) -> None:
    staff = actor(session, people, "staff", clock)
    token = operations.give_link(session, staff, clock(), person_id=people.volunteer.id)
    operations.close_account(session, staff, clock(), person_id=people.volunteer.id)
    assert operations.take_up(session, token, clock(), password_hash="new") is None
    with pytest.raises(Refused):
        operations.give_link(session, staff, clock(), person_id=people.volunteer.id)
    operations.open_account(session, staff, clock(), person_id=people.volunteer.id)
    assert operations.give_link(session, staff, clock(), person_id=people.volunteer.id)


def test_staff_do_not_close_the_account_of_the_board(
    session: Session, people: Cast, accounts: dict[str, Account], clock: Clock
) -> None:
    with pytest.raises(Denied):
        operations.close_account(
            session, actor(session, people, "staff", clock), clock(), person_id=people.board.id
        )


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@", "@b.example", "a b@c.example", "x" * 300 + "@b.example"]
)
def test_what_is_no_e_mail_address_is_refused(
    session: Session, people: Cast, clock: Clock, email: str
) -> None:
    with pytest.raises(Refused):
        operations.invite(session, SYSTEM, clock(), person_id=people.outsider.id, email=email)


def test_an_e_mail_serves_one_account(
    session: Session, people: Cast, accounts: dict[str, Account], clock: Clock
) -> None:
    newcomer = factories.person(session, "New Eksempel", people.units["vestland"])
    with pytest.raises(Refused):
        operations.invite(session, SYSTEM, clock(), person_id=newcomer.id, email="STAFF@demo.example")


def test_the_first_administrator_gets_a_link_and_a_new_one_when_it_was_lost(
    session: Session, clock: Clock
) -> None:
    nation = create_nation(session, SYSTEM, clock(), name="Norge", country="NO")
    first = beginning.first_administrator(
        session, "Ada Eksempel", "ada@demo.example", clock(), nation_id=nation.id
    )
    second = beginning.first_administrator(
        session, "Ada Eksempel", "ada@demo.example", clock(), nation_id=nation.id
    )
    assert queries.open_link(session, first, clock()) is None
    link = queries.open_link(session, second, clock())
    assert link is not None
    assert link.purpose == "invitation"
    operations.take_up(session, second, clock(), password_hash=HASH)
    person_id = session.scalars(select(Account.person_id)).one()
    assert {grant.role for grant in actor_of(session, person_id, local_date(clock())).grants} == {ADMIN}
    third = beginning.first_administrator(
        session, "Ada Eksempel", "ada@demo.example", clock(), nation_id=nation.id
    )
    link = queries.open_link(session, third, clock())
    assert link is not None
    assert link.purpose == "new_password"
