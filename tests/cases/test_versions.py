"""Open cases follow a new definition, in the same words as the rehearsal said before; none is stranded."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from intranet.cases import load_processes, operations, runtime, settings, store, versions
from intranet.cases.models import CaseEvent, Timer, WorkflowVersion
from intranet.clock import local_date
from intranet.db import prepare_engine, writing
from intranet.engine.loader import DefinitionError, load_one
from intranet.engine.process import Process
from intranet.organisation.actors import actor_of
from intranet.privacy import sealing
from intranet.privacy.keystore import KeyStore
from intranet.resources import WORKFLOWS
from intranet.safety.history import broken_histories
from tests import cast
from tests.support.clock import Clock


@pytest.fixture
def session(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Session]:
    """With the shipped process, and a case whose need is being looked into."""
    engine = create_engine(database_url)
    prepare_engine(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as opened:
        runtime.equip(opened, load_processes(None), KeyStore(tmp_path / "keys", "a secret of these tests"))
        with writing(opened):
            versions.take(opened, runtime.processes(opened), clock())
            people = cast.build(opened)
        with writing(opened):
            volunteer = actor_of(opened, people.volunteer.id, local_date(clock()))
            begun = operations.begin(
                opened, "new_group", "register", volunteer, people.units["vestland"], clock(),
                {"place": "Bergen", "group_kind": "family_club", "contact": "Nobody", "why_here": "Families ask."},
            )  # fmt: skip
        clock.forward(days=1)
        with writing(opened):
            coordinator = actor_of(opened, people.coordinator.id, local_date(clock()))
            operations.advance(opened, begun.case_id, "take_up", coordinator, clock(), {})
        clock.forward(days=1)
        opened.info["case"] = begun.case_id
        yield opened
    engine.dispose()


def changed(place: Path, *changes: tuple[str, str]) -> dict[str, Process]:
    """The shipped definition with these words replaced."""
    folder = Path(shutil.copytree(WORKFLOWS, place / uuid.uuid4().hex)) / "new_group"
    text = (folder / "workflow.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "workflow.yaml").write_text(text, "utf-8")
    return {"new_group": load_one(folder, settings(translated=None))}


def the_case(session: Session) -> store.CaseRow:
    found = store.load(session, session.info["case"])
    session.rollback()
    return found


def take(session: Session, processes: dict[str, Process], clock: Clock) -> int:
    with writing(session):
        runtime.equip(session, processes, sealing.keys(session))
        return versions.take(session, processes, clock())


def live(session: Session) -> set[str]:
    return {task.key for task in the_case(session).tasks if task.live}


RENAMED = (
    ("  need:              {label", "  looking:           {label"),
    ("to: need,", "to: looking,"),
    ("from: need,", "from: looking,"),
    ("in: need,", "in: looking,"),
    ("from: [need,", "from: [looking,"),
    ("[idea, need,", "[idea, looking,"),
)
SAYS_WHERE = ("seen_by:", "renamed: {need: looking}\nseen_by:")
NEW_TASK = (
    "  judge_need:",
    '  ask_clinic:        {label: "Ask the clinic", in: need, for: coordinator, due: 5 days}\n  judge_need:',
)


def versions_kept(session: Session) -> int | None:
    """How many definitions of this process the database knows."""
    kept = select(func.count()).select_from(WorkflowVersion).where(WorkflowVersion.workflow == "new_group")
    return session.scalar(kept)


def test_the_same_definition_twice_changes_nothing(session: Session, clock: Clock) -> None:
    before = the_case(session)

    assert take(session, dict(runtime.processes(session)), clock) == 0
    assert the_case(session) == before
    assert versions_kept(session) == 1


def test_a_definition_that_differs_in_a_comment_is_stored_and_touches_no_case(
    session: Session, clock: Clock, tmp_path: Path
) -> None:
    before = the_case(session)
    timers = session.scalars(select(Timer.id).where(Timer.cancelled_at.is_(None))).all()

    assert take(session, changed(tmp_path, ("seen_by:", "# for the office too\nseen_by:")), clock) == 0
    assert the_case(session) == before
    assert session.scalars(select(Timer.id).where(Timer.cancelled_at.is_(None))).all() == timers
    assert versions_kept(session) == 2


def test_a_definition_that_would_strand_a_case_is_refused_and_nothing_is_written(
    session: Session, clock: Clock, tmp_path: Path
) -> None:
    before = the_case(session)

    with pytest.raises(DefinitionError, match="1 open case"):
        take(session, changed(tmp_path, *RENAMED), clock)

    session.rollback()
    assert the_case(session) == before
    assert versions_kept(session) == 1


def test_a_renamed_state_takes_its_cases_along_with_their_tasks(
    session: Session, clock: Clock, tmp_path: Path
) -> None:
    assert take(session, changed(tmp_path, *RENAMED, SAYS_WHERE), clock) == 1

    case = the_case(session)
    assert case.state == "looking"
    assert live(session) == {"talk_around", "look_nearby", "judge_need"}
    assert list(broken_histories(session)) == []
    told = session.scalars(select(CaseEvent).order_by(CaseEvent.number.desc())).first()
    assert told is not None
    assert (told.kind, told.from_state, told.to_state) == ("redefined", "need", "looking")


def test_a_task_that_is_new_opens_and_one_that_is_gone_closes(
    session: Session, clock: Clock, tmp_path: Path
) -> None:
    gone = (
        '  look_nearby:       {label: "Look up groups within 40 km", in: need, for: coordinator, due: 7 days}\n',
        "",
    )
    after = ("after: [talk_around, look_nearby]", "after: talk_around")

    assert take(session, changed(tmp_path, NEW_TASK, gone, after), clock) == 1
    assert live(session) == {"talk_around", "ask_clinic", "judge_need"}


def test_another_due_time_moves_a_task_and_leaves_it_with_whoever_has_it(
    session: Session, clock: Clock, tmp_path: Path
) -> None:
    before = {task.key: task for task in the_case(session).tasks}
    with writing(session):
        somebody = actor_of(session, coordinator_of(session), local_date(clock()))
        operations.claim(session, before["talk_around"].id, somebody, clock())

    sooner = ("in: need, for: coordinator, due: 30 days}", "in: need, for: coordinator, due: 10 days}")
    assert take(session, changed(tmp_path, sooner), clock) == 1

    now = {task.key: task for task in the_case(session).tasks}["talk_around"]
    was = before["talk_around"]
    assert now.due_at is not None
    assert was.due_at is not None
    assert was.due_at - now.due_at >= timedelta(days=18)
    assert (now.status, now.person_id) == ("claimed", coordinator_of(session))


def coordinator_of(session: Session) -> uuid.UUID:
    return next(iter(the_case(session).takers["take_up"]))


def test_the_rehearsal_says_what_will_change_and_changes_nothing(
    session: Session, clock: Clock, tmp_path: Path
) -> None:
    before = the_case(session)
    new = changed(tmp_path, NEW_TASK)

    rehearsed = list(versions.rehearse(session, new, clock()))
    session.rollback()

    assert [(case.id, [task.key for task in planned.appears]) for case, planned in rehearsed] == [
        (before.id, ["ask_clinic"])
    ]
    assert the_case(session) == before


def test_going_back_to_an_older_definition_is_taken_like_a_new_one(
    session: Session, clock: Clock, tmp_path: Path
) -> None:
    shipped = dict(runtime.processes(session))
    take(session, changed(tmp_path, NEW_TASK), clock)
    clock.forward(hours=1)

    assert take(session, shipped, clock) == 1
    assert live(session) == {"talk_around", "look_nearby", "judge_need"}
