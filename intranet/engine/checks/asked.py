"""Which answers are there for sure: a field counts as asked where no path leads past the steps that ask for it."""

from collections.abc import Iterable

from intranet.engine.checks import graph
from intranet.engine.checks.subject import TASKS_DONE
from intranet.engine.definition import Task, Transition, Workflow


def path_past(workflow: Workflow, field: str, state: str) -> tuple[str, ...] | None:
    """A path into the state on which nobody has been asked for the field, if there is one."""
    return graph.path(workflow, state, lambda edge: field not in _asked_by(workflow, edge[0], edge[2]))


def path_past_task(workflow: Workflow, field: str, task: Task) -> tuple[str, ...] | None:
    """A path on which the task opens and nobody has been asked for the field."""
    if any(field in _required(workflow, other.fields) for other in _surely_before(workflow, task)):
        return None
    for state in task.in_:
        found = _path_via(workflow, field, state, task.via) if task.via else path_past(workflow, field, state)
        if found is not None:
            return found
    return None


def _path_via(workflow: Workflow, field: str, state: str, via: Iterable[str]) -> tuple[str, ...] | None:
    for key in via:
        step = workflow.transitions[key]
        if step.to != state:
            continue
        if step.begins and field not in _required(workflow, step.fields):
            return (state,)
        for left in step.from_:
            if field in _asked_by(workflow, left, step):
                continue
            found = path_past(workflow, field, left)
            if found is not None:
                return (*found, key, state)
    return None


def _asked_by(workflow: Workflow, state: str | None, transition: Transition) -> set[str]:
    """What is answered for sure once the transition is taken from the state, if it was not before."""
    asked = _required(workflow, transition.fields)
    if state is not None and TASKS_DONE in transition.guards:
        for task in workflow.tasks_in(state).values():
            if not (task.via or task.when or task.then):
                asked |= _required(workflow, task.fields)
    return asked


def _surely_before(workflow: Workflow, task: Task) -> list[Task]:
    """The tasks that are finished for sure when this one opens."""
    before, seen = list(task.after), set(task.after)
    found = []
    for key in before:
        other = workflow.tasks[key]
        if not other.via and not other.when and set(task.in_) == set(other.in_):
            found.append(other)
            before += [name for name in other.after if name not in seen]
            seen.update(other.after)
    return found


def _required(workflow: Workflow, names: Iterable[str]) -> set[str]:
    return {name for name in names if not workflow.fields[name].optional}
