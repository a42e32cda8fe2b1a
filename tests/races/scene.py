"""Where races begin: one case of new_group just before a step, as ids that another process can be given."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from intranet.cases import load_processes, runtime
from intranet.cases.models import WorkflowVersion
from intranet.clock import local_date
from intranet.db import prepare_engine, writing
from intranet.engine.process import Process
from intranet.groups.models import Assignment
from intranet.organisation.models import RoleAssignment
from intranet.privacy.keystore import KeyStore
from tests import cast
from tests.support.clock import Clock
from tests.workflows.new_group.driver import PLAN, NewGroup

SECRET = "a secret for the tests of races"

# The step that is raced for: the state before it, the state it enters, and who takes it.
STEPS = {
    "submit": ("planning", "decision", "coordinator"),
    "approve": ("decision", "approved", "board"),
    "open": ("approved", "trial", "coordinator"),
    "establish": ("trial", "active", "coordinator"),
}


@dataclass(frozen=True)
class Scene:
    """Everything two racers need to know; it goes through a pipe."""

    url: str
    keys: Path
    moment: datetime
    case_id: uuid.UUID
    group_id: uuid.UUID
    assignment_id: uuid.UUID
    people: dict[str, uuid.UUID]
    roles: dict[str, uuid.UUID]
    tasks: dict[str, uuid.UUID]
    second_case_id: uuid.UUID | None = None

    def answers(self, step: str) -> dict[str, Any]:
        """What a form would bring for this step."""
        first_meeting = local_date(self.moment) + timedelta(days=7)
        asked: dict[str, dict[str, Any]] = {
            "submit": PLAN,
            "approve": {"first_meeting": first_meeting},
            "open": {"came": 3},
        }
        return asked.get(step, {})


@cache
def _processes() -> Mapping[str, Process]:
    return load_processes(None)


def equipped(session: Session, keys: Path) -> Session:
    runtime.equip(session, _processes(), KeyStore(keys, SECRET))
    return session


def before_step(url: str, keys: Path, clock: Clock, step: str, days: int = 730) -> Scene:
    """A case for Bergen of which `step` is possible; the assistant's certificate lasts so many days."""
    with _told(url, keys, clock, days) as new_group:
        _bring(new_group, step)
        return _scene(url, keys, new_group)


def with_room_for_one(url: str, keys: Path, clock: Clock) -> Scene:
    """Two cases that wait for a decision, both with the assistant who leads a group already."""
    with _told(url, keys, clock, 730) as new_group:
        _bring(new_group, "open")
        _bring(new_group, "approve", weekday="wed")
        first = new_group.case.id
        _bring(new_group, "approve", weekday="thu")
        return replace(_scene(url, keys, new_group), second_case_id=first)


@contextmanager
def _told(url: str, keys: Path, clock: Clock, days: int) -> Iterator[NewGroup]:
    engine = create_engine(url)
    prepare_engine(engine)
    with equipped(Session(engine, autoflush=False, expire_on_commit=False), keys) as session:
        with writing(session):
            session.add_all(
                WorkflowVersion(hash=one.hash, workflow=key, text=one.text, loaded_at=clock())
                for key, one in runtime.processes(session).items()
            )
            people = cast.build(session)
        new_group = NewGroup(session, people, clock)
        new_group.certify(days=days)
        yield new_group
    engine.dispose()


def _bring(new_group: NewGroup, step: str, weekday: str = "tue") -> None:
    people = new_group.people
    new_group.until("waiting_assistant")
    new_group.take("assistant_found", people.coordinator, leader=people.assistant.id)
    new_group.accept()
    new_group.complete("find_room", people.volunteer, room="Church hall", step_free=True)
    new_group.complete("set_time", people.assistant, weekday=weekday, start_time=time(18, 30))
    new_group.complete(
        "agree_contact", people.coordinator,
        contact_person=people.volunteer.id, stand_in=people.trainer.id,
    )  # fmt: skip
    if step == "submit":
        return
    new_group.take("submit", people.coordinator, **PLAN)
    if step == "approve":
        return
    new_group.take("approve", people.board_two, first_meeting=new_group.today + timedelta(days=7))
    new_group.clock.forward(days=7)
    if step == "open":
        return
    new_group.take("open", people.coordinator, came=3)
    for _ in range(3):
        new_group.clock.forward(days=7)
        new_group.meet(3)


def _scene(url: str, keys: Path, new_group: NewGroup) -> Scene:
    case, session = new_group.case, new_group.session
    group_id = new_group.group.id
    names = {person.id: name for name, person in new_group.people.people.items()}
    held = session.execute(select(RoleAssignment.person_id, RoleAssignment.id))
    asked = session.scalars(select(Assignment.id).where(Assignment.group_id == group_id)).one()
    return Scene(
        url=url,
        keys=keys,
        moment=new_group.clock.forward(minutes=1),
        case_id=case.id,
        group_id=group_id,
        assignment_id=asked,
        people={name: person_id for person_id, name in names.items()},
        roles={names[person_id]: role_id for person_id, role_id in held},
        tasks={task.key: task.id for task in case.tasks if task.live},
    )
