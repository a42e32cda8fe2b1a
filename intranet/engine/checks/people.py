"""Who is asked can act, who acts can see, somebody always stands in, and the system keeps to its own steps."""

from collections.abc import Iterable

from intranet.engine.checks import asked, graph
from intranet.engine.checks.subject import Problems, Subject
from intranet.engine.definition import STARTER, SYSTEM, THE_PERSON, Transition
from intranet.engine.problems import joined


def tasks_lead_on(subject: Subject) -> Problems:
    """Whoever a task is for may take every step it offers."""
    for key, task in subject.workflow.tasks.items():
        for name in task.then:
            step = subject.workflow.transitions[name]
            if step.by_system:
                continue
            for who in task.for_:
                if not _may(subject, who, step):
                    what = f"{key} is for {joined(task.for_)}, but {name} is by {joined(step.by)}"
                    hint = f"add {who} to 'by' of {name}, or give the task to somebody else"
                    if who in step.by:
                        what = f"{key} is for {joined(task.for_)}, but {name} is not by {who}"
                        hint = f"take {who} out of 'not_by' of {name}, or give the task to somebody else"
                    yield subject.at_word(what, hint, who, "tasks", key, "for")
                    break


def who_acts_can_see(subject: Subject) -> Problems:
    """A role that may press a button in a state sees every case, or is given a task there and so sees this one."""
    workflow = subject.workflow
    for key, step in workflow.transitions.items():
        for state in step.from_:
            working = {who for task in workflow.tasks_in(state).values() for who in task.for_}
            for who in step.by:
                if subject.is_role(who) and who not in workflow.seen_by and who not in working:
                    what = f"{key}: {who} may press it in {state} but may not see the case there"
                    yield subject.at_word(what, f"add {who} to seen_by", who, "transitions", key, "by")


def somebody_stands_in(subject: Subject) -> Problems:
    """A step or task that only case people can do has a role that stands in; each of them has been asked for before.

    In a process that nobody sees by role nobody stands in: time leaves each of its states instead.
    """
    workflow = subject.workflow
    yield from _known_to_the_named(subject)
    for key, step in workflow.transitions.items():
        yield from _stand_in(subject, step.by, "transitions", key, "by")
        for state in step.from_:
            for who in _without_stand_in(subject, step.by):
                path = asked.path_past(workflow, who, state)
                yield from _unasked(subject, key, who, path, "transitions", key, "by")
    for key, task in workflow.tasks.items():
        yield from _stand_in(subject, task.for_, "tasks", key, "for")
        for word, names in (("for", task.for_), ("tell", tuple(task.tell or ()))):
            for who in _without_stand_in(subject, names):
                path = asked.path_past_task(workflow, who, task)
                yield from _unasked(subject, key, who, path, "tasks", key, word)


def system_apart(subject: Subject) -> Problems:
    """The system takes steps of its own: no person presses them, they ask nothing, and they alone wait for a moment."""
    workflow = subject.workflow
    for key, step in workflow.transitions.items():
        at = ("transitions", key)
        if step.by_system and step.by != (SYSTEM,):
            hint = "write a transition of its own for the system"
            yield subject.at_word(
                f"{key}: people and the system share one transition", hint, SYSTEM, *at, "by"
            )
        elif not step.by_system and step.when:
            hint = "write by: system, or give people a task with 'when'"
            yield subject.problem(f"{key}: only the system waits for a moment", hint, *at, "when")
        if step.by_system and step.fields:
            hint = "ask in a step by people, or let an effect find it"
            yield subject.problem(
                f"{key}: the system has no answer to {joined(step.fields)}", hint, *at, "fields"
            )
        if step.when and (
            step.begins or len(step.when) > 1 or step.when[0].relation in ("every", "possible")
        ):
            hint = "write one moment that a state is left at, such as after 180 days"
            yield subject.problem(f"{key}: a step is taken at one moment of a state", hint, *at, "when")
    for key, task in workflow.tasks.items():
        for name in task.then:
            if workflow.transitions[name].by_system:
                what = f"tasks.{key}: {name} is taken by the system, not by people"
                yield subject.at_word(what, "name a step by people", name, "tasks", key, "then")


def one_label_one_button(subject: Subject) -> Problems:
    workflow = subject.workflow
    told = set()
    for state in (None, *workflow.states):
        first: dict[str, str] = {}
        for key, step in workflow.leaving(state).items():
            other = first.setdefault(step.label, key)
            if other == key or step.by_system or (other, key) in told:
                continue
            told.add((other, key))
            where = f"in {state}" if state is not None else "at the beginning"
            what = f"{where} two buttons say '{step.label}': {other} and {key}"
            yield subject.problem(what, "let each say what it does", "transitions", key, "label")


def _may(subject: Subject, who: str, step: Transition) -> bool:
    if who in step.not_by:
        return False
    return who in step.by or subject.workflow.role_of(who) in step.by


def _without_stand_in(subject: Subject, names: Iterable[str]) -> list[str]:
    fields = subject.workflow.fields
    return [name for name in names if name in fields and fields[name].role is None]


def _stand_in(subject: Subject, names: tuple[str, ...], part: str, key: str, word: str) -> Problems:
    alone = _without_stand_in(subject, names) if subject.workflow.seen_by else []
    if alone and set(names) <= {*alone, STARTER, THE_PERSON} and len(alone) == len(names):
        what = f"{key}: if no {' or '.join(alone)} is named, nobody can"
        yield subject.at_word(what, f"give the field {alone[0]} an 'of'", alone[0], part, key, word)


def _known_to_the_named(subject: Subject) -> Problems:
    """Nobody comes into a case by a role that its process does not let see it, and none of its states needs one."""
    workflow = subject.workflow
    if workflow.seen_by:
        return
    for key, field in workflow.fields.items():
        if field.role is not None:
            what = f"fields.{key}: {field.role} stands in, but nobody sees these cases by their role"
            yield subject.problem(what, "take 'of' away, or say who is in seen_by", "fields", key, "of")
    for key, task in workflow.tasks.items():
        for who in filter(subject.is_role, task.for_):
            what = f"{key} is for {who}, but nobody sees these cases by their role"
            hint = "give it to somebody who is named in the case"
            yield subject.at_word(what, hint, who, "tasks", key, "for")
    for key, state in workflow.states.items():
        timed = any(step.by_system and step.when for step in workflow.leaving(key).values())
        if not state.end and not timed:
            what = f"in {key} a case waits for ever once those who are named are gone"
            yield subject.problem(what, "add a transition by system with 'when'", "states", key)


def _unasked(
    subject: Subject, key: str, who: str, path: tuple[str, ...] | None, part: str, name: str, word: str
) -> Problems:
    if path is not None:
        what = f"{key}: nobody has been asked for {who} on the path {graph.shown(path)}"
        hint = f"ask for {who} on the way there, or give the field {who} an 'of'"
        yield subject.at_word(what, hint, who, part, name, word)
