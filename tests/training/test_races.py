"""Two people at the same moment, on both databases: the same hours, and one candidate in two places."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import time

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from intranet.db import Base, prepare_engine, writing
from intranet.problems import Refused
from intranet.training import operations
from intranet.training.models import Credit, PracticeMeeting, Signature
from intranet.training.operations import Noted
from tests.training.school import School

Work = Callable[[Session], object]


def at_once(database_url: str, *works: Work) -> list[str]:
    """Runs each in a transaction of its own, begun together; how each ended: "done" or "refused"."""
    engine = create_engine(database_url)
    prepare_engine(engine)
    ready, ends = threading.Barrier(len(works)), list[str]()

    def run(work: Work) -> None:
        with Session(engine, autoflush=False, expire_on_commit=False) as session:
            ready.wait()
            try:
                with writing(session):
                    work(session)
            except Refused:
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


def count(school: School, model: type[Base]) -> int:
    """As it stands now, not as the school's own transaction began."""
    school.session.rollback()
    return school.session.scalar(select(func.count()).select_from(model)) or 0


def test_two_who_enter_the_same_hours_at_once_enter_them_once(database_url: str, school: School) -> None:
    whose, now, noted = (
        school.candidate.id,
        school.clock(),
        Noted(school.today, 300, reason="The list is lost."),
    )
    actors = [school.as_(school.people.trainer), school.as_(school.people.staff)]

    def enter(number: int) -> Work:
        return lambda session: operations.enter_hours(
            session, actors[number], now, person_id=whose, noted=noted
        )

    assert at_once(database_url, enter(0), enter(1)) == ["done", "refused"]
    assert count(school, Credit) == 1


def test_a_candidate_with_two_windows_is_not_at_two_meetings_at_once(
    database_url: str, school: School
) -> None:
    groups = (school.club, school.group(start=time(18, 30)))
    actor, now, mentor, day = (
        school.as_(school.candidate),
        school.clock(),
        school.people.assistant.id,
        school.today,
    )

    def log(number: int) -> Work:
        return lambda session: operations.log_practice(
            session, actor, now, group_id=groups[number], held_on=day, part="led", mentor_id=mentor
        )

    assert at_once(database_url, log(0), log(1)) == ["done", "refused"]
    assert count(school, PracticeMeeting) == 1


def test_a_mentor_who_confirms_two_meetings_at_that_time_at_once_confirms_one(
    database_url: str, school: School
) -> None:
    other = school.group(start=time(18, 30))
    rows = [school.log().id, school.log(school.people.coordinator, group=other).id]
    actor, now = school.as_(school.people.assistant), school.clock()

    def confirm(number: int) -> Work:
        return lambda session: operations.confirm_practice(session, actor, now, rows[number])

    assert at_once(database_url, confirm(0), confirm(1)) == ["done", "refused"]


def test_signing_in_two_windows_signs_once(database_url: str, school: School) -> None:
    actor, now = school.as_(school.candidate), school.clock()

    def sign(session: Session) -> object:
        return operations.sign(session, actor, now, document="code_of_conduct", version=1)

    assert at_once(database_url, sign, sign) == ["done", "done"]
    assert count(school, Signature) == 1
