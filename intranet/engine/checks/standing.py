"""No case stands still unseen: on each way into a state somebody is asked for a step, or time takes one."""

from collections.abc import Mapping

from intranet.engine.checks import graph
from intranet.engine.checks.subject import Problems, Subject
from intranet.engine.definition import Task
from intranet.engine.problems import joined

_SURE_TO_OPEN = {"after", "every", "before", "on"}


def nobody_waits_for_ever(subject: Subject) -> Problems:
    workflow = subject.workflow
    reached = graph.reached(workflow)
    for left, key, step in graph.edges(workflow):
        state = step.to
        if workflow.states[state].end or (left is not None and left not in reached):
            continue
        if any(other.by_system and other.when for other in workflow.leaving(state).values()):
            continue
        tasks = workflow.tasks_in(state)
        if any(_asks_for_sure(subject, task, left, key, state) for task in tasks.values()):
            continue
        yield subject.problem(
            f"after {key}, a case can wait in {state} for ever: {_why(subject, tasks, left, key, state)}",
            "say 'then' on a task, or add a transition by system with 'when'",
            "states",
            state,
        )


def tasks_open(subject: Subject) -> Problems:
    """A task's `via`, `then` and `after` fit the states it lives in, so that it can open and its steps can be taken."""
    workflow = subject.workflow
    for key, task in workflow.tasks.items():
        for name in task.via:
            if workflow.transitions[name].to not in task.in_:
                what = f"tasks.{key}: via {name}, which leads to {workflow.transitions[name].to}"
                yield subject.at_word(
                    what, f"{name} must lead into {joined(task.in_)}", name, "tasks", key, "via"
                )
        for name in task.then:
            if not set(workflow.transitions[name].from_) & set(task.in_):
                what = f"tasks.{key}: then {name}, which does not leave {joined(task.in_)}"
                yield subject.at_word(what, "name a step that can be taken there", name, "tasks", key, "then")
        for name in task.after:
            if not set(workflow.tasks[name].in_) & set(task.in_):
                what = f"tasks.{key}: after {name}, which never lives at the same time"
                yield subject.at_word(
                    what, "a task waits for others of its own states", name, "tasks", key, "after"
                )
        if task.is_offered and not task.then:
            yield subject.problem(f"tasks.{key}: nothing can be possible", "say 'then'", "tasks", key, "when")
        if key in _all_before(subject, key):
            what = f"tasks.{key} waits for itself: after {joined(task.after)}"
            yield subject.problem(what, "take one 'after' away", "tasks", key, "after")


def _asks_for_sure(subject: Subject, task: Task, left: str | None, key: str, state: str) -> bool:
    """Whether the task, come this way, opens or is still open, and cannot be finished without a step onwards."""
    leads_on = any(state in subject.workflow.transitions[name].from_ for name in task.then)
    if not leads_on or not _comes_this_way(task, left, key):
        return False
    return not task.when or any(moment.relation in _SURE_TO_OPEN for moment in task.when)


def _comes_this_way(task: Task, left: str | None, key: str) -> bool:
    if task.via:
        return key in task.via
    return left not in task.in_ or key not in task.then


def _why(subject: Subject, tasks: Mapping[str, Task], left: str | None, key: str, state: str) -> str:
    here = {name: task for name, task in tasks.items() if _comes_this_way(task, left, key)}
    plain = [
        name
        for name, task in here.items()
        if not any(state in subject.workflow.transitions[step].from_ for step in task.then)
    ]
    if plain:
        return f"{joined(plain)} can be done without anything happening next"
    if here:
        return f"{joined(tuple(here))} may never open"
    return "nobody is asked to do anything"


def _all_before(subject: Subject, key: str) -> set[str]:
    tasks = subject.workflow.tasks
    seen: set[str] = set()
    waiting = list(tasks[key].after)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += tasks[name].after
    return seen
