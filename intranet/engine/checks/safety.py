"""The safety promises hold on every way and every path, whoever walks it."""

from intranet.engine.checks import graph
from intranet.engine.checks.subject import Problems, Subject
from intranet.engine.definition import SYSTEM, Safety, Transition


def promises_hold(subject: Subject) -> Problems:
    for key, promise in subject.workflow.safety.items():
        if promise.needs is None and not promise.not_by:
            hint = "say what it needs, or who may not (not_by)"
            yield subject.problem(f'"{promise.label}" promises nothing', hint, "safety", key)
        if promise.needs in subject.workflow.states or promise.needs in subject.workflow.transitions:
            yield from _path(subject, key, promise)
        elif promise.needs is not None:
            yield from _guard(subject, promise, promise.needs)
        yield from _who(subject, promise)


def _ways(subject: Subject, promise: Safety) -> dict[str, Transition]:
    """The transitions that the promise is about: those named, and all that lead into a state named."""
    return {
        key: step
        for key, step in subject.workflow.transitions.items()
        if key in promise.before or step.to in promise.before
    }


def _guard(subject: Subject, promise: Safety, guard: str) -> Problems:
    for key, step in _ways(subject, promise).items():
        if guard not in step.guards:
            leads = f"{key} leads into {step.to}" if step.to in promise.before else f"{key} can be taken"
            what = f'{leads} without {guard}, against "{promise.label}"'
            yield subject.problem(what, f"add {guard} to its guards", "transitions", key, "to")


def _who(subject: Subject, promise: Safety) -> Problems:
    for key, step in _ways(subject, promise).items():
        for who in promise.not_by:
            if step.by_system != (who == SYSTEM) or who in step.not_by:
                continue
            leads = f"{key} leads into {step.to} and" if step.to in promise.before else key
            hint = "let people take it" if who == SYSTEM else f"add {who} to its not_by"
            what = f'{leads} can be taken by {who}, against "{promise.label}"'
            word = "not_by" if step.not_by else "by"
            yield subject.problem(what, hint, "transitions", key, word)


def _path(subject: Subject, key: str, promise: Safety) -> Problems:
    """Looks for a path to what is promised that never passes what is needed; the first found is the proof against."""
    workflow, needs = subject.workflow, promise.needs

    def passes(edge: graph.Edge) -> bool:
        return needs not in (edge[1], edge[2].to)

    for goal in promise.before:
        found = None
        if goal in workflow.states and goal != needs:
            found = graph.path(workflow, goal, passes)
        elif goal in workflow.transitions and goal != needs:
            step = workflow.transitions[goal]
            starts = [graph.path(workflow, state, passes) for state in step.from_] or [()]
            found = next(((*start, goal) for start in starts if start is not None), None)
        if found is not None:
            hint = f"let every way there pass {needs}"
            what = f'"{promise.label}" is broken on the path {graph.shown(found)}'
            yield subject.problem(what, hint, "safety", key)
            return
