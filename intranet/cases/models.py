"""Running cases: where each stands, its tasks, answers, people, timers and history."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.db import Base, new_id

# A column takes its type from the one it refers to: statements built at import need those tables to be there.
from intranet.organisation import models as _units  # noqa: F401
from intranet.people import models as _people  # noqa: F401


class WorkflowVersion(Base):
    """The text of a definition, stored when it is first loaded; every history row names one by its hash."""

    __tablename__ = "workflow_versions"

    hash: Mapped[str] = mapped_column(primary_key=True)
    workflow: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    loaded_at: Mapped[datetime]


class Case(Base):
    """One run of a workflow."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_workflow_state", "workflow", "state"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    workflow: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(
        default=0, comment="counts the steps; a form drawn from an older one is stale"
    )
    subject_kind: Mapped[str] = mapped_column(comment="the workflow's subject: group, person, …")
    subject_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(
        default="", comment="what people call it: the town of a new group; no person"
    )
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("units.id"), index=True)
    unit_path: Mapped[str] = mapped_column(
        index=True, comment="units.path of unit_id, so that a list needs no join"
    )
    via: Mapped[str] = mapped_column(comment="the transition that entered the state")
    entered_at: Mapped[datetime] = mapped_column(comment="when the state was entered")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    events: Mapped[int] = mapped_column(
        default=0, comment="how many history rows there are: the next one's number"
    )
    people: Mapped[dict[str, Any]] = mapped_column(
        default=dict, comment="case people today (case_people, read with the case): name -> person id"
    )
    takers: Mapped[dict[str, Any]] = mapped_column(
        default=dict, comment="who took each transition (case_events, read with the case): key -> person ids"
    )
    answers: Mapped[dict[str, Any]] = mapped_column(
        default=dict,
        comment="answers that stand and are not sealed (answers, read with the case): field -> value",
    )


