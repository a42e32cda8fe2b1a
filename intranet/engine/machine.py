"""Where a step leads, asked of the library `transitions`: the only module that knows it, and no case row meets it."""

from collections.abc import Iterable

from transitions import Machine as LibraryMachine
from transitions import MachineError

_BEFORE_THE_BEGINNING = "(before the beginning)"


class IllegalStep(Exception):
    """The transition does not leave the state the case is in."""


class _Position:
    """What the library moves instead of a row: one throw-away place that knows its state."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class Machine:
    """One shared machine for a definition, built at load; built without a model, since it would keep every one."""

    def __init__(self, states: Iterable[str], moves: Iterable[tuple[str, tuple[str, ...], str]]) -> None:
        self._machine = LibraryMachine(
            model=None,
            states=[_BEFORE_THE_BEGINNING, *states],
            initial=_BEFORE_THE_BEGINNING,
            auto_transitions=False,
            send_event=True,
        )
        for key, sources, target in moves:
            self._machine.add_transition(key, list(sources) or _BEFORE_THE_BEGINNING, target)

    def target(self, state: str | None, transition: str) -> str:
        """The state the transition enters from `state` (None begins a case); raises IllegalStep."""
        event = self._machine.events.get(transition)
        if event is None:
            raise IllegalStep(f"there is no transition {transition}")
        position = _Position(_BEFORE_THE_BEGINNING if state is None else state)
        try:
            moved = event.trigger(position)
        except (MachineError, ValueError) as error:
            raise IllegalStep(f"{transition} does not leave {state}") from error
        if not moved:
            raise IllegalStep(f"{transition} does not leave {state}")
        return position.state
