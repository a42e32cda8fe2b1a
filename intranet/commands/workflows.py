"""`intranet workflows check`, `plan` and `docs`: proving the definitions, and what a new one would do to open cases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from intranet.cases import load_processes, versions
from intranet.cases.store import CaseRow
from intranet.clock import local_date, now
from intranet.commands.application import application
from intranet.commands.failing import Command
from intranet.engine.docs import pages
from intranet.engine.situation import OpenTask
from intranet.engine.versions import Change
from intranet.extensions import db
from intranet.schema import check_schema


@click.group()
def workflows() -> None:
    """The processes: prove them, document them, see what a new definition changes."""


@workflows.command(cls=Command)
def check() -> None:
    """Prove every definition; each problem with file, line and hint."""
    processes = load_processes(os.environ.get("INTRANET_WORKFLOWS"))
    for key, process in processes.items():
        promises = len(process.workflow.safety)
        click.echo(f"{key}: {len(process.workflow.states)} states, {promises} safety promises, all proven")


@workflows.command(cls=Command)
def plan() -> None:
    """Show, case by case, what these definitions would change; nothing is changed."""
    felt = 0
    with application() as app:
        check_schema(db.engine)
        for case, planned in versions.rehearse(db.session(), app.extensions["processes"], now()):
            felt += 1
            click.echo(f"{case.workflow} {case.id} ({case.title or 'no name yet'}), {case.state}:")
            for line in _lines(case, planned):
                click.echo(f"  {line}")
    click.echo(f"{felt} open case(s) would change." if felt else "No open case would change.")


@workflows.command(cls=Command)
@click.option(
    "--to", default="docs/workflows", type=click.Path(path_type=Path), help="The folder to write to."
)
def docs(to: Path) -> None:
    """Write a page about each process, and their list."""
    to.mkdir(parents=True, exist_ok=True)
    for name, page in pages(load_processes(os.environ.get("INTRANET_WORKFLOWS"))).items():
        (to / name).write_text(page, encoding="utf-8")
        click.echo(str(to / name))


def _lines(case: CaseRow, planned: Change) -> Iterator[str]:
    known = {task.id: task.key for task in case.tasks}
    if planned.state != case.state:
        yield f"goes from {case.state} to {planned.state}"
    for task_id, key in planned.renamed.items():
        yield f"task {known[task_id]} is called {key}"
    for gone in planned.goes:
        yield f"task {gone.key} closes"
    for task in planned.appears:
        yield f"task {task.key} {'waits' if task.status == 'waiting' else 'opens'}{_due(task)}"
    for task in planned.moves:
        yield f"task {task.key} moves{_due(task)}"


def _due(task: OpenTask) -> str:
    return f", due {local_date(task.due_at).isoformat()}" if task.due_at else ", without a due day"
