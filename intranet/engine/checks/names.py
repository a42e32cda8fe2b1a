"""Every name means something, and one thing only; what follows from the meanings is for the other checks."""

from collections.abc import Iterable

from intranet.engine.checks.subject import TASKS_DONE, Problems, Subject
from intranet.engine.definition import STARTER, SYSTEM, THE_PERSON
from intranet.engine.moments import Moment, Setting
from intranet.engine.problems import Problem, did_you_mean


def resolve(subject: Subject) -> Problems:
    """Every name that is used is there to be used, with the line of the name itself."""
    workflow = subject.workflow
    if workflow.subject not in subject.settings.subjects:
        yield _missing(subject, "subject", workflow.subject, subject.settings.subjects, "subject")
    yield from _all(subject, "role", workflow.seen_by, subject.settings.roles, "seen_by")
    yield from _transitions(subject)
    yield from _tasks(subject)
    yield from _fields(subject)
    yield from _safety(subject)
    yield from _renamed(subject)


def mean_one_thing(subject: Subject) -> Problems:
    """No name stands for two things: parts of the file, roles, built-in people, and rules all share one room."""
    workflow, rulebook = subject.workflow, subject.rulebook
    seen = dict.fromkeys(sorted(subject.settings.roles), "a role")
    seen |= dict.fromkeys((STARTER, THE_PERSON, SYSTEM, TASKS_DONE), "a word of the format")
    for part in ("states", "transitions", "tasks", "fields", "safety"):
        for name in getattr(workflow, part):
            first = seen.setdefault(name, f"in {part}")
            if first != f"in {part}":
                yield subject.problem(f"'{name}' is both {first} and in {part}", "rename one", part, name)
    for name in (*rulebook.guards, *rulebook.effects, *rulebook.dates):
        if (where := seen.get(name, "a role")) != "a role":
            yield Problem(
                rulebook.file, rulebook.line(name), f"'{name}' is both in rules.py and {where}", "rename one"
            )


def _transitions(subject: Subject) -> Problems:
    workflow = subject.workflow
    takers = {*subject.settings.roles, *workflow.case_people, SYSTEM}
    for key, step in workflow.transitions.items():
        at = ("transitions", key)
        yield from _all(subject, "state", step.from_, workflow.states, *at, "from")
        yield from _all(subject, "state", (step.to,), workflow.states, *at, "to")
        yield from _all(subject, "role or case person", step.by, takers, *at, "by")
        barred = {*takers, *workflow.transitions}
        yield from _all(subject, "role, case person or transition", step.not_by, barred, *at, "not_by")
        yield from _rules(subject, "guard", step.guards, subject.guards, *at, "guards")
        yield from _rules(subject, "effect", step.effects, subject.rulebook.effects, *at, "effects")
        yield from _all(subject, "field", step.fields, workflow.fields, *at, "fields")
        yield from _times(subject, step.when, *at, "when")


def _tasks(subject: Subject) -> Problems:
    workflow = subject.workflow
    people = {*subject.settings.roles, *workflow.case_people}
    for key, task in workflow.tasks.items():
        at = ("tasks", key)
        yield from _all(subject, "state", task.in_, workflow.states, *at, "in")
        yield from _all(subject, "transition", task.via, workflow.transitions, *at, "via")
        yield from _all(subject, "task", task.after, workflow.tasks, *at, "after")
        yield from _all(subject, "role or case person", task.for_, people, *at, "for")
        yield from _all(subject, "transition", task.then, workflow.transitions, *at, "then")
        yield from _all(subject, "field", task.fields, workflow.fields, *at, "fields")
        yield from _times(subject, task.when, *at, "when")
        if task.due is not None:
            yield from _times(subject, (task.due,), *at, "due")
        for who, times in (task.tell or {}).items():
            if who not in people:
                yield _missing(subject, "role or case person", who, people, *at, "tell", who)
            yield from _times(subject, times, *at, "tell", who)


