"""A group in an application of its own, looked at by people at their browsers before and after it loses its cover."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import operations as case_operations
from intranet.cases import versions
from intranet.cases.models import Case, Task
from intranet.certificates import operations as certificates
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.groups import operations
from intranet.organisation.actors import actor_of
from tests import factories
from tests.cases.bergen import words
from tests.cast import PASSWORD, build
from tests.support.clock import Clock
from tests.support.visitors import Visitor, email_of, password_hash

NOW = datetime(2026, 5, 12, 17, 30, tzinfo=UTC)


class Town:
    """A group in Bergen that the assistant leads alone, in an application of its own."""

    def __init__(self, app: Flask, clock: Clock, *, lasts: int) -> None:
        self.app, self.clock = app, clock
        with app.app_context(), writing(db.session()):
            versions.take(db.session(), app.extensions["processes"], clock())
            self.cast = build(db.session())
            for name, person in self.cast.people.items():
                factories.account(db.session(), person, email_of(name), password_hash())
            today = local_date(clock())
            factories.certificate(
                db.session(), self.cast.assistant, self.cast.staff,
                today - timedelta(600), today + timedelta(lasts),
            )  # fmt: skip
            self.group_id = operations.plan_group(
                db.session(), clock(), kind="family_club", town_name="Bergen", country="NO", entered_by=None
            ).group.id
            factories.accepted_assignment(
                db.session(), self.group_id, self.cast.assistant, self.cast.coordinator, clock()
            )
            told = {
                "room": "Church hall", "step_free": True, "weekday": "wed", "start_time": time(18),
                "leader": self.cast.assistant.id, "contact_person": self.cast.volunteer.id, "first_meeting": today,
            }  # fmt: skip
            operations.list_group(db.session(), clock(), self.group_id, told)

    def act(self, who: str, act: Callable[..., Any], **arguments: Any) -> None:
        with self.app.app_context(), writing(db.session()):
            actor = actor_of(db.session(), self.cast.people[who].id, local_date(self.clock()))
            act(db.session(), actor, self.clock(), person_id=self.cast.assistant.id, **arguments)

    def day_begins(self) -> None:
        with self.app.app_context():
            case_operations.tick(db.session(), self.clock())

    def pages(self, reader: str) -> Iterator[tuple[str, int, str]]:
        """What this reader finds of the group and of what is flagged about it: (which page, status, its words)."""
        with self.app.app_context():
            case_id, tasks = flag_of(db.session(), self.group_id)
        visitor = Visitor(self.app.test_client())
        visitor.sign_in(email_of(reader), PASSWORD)
        addresses = {
            "group": f"/groups/{self.group_id}",
            "groups": "/groups",
            "board": "/workflows/lost_cover/board",
            "case": f"/cases/{case_id}",
            **{key: f"/tasks/{task_id}" for key, task_id in tasks},
        }
        for name, address in addresses.items():
            answer = visitor.get(address)
            # Beside the menu, which counts the reader's own tasks of every process.
            main = answer.text.partition("<main")[2]
            yield name, answer.status_code, words(f"<body><main{main}")
        home = visitor.get("/").text
        _, _, after = home.partition('id="uncovered"')
        flagged = after.split("</section>")[0]
        yield "home", 200, words(f"<body>{flagged}")


def flag_of(session: Session, group_id: uuid.UUID) -> tuple[uuid.UUID, list[tuple[str, uuid.UUID]]]:
    case = session.scalars(
        select(Case).where(
            Case.workflow == "lost_cover", Case.subject_id == group_id, Case.ended_at.is_(None)
        )
    ).one()
    assert case.state == "uncovered"
    rows = session.execute(select(Task.key, Task.id).where(Task.case_id == case.id).order_by(Task.key))
    return case.id, [(row.key, row.id) for row in rows]


def lose(town: Town, cause: str) -> None:
    ground = {"ground": "safety", "reason": "Being looked into."}
    if cause == "paused":
        today = local_date(town.clock())
        town.act("coordinator", certificates.pause, from_on=today, until_on=today + timedelta(30))
    elif cause in ("suspended", "revoked"):
        town.act("staff", certificates.suspend, **ground)
        if cause == "revoked":
            town.act("board_two", certificates.revoke, **ground, heard=True)
