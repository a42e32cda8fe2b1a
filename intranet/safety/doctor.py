"""`intranet doctor`: looks whether an installation is sound, and says of each problem what to do; it mends nothing."""

from __future__ import annotations

import sqlite3
import stat
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, Task
from intranet.cases.store import LIVE
from intranet.clock import local_date
from intranet.engine.process import Process
from intranet.groups.cover import covered
from intranet.groups.evidence import group_facts, limits_at
from intranet.groups.models import LED, Group
from intranet.organisation.models import Unit
from intranet.organisation.queries import nearest_holders
from intranet.people.models import Person
from intranet.policy import COORDINATOR, LADDER
from intranet.privacy import erasure, ledger, sentinel
from intranet.privacy.keystore import KeyStore
from intranet.safety import sqlite
from intranet.safety.backup import database_file
from intranet.safety.errors import SafetyError
from intranet.safety.history import broken_histories
from intranet.schema import SchemaError, check_schema

# Before it, several connections that write and checkpoint can damage the file (the "WAL-reset" bug).
SOUND_SQLITE = (3, 51, 3)

# The process that flags a group without cover, where it is loaded; a group in these states of it is covered for now.
FLAG, STILL_COVERED = "lost_cover", ("in_grace",)


@dataclass(frozen=True)
class Finding:
    """What is wrong and what to do; a note only tells what is good to know."""

    what: str
    remedy: str
    is_note: bool = False


def examine(
    session: Session, processes: Mapping[str, Process], data: Path, moment: datetime
) -> Iterator[Finding]:
    """Everything that is wrong. Without a sound database of the right migration nothing further is asked."""
    engine = session.get_bind()
    if isinstance(engine, Engine):
        try:
            check_schema(engine)
        except SchemaError as error:
            yield Finding(str(error), "then run the doctor again")
            return
        unsound = list(_file(engine))
        yield from unsound
        if any(not finding.is_note for finding in unsound):
            return
    yield from _folder(data)
    yield from _keys(session, moment)
    yield from _cases(session, processes)
    yield from _histories(session)
    yield from _tasks(session, local_date(moment))
    yield from _cover(session, local_date(moment), flags=FLAG in processes)


def _file(engine: Engine) -> Iterator[Finding]:
    if engine.dialect.name != "sqlite":
        return
    version = ".".join(map(str, SOUND_SQLITE))
    if sqlite3.sqlite_version_info < SOUND_SQLITE:
        yield Finding(
            f"SQLite {sqlite3.sqlite_version} can damage a database that several processes write (mended in {version})",
            "run one process on it, or use PostgreSQL (INTRANET_DATABASE_URL)",
            is_note=True,
        )
    try:
        sqlite.tables_of(database_file(engine))
    except SafetyError as error:
        yield Finding(str(error), "restore the newest backup: intranet restore DIR --replace")


def _folder(data: Path) -> Iterator[Finding]:
    folder = data / "keys"
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(f"Others on this machine may look into {folder}", f"chmod 700 {folder}")


def _keys(session: Session, moment: datetime) -> Iterator[Finding]:
    """That they open with the secret was seen at the start; here, whether they are the right ones, and no more."""
    store: KeyStore = session.info["keys"]
    if unfinished := erasure.unfinished(session):
        yield Finding(
            f"{unfinished} erasure(s) are not finished: their keys are still in {store.path}",
            "start the web process again, or look why the file cannot be written",
        )
        # Opening anything would finish them: whether the keys fit is seen at the next start.
    elif sentinel.opens(session) is False:
        yield Finding(
            f"The keys in {store.path} are not those of this database",
            "bring its own back: intranet restore DIR --keys DIR",
        )
    if waiting := store.waiting():
        yield Finding(
            f"{waiting} key(s) are wrapped by the secret before this one",
            "intranet keys rotate",
            is_note=True,
        )
    erased = ledger.read(store.path)
    for folder, made_at in ledger.copies(store.path).items():
        if moment - made_at > ledger.KEPT:
            yield Finding(f"The keys in {folder} are older than seven days", f"rm -r {folder}")
        elif left := ledger.still_in(folder, erased):
            yield Finding(
                f"The keys in {folder} still open what was said about {left} who were erased",
                f"rm -r {folder}, and make a new backup",
            )


