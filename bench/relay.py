"""The small organisation in which something is passed on, and cases of it that wait for their step."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bench.databases import engine_of
from intranet.cases import operations, runtime, settings
from intranet.cases.models import WorkflowVersion
from intranet.db import writing
from intranet.engine.loader import load
from intranet.engine.process import Process
from intranet.groups.models import Group
from intranet.policy import Actor, Grant
from intranet.privacy.keystore import KeyStore
from tests import cast, factories

PROCESSES = Path(__file__).parent / "processes"
MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
# Worked out by hand, for the SQL that is written by hand: the end of the day in Oslo, a week and two weeks later.
DUE, LATE = datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC), datetime(2026, 3, 16, 22, 59, 59, tzinfo=UTC)


@dataclass(frozen=True)
class Relay:
    """Who passes what on: a coordinator with a certificate, and a group in the coordinator's district."""

    session: Session
    processes: Mapping[str, Process]
    actor: Actor
    people: cast.Cast
    group_id: uuid.UUID

    def colleagues(self, number: int) -> list[Relay]:
        """So many other coordinators of the district, each with a group: they have no lock in common."""
        here = self.people.units["vestland"]
        found = []
        with writing(self.session):
            for _ in range(number):
                person = factories.person(self.session, "Coordinator Eksempel", here)
                factories.role(self.session, person, "coordinator", here)
                actor = Actor(person.id, (Grant("coordinator", here.id, here.path),))
                found.append(replace(self, actor=actor, group_id=_group(self.session, self.people)))
        return found

    def hash_of(self, workflow: str) -> str:
        return self.processes[workflow].hash

    def waiting(self, number: int, workflow: str = "relay") -> list[uuid.UUID]:
        """So many new cases, each with its task open."""
        cases = []
        unit = self.people.units["vestland"]
        for _ in range(number):
            with writing(self.session):
                outcome = operations.begin(
                    self.session, workflow, "begin", self.actor, unit, MOMENT, {}, subject_id=self.group_id
                )
            cases.append(outcome.case_id)
        return cases


@contextmanager
def relay(url: str, folder: Path) -> Iterator[Relay]:
    """An organisation in an empty database, with a session as the application has one."""
    engine = engine_of(url)
    processes = load(PROCESSES, settings())
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        runtime.equip(
            session, processes, KeyStore(folder / "keys", "a secret for the bench and nothing else")
        )
        with writing(session):
            session.add_all(
                WorkflowVersion(hash=one.hash, workflow=key, text=one.text, loaded_at=MOMENT)
                for key, one in processes.items()
            )
            people = cast.build(session)
            whose, here = people.coordinator, people.units["vestland"]
            factories.certificate(session, whose, people.staff, date(2025, 1, 1), date(2027, 1, 1))
            group_id = _group(session, people)
            actor = Actor(whose.id, (Grant("coordinator", here.id, here.path),))
        yield Relay(session, processes, actor, people, group_id)
    engine.dispose()


def _group(session: Session, people: cast.Cast) -> uuid.UUID:
    place = factories.unit(session, "group", "Bergen", people.units["vestland"])
    session.add(Group(id=place.id, kind="family_club", status="planned", town_id=people.towns["Bergen"].id))
    session.flush()
    return place.id
