"""Searches of a definition's graph: which states are reached, and by which shortest path."""

from collections import deque
from collections.abc import Callable, Iterator

from intranet.engine.definition import Transition, Workflow

Edge = tuple[str | None, str, Transition]  # the state left (None begins a case), the transition's key, and it
Passes = Callable[[Edge], bool]


def edges(workflow: Workflow) -> Iterator[Edge]:
    """Every move of the definition, one for each state a transition leaves."""
    for key, transition in workflow.transitions.items():
        for state in transition.from_ or (None,):
            yield state, key, transition


def leaving(workflow: Workflow, state: str | None) -> Iterator[Edge]:
    return ((state, key, transition) for key, transition in workflow.leaving(state).items())


def reached(workflow: Workflow) -> set[str]:
    """The states that a case can come to stand in."""
    return set(_ways(workflow, lambda _: True))


def path(workflow: Workflow, goal: str, passes: Passes = lambda _: True) -> tuple[str, ...] | None:
    """The shortest path to a state over the moves that pass: state, transition, state …; None if there is none."""
    return _ways(workflow, passes).get(goal)


def shown(path: tuple[str, ...]) -> str:
    return " > ".join(path)


def _ways(workflow: Workflow, passes: Passes) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    waiting: deque[tuple[str | None, tuple[str, ...]]] = deque([(None, ())])
    while waiting:
        state, so_far = waiting.popleft()
        for edge in leaving(workflow, state):
            _, key, transition = edge
            if transition.to in found or not passes(edge):
                continue
            walked = (transition.to,) if state is None else (*so_far, key, transition.to)
            found[transition.to] = walked
            waiting.append((transition.to, walked))
    return found
