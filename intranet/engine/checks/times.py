"""Every date that a time counts from is there when it is counted."""

from collections.abc import Iterable

from intranet.engine.checks import asked
from intranet.engine.checks.subject import Problems, Subject
from intranet.engine.moments import Moment


def dates_exist(subject: Subject) -> Problems:
    workflow = subject.workflow
    for key, step in workflow.transitions.items():
        for date in _fields(subject, step.when):
            if any(asked.path_past(workflow, date, state) is not None for state in step.from_):
                yield from _may_be_empty(subject, date, "transitions", key, "when")
    for key, task in workflow.tasks.items():
        written = [("when", task.when), ("due", (task.due,) if task.due else ())]
        told = tuple(time for times in (task.tell or {}).values() for time in times)
        for word, times in (*written, ("tell", told)):
            for date in _fields(subject, times):
                if asked.path_past_task(workflow, date, task) is not None:
                    yield from _may_be_empty(subject, date, "tasks", key, word)


def _fields(subject: Subject, times: Iterable[Moment]) -> list[str]:
    """The date fields among what the times count from; a function in rules.py answers for itself."""
    return list(
        dict.fromkeys(time.date for time in times if time.date in subject.workflow.fields and time.date)
    )


def _may_be_empty(subject: Subject, date: str, *path: str) -> Problems:
    hint = f"ask for {date} on every way there, and not as optional"
    yield subject.problem(f"{'.'.join(path)} counts from {date}, which may stay empty", hint, *path)