class CasePerson(Base):
    """Who holds which role in this case; the newest row of a name counts."""

    __tablename__ = "case_people"
    __table_args__ = (Index("ix_case_people_person_id_case_id", "person_id", "case_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(comment="starter, the_person, or the key of a field of kind person")
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Task(Base):
    """Human work in a case. `person_id` or (`role`, `unit_id`) says whose list it stands on."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_case_id_status", "case_id", "status"),
        Index(
            "ix_tasks_mine",
            "person_id",
            "due_at",
            "id",
            sqlite_where=text("status IN ('open', 'claimed') AND person_id IS NOT NULL"),
            postgresql_where=text("status IN ('open', 'claimed') AND person_id IS NOT NULL"),
        ),
        Index(
            "ix_tasks_unclaimed",
            "role",
            "unit_id",
            "due_at",
            "id",
            sqlite_where=text("status = 'open' AND person_id IS NULL"),
            postgresql_where=text("status = 'open' AND person_id IS NULL"),
        ),
        Index(
            "ix_tasks_mine_waiting",
            "person_id",
            "opened_at",
            "id",
            sqlite_where=text("status = 'waiting' AND person_id IS NOT NULL"),
            postgresql_where=text("status = 'waiting' AND person_id IS NOT NULL"),
        ),
        Index(
            "ix_tasks_unclaimed_waiting",
            "role",
            "unit_id",
            "opened_at",
            "id",
            sqlite_where=text("status = 'waiting' AND person_id IS NULL"),
            postgresql_where=text("status = 'waiting' AND person_id IS NULL"),
        ),
        Index(
            "ix_tasks_done",
            "done_by",
            "done_at",
            "id",
            sqlite_where=text("status = 'done'"),
            postgresql_where=text("status = 'done'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    key: Mapped[str]
    status: Mapped[str] = mapped_column(comment="waiting, open, claimed, done or cancelled")
    person_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("people.id"), comment="who has it: named by the workflow, claimed, or handed over"
    )
    role: Mapped[str | None] = mapped_column(comment="the role whose list it stands on while nobody has it")
    unit_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("units.id"), comment="the nearest unit upwards in which somebody holds the role"
    )
    opened_at: Mapped[datetime] = mapped_column(comment="when it opened, or began to wait")
    due_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    closed_with: Mapped[str | None] = mapped_column(comment="the transition that finished or closed it")
    case_version: Mapped[int] = mapped_column(
        comment="version of the case when it was done: undo only while it stands"
    )


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tasks.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    text: Mapped[str]


# In an event's facts: a participant did it on their own page; they are no user whom the history could name.
BY_THEMSELVES = "themselves"


class CaseEvent(Base):
    """History: append-only; facts and ids, never sentences."""

    __tablename__ = "case_events"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int] = mapped_column(comment="1, 2, 3 … within the case")
    kind: Mapped[str] = mapped_column(
        comment="transition, undone, redefined, subject_changed, task_done, task_reopened, claimed, released, "
        "handed_over, snoozed, told or commented"
    )
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), comment="empty: the system")
    transition: Mapped[str | None]
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tasks.id"))
    workflow_hash: Mapped[str] = mapped_column(ForeignKey("workflow_versions.hash"))
    facts: Mapped[dict[str, Any]] = mapped_column(
        default=dict, comment="ids and codes, e.g. whom it was handed to"
    )


class Answer(Base):
    """What somebody filled in; the newest row of a field counts. A field with `keep` is sealed, and erased in time."""

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_case_id_field", "case_id", "field"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_events.id"))
    field: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="AES-256-GCM of the value, instead of value"
    )
    number: Mapped[int] = mapped_column(comment="the event's number: order within the case")
    erased_at: Mapped[datetime | None]


class Timer(Base):
    """What time will do: a step by the system, a task that opens, somebody who is told."""

    __tablename__ = "timers"
    __table_args__ = (
        Index(
            "ix_timers_due",
            "at",
            "id",
            sqlite_where=text("fired_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=text("fired_at IS NULL AND cancelled_at IS NULL"),
        ),
        Index("ix_timers_case_id", "case_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(comment="transition, task, tell, climb or erase")
    key: Mapped[str] = mapped_column(comment="the transition, task or field")
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tasks.id"))
    who: Mapped[str | None] = mapped_column(comment="tell, climb: the role or case person")
    turn: Mapped[int] = mapped_column(default=1, comment="which of a repeated moment this is")
    since: Mapped[datetime] = mapped_column(comment="from when `every` is counted")
    at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class Notice(Base):
    """Somebody is told of a task; the outbox from which mail will leave, and what the first page shows meanwhile."""

    __tablename__ = "notices"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str | None]
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("units.id"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(
        comment="the task is finished: nobody needs to hear of it"
    )


class IdempotencyKey(Base):
    """A form that was sent: the same key again gets the answer of the first, and does nothing."""

    __tablename__ = "idempotency_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    actor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    what: Mapped[str] = mapped_column(
        comment="the operation and its object, so that a key serves one thing only"
    )
    event_id: Mapped[uuid.UUID] = mapped_column(
        comment="case_events.id that the form led to, written after the key"
    )
    used_at: Mapped[datetime] = mapped_column(index=True)


class DayBegun(Base):
    """A day on which facts written for it have been told: roles that begin and end, certificates that begin."""

    __tablename__ = "days_begun"

    day: Mapped[date] = mapped_column(primary_key=True)


class GoneCase(Base):
    """That a case of a process which nobody sees by role was there: all of it is deleted, and this number stays."""

    __tablename__ = "gone_cases"
    __table_args__ = (Index("ix_gone_cases_workflow", "workflow", "country", "year"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    workflow: Mapped[str]
    country: Mapped[str]
    year: Mapped[int] = mapped_column(comment="in which it ended")


class GoneStage(Base):
    """That somebody came to a stage of the way in a month; the case that told it is deleted, and these are counted."""

    __tablename__ = "gone_stages"
    __table_args__ = (Index("ix_gone_stages_unit_id_month", "unit_id", "month"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("units.id"), comment="the group")
    stage: Mapped[str]
    month: Mapped[date] = mapped_column(comment="its first day")
    days: Mapped[int | None] = mapped_column(
        comment="after how many days in the stage before; empty: the first"
    )


class SensitiveRead(Base):
    """Who was shown an answer about a person, and when; written before the page is sent."""

    __tablename__ = "sensitive_reads"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    reader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    fields: Mapped[list[str]]
    read_at: Mapped[datetime]
