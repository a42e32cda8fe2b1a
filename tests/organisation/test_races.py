"""Two people at the same moment: two administrators who end each other, and one town typed twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

from sqlalchemy import create_engine, delete, select
from sqlalchemy.orm import Session

from intranet.clock import local_date
from intranet.db import prepare_engine, writing
from intranet.organisation import operations, queries, roles
from intranet.organisation.actors import actor_of
from intranet.organisation.models import RoleAssignment, Town
from intranet.policy import ADMIN
from intranet.problems import Denied, NotVisible, Refused
from tests import factories
from tests.cast import Cast
from tests.support.clock import Clock


def at_once(database_url: str, *works: Callable[[Session], None]) -> list[str]:
    """Runs each in a transaction of its own, begun together; how each ended: "done" or "refused"."""
    engine = create_engine(database_url)
    prepare_engine(engine)
    ready = threading.Barrier(len(works))
    ends: list[str] = []

    def run(work: Callable[[Session], None]) -> None:
        with Session(engine, autoflush=False, expire_on_commit=False) as session:
            ready.wait()
            try:
                with writing(session):
                    work(session)
            except (Refused, Denied, NotVisible):
                ends.append("refused")
            else:
                ends.append("done")

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    return sorted(ends)


def test_two_administrators_who_end_each_other_do_not_both_succeed(
    database_url: str, session: Session, people: Cast, clock: Clock
) -> None:
    nation, today = people.units["nation"], local_date(clock())
    with writing(session):
        session.execute(delete(RoleAssignment).where(RoleAssignment.role == ADMIN))
    for _ in range(5):
        with writing(session):
            pair = [factories.person(session, f"Admin {n} Eksempel", nation) for n in range(2)]
            held = {person.id: factories.role(session, person, ADMIN, nation).id for person in pair}

        def end(
            by: uuid.UUID, whose: uuid.UUID, held: dict[uuid.UUID, uuid.UUID] = held
        ) -> Callable[[Session], None]:
            def work(own: Session) -> None:
                roles.end_role(own, actor_of(own, by, today), clock(), held[whose])

            return work

        one, other = held
        assert at_once(database_url, end(one, other), end(other, one)) == ["done", "refused"]
        session.rollback()
        assert len(queries.administrators(session, nation.path, today)) == 1
        with writing(session):
            session.execute(delete(RoleAssignment).where(RoleAssignment.role == ADMIN))


def test_a_town_typed_by_two_at_once_is_entered_once(
    database_url: str, session: Session, people: Cast
) -> None:
    for name in ("Sauda", "Ingensteds"):

        def enter(own: Session, name: str = name) -> None:
            operations.find_or_create_town(own, name, "NO")

        assert at_once(database_url, enter, enter, enter) == ["done"] * 3
        session.rollback()
        assert len(session.scalars(select(Town).where(Town.name == name)).all()) == 1
