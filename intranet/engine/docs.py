"""A page of Markdown for each process, written from its definition for docs/workflows; never edited by hand."""

import inspect
from collections.abc import Iterable, Mapping, Sequence

from intranet.engine.definition import SYSTEM, Field, Safety, Task, Transition
from intranet.engine.diagram import mermaid
from intranet.engine.moments import Moment
from intranet.engine.process import Process
from intranet.engine.text import english


def page(process: Process) -> str:
    """What the process is, for somebody who reads no YAML; the same definition gives the same page."""
    workflow = process.workflow
    parts = [
        f"# {workflow.title}",
        f"<!-- Written by `intranet workflows docs` from workflows/{workflow.key}/workflow.yaml -->",
        workflow.help,
        _about(process),
        f"```mermaid\n{mermaid(workflow)}```",
        "## States",
        _table(
            ("State", "Meaning", ""),
            (
                (f"**{state.label}**<br>`{key}`", state.help, "the case is over" if state.end else "")
                for key, state in workflow.states.items()
            ),
        ),
        "## Steps",
        _table(
            ("Step", "From → to", "Who", "What must hold", "What is asked", "What happens with it"),
            (_step(process, key, step) for key, step in workflow.transitions.items()),
        ),
    ]
    if workflow.tasks:
        parts += [
            "## Tasks",
            _table(
                ("Task", "While", "For", "When and by when", "What it asks or offers"),
                (_task(process, key, task) for key, task in workflow.tasks.items()),
            ),
        ]
    if workflow.fields:
        parts += [
            "## Questions",
            _table(
                ("Question", "Kind", "Kept"),
                (_field(process, key, field) for key, field in workflow.fields.items()),
            ),
        ]
    if workflow.safety:
        parts += [
            "## Promises",
            "Proven for every way and path before the application starts.",
            "\n".join(
                f"- **{promise.label}.** {_promise(process, promise)}" for promise in workflow.safety.values()
            ),
        ]
    return "\n\n".join(parts) + "\n"


def _about(process: Process) -> str:
    workflow = process.workflow
    about = f"A case is about a {workflow.subject.replace('_', ' ')}."
    if not workflow.seen_by:
        return f"{about} Nobody may open it by their role; those who are named in it do, and nobody else."
    readers = _people(process, workflow.seen_by)
    return (
        f"{about} Every case in their unit may be opened by: "
        f"{readers}; others see it while they are named in it or hold a task."
    )


def pages(processes: Mapping[str, Process]) -> dict[str, str]:
    """Every file of docs/workflows by its name: a page for each process, and the list of them."""
    found = {f"{key}.md": page(process) for key, process in processes.items()}
    return {"README.md": index(processes.values()), **found}


def index(processes: Iterable[Process]) -> str:
    """The list of all pages."""
    lines = [
        f"- [{workflow.title}]({workflow.key}.md): {workflow.help}"
        for workflow in (process.workflow for process in processes)
    ]
    return "# The processes\n\n<!-- Written by `intranet workflows docs` -->\n\n" + "\n".join(lines) + "\n"


def _step(process: Process, key: str, step: Transition) -> Sequence[str]:
    states = process.workflow.states
    sources = ", ".join(states[state].label for state in step.from_) or "(begins)"
    who = "by itself" if step.by_system else _people(process, step.by)
    if step.when:
        who += f", {_times(step.when)}"
    if step.not_by:
        who += f"; not {_people(process, step.not_by)}"
    return (
        f"**{step.label}**<br>`{key}`",
        f"{sources} → {states[step.to].label}",
        who,
        "<br>".join(_rule(name, process.guards[name]) for name in process.guards_of(key)),
        _questions(process, step.fields),
        "<br>".join(process.says(key)),
    )


def _task(process: Process, key: str, task: Task) -> Sequence[str]:
    workflow = process.workflow
    times = [_times(task.when)] if task.when else []
    times += [f"after {', '.join(workflow.tasks[name].label for name in task.after)}"] if task.after else []
    times += (
        [f"when entered by {', '.join(workflow.transitions[name].label for name in task.via)}"]
        if task.via
        else []
    )
    times += [f"due {task.due}"] if task.due else []
    times += [f"told: {_people(process, (who,))}, {_times(told)}" for who, told in (task.tell or {}).items()]
    asks = [_questions(process, task.fields)] if task.fields else []
    asks += (
        [f"leads to: {', '.join(workflow.transitions[name].label for name in task.then)}"]
        if task.then
        else []
    )
    return (
        f"**{task.label}**<br>`{key}`",
        ", ".join(workflow.states[state].label for state in task.in_),
        _people(process, task.for_),
        "<br>".join(times),
        "<br>".join(asks),
    )


def _field(process: Process, key: str, field: Field) -> Sequence[str]:
    kind = field.kind.replace("_", " ")
    if field.answers:
        kind += f": {', '.join(field.answers.values())}"
    elif isinstance(field.of, str):
        kind += f" ({field.of})"
    optional = "<br>may stay empty" if field.optional else ""
    kept = (
        f"{process.settings.length(field.keep)} after the end, then erased" if field.keep is not None else ""
    )
    return f"**{field.label}**<br>`{key}`{optional}", kind, kept


def _promise(process: Process, promise: Safety) -> str:
    workflow = process.workflow
    parts = [
        workflow.states[name].label if name in workflow.states else workflow.transitions[name].label
        for name in promise.before
    ]
    where = ", ".join(f"“{label}”" for label in parts)
    proven = []
    if promise.needs in process.guards:
        proven.append(f"Every way into {where} asks `{promise.needs}`.")
    elif promise.needs is not None:
        proven.append(f"Every path to {where} passes `{promise.needs}`.")
    if promise.not_by == (SYSTEM,):
        proven.append(f"No way into {where} is taken by the system.")
    elif promise.not_by:
        proven.append(f"No way into {where} is open to {_people(process, promise.not_by)}.")
    return " ".join(proven)


def _rule(name: str, function: object) -> str:
    said = (inspect.getdoc(function) or "").split("\n", maxsplit=1)[0]
    return f"{said} `{name}`" if said and name != "tasks_done" else f"`{name}`"


def _questions(process: Process, names: Iterable[str]) -> str:
    return "<br>".join(process.workflow.fields[name].label for name in names)


def _people(process: Process, names: Iterable[str]) -> str:
    steps = process.workflow.transitions
    said = [
        f"whoever took “{steps[name].label}”"
        if name in steps
        else "the system"
        if name == SYSTEM
        else english(process.who(name))
        for name in names
    ]
    return ", ".join(said)


def _times(times: Iterable[Moment]) -> str:
    return ", ".join(str(time) for time in times)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