def _cases(session: Session, processes: Mapping[str, Process]) -> Iterator[Finding]:
    rows = session.execute(
        select(Case.workflow, Case.state, func.count())
        .where(Case.ended_at.is_(None))
        .group_by(Case.workflow, Case.state)
        .order_by(Case.workflow, Case.state)
    )
    for workflow, state, number in rows:
        process = processes.get(workflow)
        if process is None:
            yield Finding(
                f"{number} open case(s) follow {workflow}, which is not loaded",
                "bring its folder back (INTRANET_WORKFLOWS)",
            )
        elif state not in process.workflow.states:
            yield Finding(
                f"{number} open case(s) of {workflow} stand in {state}, which is no state",
                f"say where they go in workflows/{workflow}/workflow.yaml: renamed: {{{state}: ...}}",
            )
        elif process.workflow.states[state].end:
            yield Finding(
                f"{number} case(s) of {workflow} stand in {state}, an end, and have not ended",
                "restore the newest backup in which they are whole",
            )


def _histories(session: Session) -> Iterator[Finding]:
    for case_id, wrong in broken_histories(session):
        yield Finding(
            f"The history of case {case_id} does not hold: {wrong}",
            "restore the newest backup in which it does, and look who wrote to the database",
        )


def _tasks(session: Session, today: date) -> Iterator[Finding]:
    live = Task.status.in_(LIVE)
    gone = session.scalar(
        select(func.count())
        .select_from(Task)
        .join(Person, Person.id == Task.person_id)
        .where(live, Person.left_on <= today)
    )
    if gone:
        yield Finding(
            f"{gone} task(s) belong to somebody who has left", "hand them over on the page of each case"
        )
    lists = session.execute(
        select(Task.role, Task.unit_id, Unit.name, Unit.path, func.count())
        .join(Unit, Unit.id == Task.unit_id)
        .where(live, Task.person_id.is_(None))
        .group_by(Task.role, Task.unit_id, Unit.name, Unit.path)
        .order_by(Unit.name, Task.role)
    )
    for role, _, place, path, number in lists:
        if not any(nearest_holders(session, one, path, today) for one in _able(role)):
            yield Finding(
                f"{number} task(s) in {place} wait for the role {role}, which nobody holds, nor one above it",
                f"give somebody the role {role} there",
            )


def _able(role: str | None) -> tuple[str, ...]:
    """The role and those that its tasks climb to."""
    if role is None:
        return LADDER
    return (role, *LADDER[LADDER.index(role if role in LADDER else COORDINATOR) :])


def _cover(session: Session, today: date, *, flags: bool) -> Iterator[Finding]:
    groups = session.execute(
        select(Group.id, Group.status, Unit.name, Unit.path)
        .join(Unit, Unit.id == Group.id)
        .where(Group.status.in_(LED), or_(Unit.closed_on.is_(None), Unit.closed_on > today))
        .order_by(Unit.name, Group.id)
    ).all()
    facts = group_facts(session, [group.id for group in groups])
    flagged = set(
        session.scalars(
            select(Case.subject_id).where(
                Case.workflow == FLAG, Case.state.not_in(STILL_COVERED), Case.ended_at.is_(None)
            )
        )
    )
    for group_id, status, name, path in groups:
        holds = covered(facts[group_id], today, limits_at(session, path)).holds
        if not holds:
            yield Finding(
                f"The group {name} ({status}) has no certified assistant today",
                f"its coordinator asks a stand-in: {_page(group_id)}",
            )
        if flags and holds is (group_id in flagged):
            wrong = "is flagged as uncovered, and is covered" if holds else "is not flagged as uncovered"
            yield Finding(
                f"The group {name} ({status}) {wrong}",
                "it is looked at anew when the next day begins; if it stays so, look whether the worker runs",
            )


def _page(group_id: uuid.UUID) -> str:
    return f"/groups/{group_id}"
