"""Both who lead a group stop counting at the same moment: one of the two leaves the flag, and never none."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from intranet.certificates import operations as certificates
from intranet.db import begin_writing, prepare_engine, writing
from intranet.groups import assignments
from intranet.organisation.actors import actor_of
from intranet.policy import Actor
from tests.races.control import loosen
from tests.support.databases import FreshDatabase
from tests.workflows.lost_cover.driver import Cover

A_WHILE = 2.0
Act = Callable[[Session], object]


@pytest.fixture
def led_by_two(cover: Cover) -> Cover:
    people = cover.meets().people
    cover.certify(people.volunteer)
    cover.accept(people.volunteer, cover.ask(people.volunteer))
    return cover


def _both(cover: Cover, first: Act, second: Act, prepare: Callable[[Engine], None] | None = None) -> None:
    """The second begins while the first has written and not committed, and goes on as far as it can."""
    engine = create_engine(cover.session.get_bind().url)  # type: ignore[union-attr]
    prepare_engine(engine)
    if prepare is not None:
        prepare(engine)

    def go_second() -> None:
        with Session(engine, autoflush=False, expire_on_commit=False) as other:
            other.info.update({key: cover.session.info[key] for key in ("processes", "keys")})
            with writing(other):
                second(other)

    beside = threading.Thread(target=go_second)
    begin_writing(cover.session)
    first(cover.session)
    beside.start()
    beside.join(A_WHILE)
    cover.session.commit()
    beside.join()
    engine.dispose()


def _suspend(cover: Cover, name: str) -> Act:
    whose, moment, actor = cover.people.people[name].id, cover.clock(), _who(cover, "staff")
    return lambda session: certificates.suspend(
        session, actor, moment, person_id=whose, ground="safety", reason="Being looked into."
    )


def _stop(cover: Cover, name: str) -> Act:
    row, moment, actor = cover.assignment_of(name), cover.clock(), _who(cover, name)
    return lambda session: assignments.end(session, actor, moment, row)


def _say_yes(cover: Cover, row: uuid.UUID, name: str) -> Act:
    moment, actor = cover.clock(), _who(cover, name)
    return lambda session: assignments.accept(session, actor, moment, row)


def _who(cover: Cover, name: str) -> Actor:
    cover.session.rollback()
    return actor_of(cover.session, cover.people.people[name].id, cover.today)


def test_two_suspensions_at_once_leave_one_flag(led_by_two: Cover) -> None:
    cover = led_by_two
    _both(cover, _suspend(cover, "assistant"), _suspend(cover, "volunteer"))
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())


def test_one_is_suspended_while_the_other_stops(led_by_two: Cover) -> None:
    cover = led_by_two
    _both(cover, _stop(cover, "volunteer"), _suspend(cover, "assistant"))
    assert (cover.stands(), cover.wrong()) == ("uncovered", set())


def test_one_is_suspended_while_a_stand_in_says_yes(cover: Cover) -> None:
    people = cover.meets().people
    cover.certify(people.volunteer)
    asked = cover.ask(people.volunteer, until_in=10)
    _both(cover, _suspend(cover, "assistant"), _say_yes(cover, asked, "volunteer"))
    assert (cover.stands(), cover.wrong()) == (None, set())


class TestWithoutLocks:
    """The control: the same two suspensions, and nobody waits for anybody."""

    @pytest.fixture
    def database_url(self, fresh_database: FreshDatabase) -> str:
        return fresh_database("postgresql")

    def test_the_flag_would_be_missing(self, led_by_two: Cover) -> None:
        cover = led_by_two
        _both(cover, _suspend(cover, "assistant"), _suspend(cover, "volunteer"), loosen)
        assert cover.wrong() == {"unflagged"}
