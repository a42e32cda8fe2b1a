"""People are seen where one works, found however their name is typed, and leave with everything they held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.auth import queries as accounts
from intranet.auth import sessions
from intranet.clock import local_date
from intranet.facts import Fact, fact_changed
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.people import operations, policy, queries
from intranet.people.models import Person, RecordCheck
from intranet.people.operations import Details
from intranet.policy import Actor
from intranet.problems import Denied, NotVisible, Refused
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock

HERE = {"volunteer", "assistant", "coordinator", "outsider"}
NORWAY = {
    *HERE, "trainer", "coordinator_east", "staff", "staff_two", "board", "board_two", "admin",
}  # fmt: skip
# Whose page each may open, written down by hand.
SEES = {
    "volunteer": {"volunteer"},
    "assistant": {"assistant"},
    "outsider": {"outsider"},
    "coordinator": HERE,
    "coordinator_east": {"coordinator_east"},
    "trainer": NORWAY,
    "staff": NORWAY,
    "board": NORWAY,
    "admin": NORWAY,
    "swede": {"swede"},
}


def actor(session: Session, people: Cast, name: str, clock: Clock) -> Actor:
    return actor_of(session, people.people[name].id, local_date(clock()))


@pytest.mark.parametrize("reader", SEES)
def test_each_sees_the_people_where_they_work_and_themself(
    session: Session, people: Cast, clock: Clock, reader: str
) -> None:
    who = actor(session, people, reader, clock)
    names = {person.id: name for name, person in people.people.items()}
    assert {names[person.id] for person in session.scalars(policy.visible_to(who))} == SEES[reader]
    for name, person in people.people.items():
        path = session.get_one(Unit, person.unit_id).path
        assert policy.can_see(who, path, person.id) == (name in SEES[reader]), name


def test_a_person_out_of_sight_and_one_who_does_not_exist_are_the_same(
    session: Session, people: Cast, clock: Clock
) -> None:
    coordinator = actor(session, people, "coordinator", clock)
    for person_id in (people.board.id, people.units["nation"].id):
        with pytest.raises(NotVisible):
            queries.seen_by(session, coordinator, person_id)


@pytest.mark.parametrize("typed", ["asbjorn", "ÅSBJØRN", "eks åsb", "  åsbjørn  eks "])
def test_a_name_is_found_however_it_is_typed(
    session: Session, people: Cast, clock: Clock, typed: str
) -> None:
    factories.person(session, "Åsbjørn Eksempel", people.units["vestland"])
    found = queries.people(session, actor(session, people, "staff", clock), local_date(clock()), search=typed)
    assert [row.name for row in found.rows] == ["Åsbjørn Eksempel"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'; --"])
def test_signs_of_the_database_find_nobody(session: Session, people: Cast, clock: Clock, typed: str) -> None:
    staff = actor(session, people, "staff", clock)
    assert queries.people(session, staff, local_date(clock()), search=typed).rows == ()


def test_search_does_not_reach_beyond_ones_own_scope(session: Session, people: Cast, clock: Clock) -> None:
    coordinator = actor(session, people, "coordinator", clock)
    assert queries.people(session, coordinator, local_date(clock()), search="board").rows == ()


def test_pages_of_the_list_follow_each_other_without_gap_or_repeat(
    session: Session, people: Cast, clock: Clock
) -> None:
    for name in ("Anne", "anne", "Åse", "Øyvind", "Zoë", "Anne"):
        factories.person(session, f"{name} Eksempel", people.units["vestland"])
    staff, day = actor(session, people, "staff", clock), local_date(clock())
    seen, after = [], None
    while True:
        page = queries.people(session, staff, day, after=after, limit=3)
        seen += [row.id for row in page.rows]
        after = page.after
        if after is None:
            break
    everybody = queries.people(session, staff, day, limit=100).rows
    assert seen == [row.id for row in everybody]
    assert len(set(seen)) == len(seen) == len(NORWAY) + 6


def test_the_list_can_be_narrowed_to_a_role(session: Session, people: Cast, clock: Clock) -> None:
    found = queries.people(session, actor(session, people, "staff", clock), local_date(clock()), role="board")
    assert {row.id for row in found.rows} == {people.board.id, people.board_two.id}


def test_a_coordinator_enters_people_in_the_own_district_only(
    session: Session, people: Cast, clock: Clock
) -> None:
    coordinator = actor(session, people, "coordinator", clock)
    made = operations.create_person(
        session, coordinator, clock(), unit_id=people.units["vestland"].id,
        details=Details(name="  Nina   Eksempel ", phone=" 55 00 00 00 "),
    )  # fmt: skip
    assert (made.name, made.phone, made.created_by) == ("Nina Eksempel", "55 00 00 00", people.coordinator.id)
    with pytest.raises(Refused):
        operations.create_person(
            session, coordinator, clock(), unit_id=people.units["ostlandet"].id, details=Details(name="Nina")
        )


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(name="  "), "name"),
        (Details(name="x" * 121), "name"),
        (Details(name="Nina", phone="call me"), "phone"),
        (Details(name="Nina", language="xx"), "language"),
    ],
)
def test_details_that_cannot_be_are_refused_at_their_field(
    session: Session, people: Cast, clock: Clock, details: Details, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        operations.change_details(
            session, actor(session, people, "volunteer", clock), clock(), people.volunteer.id, details
        )
    assert [refusal.guard for refusal in refused.value.refusals] == [field]


def test_moving_to_another_town_is_told(session: Session, people: Cast, clock: Clock) -> None:
    told: list[Fact] = []

    def listen(_sender: object, *, session: Session, fact: Fact) -> None:
        told.append(fact)

    with fact_changed.connected_to(listen):
        operations.change_details(
            session, actor(session, people, "assistant", clock), clock(), people.assistant.id,
            Details(name=people.assistant.name, home_town_id=people.towns["Oslo"].id),
        )  # fmt: skip
    assert [(fact.kind, fact.person_id) for fact in told] == [("people", people.assistant.id)]


def test_a_trainer_sees_a_volunteers_details_but_does_not_change_them(
    session: Session, people: Cast, clock: Clock
) -> None:
    with pytest.raises(Denied):
        operations.change_details(
            session, actor(session, people, "trainer", clock), clock(), people.volunteer.id, Details(name="X")
        )


def test_whoever_leaves_loses_roles_and_sessions_at_once(
    session: Session, people: Cast, clock: Clock
) -> None:
    account = factories.account(session, people.coordinator, "c@demo.example", "hash")
    token = sessions.start_session(
        session, accounts.Credentials(account.id, "hash"), clock(), browser="Firefox"
    )
    assert token
    told: list[str] = []

    def listen(_sender: object, *, session: Session, fact: Fact) -> None:
        told.append(fact.kind)

    with fact_changed.connected_to(listen):
        operations.leave(session, actor(session, people, "staff", clock), clock(), people.coordinator.id)
    assert actor(session, people, "coordinator", clock).grants == ()
    assert accounts.session_of(session, token, clock()) is None
    assert accounts.credentials(session, "c@demo.example", local_date(clock())) is None
    assert set(told) == {"roles", "people"}
    staff = actor(session, people, "staff", clock)
    listed = {row.id for row in queries.people(session, staff, local_date(clock())).rows}
    assert people.coordinator.id not in listed
    with_gone = queries.people(session, staff, local_date(clock()), gone=True)
    assert people.coordinator.id in {row.id for row in with_gone.rows}


def test_whoever_leaves_next_week_works_until_then(session: Session, people: Cast, clock: Clock) -> None:
    account = factories.account(session, people.volunteer, "v@demo.example", "hash")
    last = local_date(clock()) + timedelta(days=7)
    operations.leave(
        session, actor(session, people, "volunteer", clock), clock(), people.volunteer.id, left_on=last
    )
    assert account.disabled_at is None
    assert actor(session, people, "volunteer", clock).grants != ()
    clock.forward(days=7)
    assert actor(session, people, "volunteer", clock).grants == ()
    assert accounts.credentials(session, "v@demo.example", local_date(clock())) is None


def test_staff_do_not_enter_that_a_board_member_leaves(session: Session, people: Cast, clock: Clock) -> None:
    with pytest.raises(Denied):
        operations.leave(session, actor(session, people, "staff", clock), clock(), people.board.id)


def test_the_last_administrator_cannot_leave(session: Session, people: Cast, clock: Clock) -> None:
    with pytest.raises(Refused):
        operations.leave(session, actor(session, people, "admin", clock), clock(), people.admin.id)


def test_somebody_comes_back_without_the_roles_they_had(session: Session, people: Cast, clock: Clock) -> None:
    staff = actor(session, people, "staff", clock)
    operations.leave(session, staff, clock(), people.volunteer.id)
    operations.come_back(session, staff, clock(), people.volunteer.id)
    assert people.volunteer.left_on is None
    assert actor(session, people, "volunteer", clock).grants == ()


def test_a_record_check_says_only_that_it_was_seen(session: Session, people: Cast, clock: Clock) -> None:
    today = local_date(clock())
    operations.note_record_check(
        session, actor(session, people, "coordinator", clock), clock(), people.assistant.id,
        seen_on=today, next_check_on=today + timedelta(days=730),
    )  # fmt: skip
    assert {column.name for column in RecordCheck.__table__.columns} == {
        "id", "person_id", "seen_on", "next_check_on", "seen_by", "entered_at",
    }  # fmt: skip
    assert queries.check_in_date(session, people.assistant.id, today + timedelta(days=730))
    assert not queries.check_in_date(session, people.assistant.id, today + timedelta(days=731))
    assert not queries.check_in_date(session, people.assistant.id, today - timedelta(days=1))


@pytest.mark.parametrize(
    ("who", "whom"), [("coordinator", "coordinator"), ("volunteer", "volunteer"), ("board", "assistant")]
)
def test_nobody_notes_their_own_record_check_and_the_board_notes_none(
    session: Session, people: Cast, clock: Clock, who: str, whom: str
) -> None:
    today = local_date(clock())
    with pytest.raises(Denied):
        operations.note_record_check(
            session, actor(session, people, who, clock), clock(), people.people[whom].id,
            seen_on=today, next_check_on=today + timedelta(days=700),
        )  # fmt: skip


@pytest.mark.parametrize(("seen", "following"), [(1, 700), (0, 0), (0, -1), (0, 4000)])
def test_impossible_dates_of_a_record_check_are_refused(
    session: Session, people: Cast, clock: Clock, seen: int, following: int
) -> None:
    today = local_date(clock())
    with pytest.raises(Refused):
        operations.note_record_check(
            session, actor(session, people, "staff", clock), clock(), people.assistant.id,
            seen_on=today + timedelta(days=seen), next_check_on=today + timedelta(days=following),
        )  # fmt: skip
    assert session.scalars(select(RecordCheck)).all() == []


def test_the_key_of_a_name_follows_the_name(session: Session, people: Cast) -> None:
    people.outsider.name = "Ærlig Øst"
    session.flush()
    assert session.scalar(select(Person.name_key).where(Person.id == people.outsider.id)) == "aerlig ost"
