"""Every state is reached, an end can be reached from each, and nothing runs in a circle by itself."""

from intranet.engine.checks import graph
from intranet.engine.checks.subject import Problems, Subject


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
    """A circle of steps by the system alone would run without anybody, as fast as its guards and times allow."""
    workflow = subject.workflow
    by_itself = [edge for edge in graph.edges(workflow) if edge[2].by_system and edge[0] is not None]
    told: set[str] = set()
    for left, key, step in by_itself:
        seen, waiting = {step.to}, [step.to]
        while waiting:
            state = waiting.pop()
            further = {other.to for source, _, other in by_itself if source == state} - seen
            seen |= further
            waiting += further
        if left in seen and not seen & told:
            told |= seen
            what = f"{key} can run in a circle by itself from {left}"
            yield subject.problem(what, "let a person take one of the steps", "transitions", key, "to")