def _fields(subject: Subject) -> Problems:
    known = {
        "person": ("role", subject.settings.roles),
        "document": ("kind of document", subject.settings.documents),
        "record": ("kind of record", subject.settings.records),
    }
    for key, field in subject.workflow.fields.items():
        at = ("fields", key)
        if field.kind in known and isinstance(field.of, str):
            what, names = known[field.kind]
            yield from _all(subject, what, (field.of,), names, *at, "of")
        if isinstance(field.keep, Setting) and field.keep.name not in subject.settings.lengths:
            yield _missing(subject, "setting", field.keep.name, subject.settings.lengths, *at, "keep")


def _safety(subject: Subject) -> Problems:
    workflow = subject.workflow
    steps = {*workflow.states, *workflow.transitions}
    for key, promise in workflow.safety.items():
        at = ("safety", key)
        yield from _all(subject, "state or transition", promise.before, steps, *at, "before")
        if promise.needs is not None and promise.needs not in steps:
            needs = (promise.needs,)
            yield from _rules(
                subject, "guard, state or transition", needs, {*steps, *subject.guards}, *at, "needs"
            )
        barred = {*subject.settings.roles, *workflow.case_people, *workflow.transitions, SYSTEM}
        yield from _all(subject, "role, case person or transition", promise.not_by, barred, *at, "not_by")


def _renamed(subject: Subject) -> Problems:
    workflow = subject.workflow
    names = {*workflow.states, *workflow.transitions, *workflow.tasks}
    for old, new in workflow.renamed.items():
        if new in workflow.fields:
            what = f"renamed: '{new}' is a field, and a field keeps its name"
            yield subject.problem(what, "its answers are sealed and erased under it", "renamed", old)
        elif new not in names:
            yield _missing(subject, "state, transition or task", new, names, "renamed", old)
        if old in names:
            yield subject.problem(
                f"renamed: '{old}' is still there", "only what is gone can be renamed", "renamed", old
            )


def _times(subject: Subject, times: Iterable[Moment], *path: str) -> Problems:
    workflow = subject.workflow
    days = {*subject.rulebook.dates, *workflow.dates}
    for time in times:
        if isinstance(time.span, Setting) and time.span.name not in subject.settings.lengths:
            yield _missing(subject, "setting", time.span.name, subject.settings.lengths, *path)
        if time.date is None or time.date in days:
            continue
        if time.date in workflow.fields:
            what = f"{'.'.join(path)} counts from {time.date}, which is no date"
            yield subject.problem(what, f"write kind: date in fields.{time.date}", *path)
        else:
            yield _missing(subject, "date", time.date, days, *path)


def _rules(subject: Subject, what: str, names: Iterable[str], known: Iterable[str], *path: str) -> Problems:
    """As `_all`, with a hint of its own for a function that stands in rules.py and is marked wrong or not at all."""
    rulebook = subject.rulebook
    functions = {*rulebook.plain, *rulebook.guards, *rulebook.effects, *rulebook.dates}
    for name in names:
        if name in functions and name not in known:
            mark = "guard" if what.startswith("guard") else what
            hint = f"it stands in rules.py: mark it with @{mark}"
            yield subject.at_word(f"{'.'.join(path[:2])}: '{name}' is not {_a(mark)}", hint, name, *path)
        elif name not in known:
            yield _missing(subject, what, name, known, *path)
    yield from _twice(subject, tuple(names), *path)


def _all(subject: Subject, what: str, names: Iterable[str], known: Iterable[str], *path: str) -> Problems:
    for name in names:
        if name not in known:
            yield _missing(subject, what, name, known, *path)
    yield from _twice(subject, tuple(names), *path)


def _twice(subject: Subject, names: tuple[str, ...], *path: str) -> Problems:
    for name in {name for name in names if names.count(name) > 1}:
        yield subject.at_word(f"{'.'.join(path)}: '{name}' stands twice", "once is enough", name, *path)


def _missing(subject: Subject, what: str, name: str, known: Iterable[str], *path: str) -> Problem:
    where = ".".join(path[:2])
    return subject.at_word(f"{where}: no {what} is called '{name}'", did_you_mean(name, known), name, *path)


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
