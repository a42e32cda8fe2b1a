"""Every state is reached, an end can be reached from each, and nothing runs in a circle by itself."""

from collections.abc import Iterator

from intranet.engine.checks import graph
from intranet.engine.checks.subject import Problems, Subject
from intranet.engine.rules import GuardRule, rule_of


def states_reached(subject: Subject) -> Problems:
    workflow = subject.workflow
    if not workflow.leaving(None):
        yield subject.problem("no transition begins a case", "leave out 'from' on one of them", "transitions")
    reached = graph.reached(workflow)
    for state in workflow.states:
        if state in reached:
            continue
        hint = f"name {state} in a transition's 'to', or take it away"
        if any(key for key, step in workflow.entering(state).items() if step.from_ != (state,)):
            yield subject.problem(f"no path from a beginning leads to {state}", hint, "states", state)
        else:
            yield subject.problem(f"nothing leads to {state}", hint, "states", state)


def end_in_reach(subject: Subject) -> Problems:
    workflow = subject.workflow
    ending = {key for key, state in workflow.states.items() if state.end}
    if not ending:
        yield subject.problem("no state ends a case", "write end: true on one", "states")
        return
    grown = True
    while grown:
        sources = {left for left, _, step in graph.edges(workflow) if left is not None and step.to in ending}
        grown = not sources <= ending
        ending |= sources
    for state in workflow.states:
        if state not in ending:
            hint = "add a transition from it that leads on to an end"
            yield subject.problem(f"from {state} no end can be reached", hint, "states", state)


def no_circle(subject: Subject) -> Problems:
    """A circle of steps by the system alone would run without anybody, as fast as its guards and times allow.

    Where one of its steps has the opposite of another's guard, it stands still until a fact changes.
    """
    by_itself = [edge for edge in graph.edges(subject.workflow) if edge[2].by_system and edge[0] is not None]
    told: set[str | None] = set()
    for circle in _circles(by_itself):
        states = {state for state, _, _ in circle}
        if states & told or _stands_still(subject, circle):
            continue
        told |= states
        left, key, _ = circle[0]
        what = f"{key} can run in a circle by itself from {left}"
        yield subject.problem(what, "let a person take one of the steps", "transitions", key, "to")


def _circles(edges: list[graph.Edge]) -> Iterator[tuple[graph.Edge, ...]]:
    """Every way back to a state that passes no state twice, from each edge it may begin with."""
    waiting: list[tuple[graph.Edge, ...]] = [(edge,) for edge in edges]
    while waiting:
        way = waiting.pop(0)
        reached = way[-1][2].to
        if reached == way[0][0]:
            yield way
        elif all(reached != state for state, _, _ in way):
            waiting += [(*way, edge) for edge in edges if edge[0] == reached]


def _stands_still(subject: Subject, circle: tuple[graph.Edge, ...]) -> bool:
    known = subject.rulebook.guards
    asked = [known[name] for _, _, step in circle for name in step.guards if name in known]
    rules = (rule_of(guard) for guard in asked)
    return any(isinstance(rule, GuardRule) and rule.opposite_of in asked for rule in rules)
