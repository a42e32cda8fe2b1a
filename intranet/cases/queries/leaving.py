"""The steps that may be taken from where a case stands, and the way it goes; it asks the guards, and takes nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from intranet.cases.models import CaseEvent
from intranet.cases.queries.reading import Reading
from intranet.engine.definition import Transition
from intranet.engine.process import Process
from intranet.engine.rules import Refusal
from intranet.engine.text import Text, either


@dataclass(frozen=True)
class Leaving:
    """A transition that leaves the state, as this reader finds it.

    `denied`: it is not this reader's to take. `refusals`: what is missing. `to_fill_in`: what is missing too, but is
    asked by the step's own form. `ends`: nothing leads on from there.
    `leads_on`: it is the next on the way to the goal. `offered`: a task that is to be done leads to it.
    """

    key: str
    label: Text
    help: Text | None
    says: tuple[Text, ...]
    fields: tuple[str, ...]
    to: Text
    ends: bool
    celebrates: bool
    leads_on: bool
    offered: bool
    who: Text
    denied: Refusal | None
    refusals: tuple[Refusal, ...]
    to_fill_in: tuple[Refusal, ...]
    hidden: bool

    @property
    def is_open(self) -> bool:
        return self.denied is None and not self.refusals

    @property
    def is_theirs(self) -> bool:
        """Whether the reader is one of those who take it, so that four eyes are worth explaining."""
        return self.denied is None or self.denied.guard != "by"

    @property
    def is_told(self) -> bool:
        """Whether it stands on the page of the case; what others take does where it leads on or is about to be decided.

        Nobody reads on the day they are certified who could suspend them.
        """
        return not self.hidden and (self.denied is None or self.leads_on or self.offered)


def leaving(reading: Reading) -> tuple[Leaving, ...]:
    """The transitions that people take from here, those that a live task offers first, in the task's order."""
    written = reading.process.workflow.leaving(reading.case.state)
    keys = dict.fromkeys((*(step for step in _offered(reading) if step in written), *written))
    return tuple(one_leaving(reading, key) for key in keys if not written[key].by_system)


def one_leaving(reading: Reading, key: str) -> Leaving:
    workflow = reading.process.workflow
    transition = workflow.transitions[key]
    refusals = reading.ask(key)
    asked = tuple(refusal for refusal in refusals if _is_asked(reading.process, transition, refusal))
    denied = reading.may_take(key)
    # What would happen to others is told to whoever may do it.
    foretold = () if denied else reading.process.foretells(key, reading.context(key))
    return Leaving(
        key=key,
        label=workflow.words(transition.label),
        help=workflow.words(transition.help) if transition.help else None,
        says=(*(Text(sentence) for sentence in reading.process.says(key)), *foretold),
        fields=transition.fields,
        to=workflow.words(workflow.states[transition.to].label),
        ends=workflow.states[transition.to].end and not workflow.leaving(transition.to),
        celebrates=workflow.states[transition.to].celebrate is not None,
        leads_on=transition.to in way_to_goal(reading.process, reading.case.state),
        offered=key in _offered(reading),
        who=either([reading.who(name) for name in transition.by]),
        denied=denied,
        refusals=tuple(refusal for refusal in refusals if refusal not in asked),
        to_fill_in=asked,
        hidden=any(_hides(reading.process, refusal) for refusal in refusals),
    )


def _hides(process: Process, refusal: Refusal) -> bool:
    return refusal.guard in process.guards and process.guard_rule(refusal.guard).hides


def _offered(reading: Reading) -> tuple[str, ...]:
    tasks = reading.process.workflow.tasks
    live = (task.key for task in reading.case.tasks if task.live and task.key in tasks)
    return tuple(step for key in live for step in tasks[key].then)


def _is_asked(process: Process, transition: Transition, refusal: Refusal) -> bool:
    """Whether filling in this step's form may be all that is missing: the guard reads what the form asks.

    A refusal with a link is mended there, and not here.
    """
    if refusal.guard not in process.guards or refusal.link is not None:
        return False
    return bool(set(process.guard_rule(refusal.guard).reads) & set(transition.fields))


def ribbon(reading: Reading) -> tuple[Mapping[str, object], ...]:
    """The states behind, where it stands, and the shortest way from here to the goal, for components/ribbon.html."""
    case, workflow = reading.case, reading.process.workflow
    ahead = way_to_goal(reading.process, case.state)
    been = reading.session.scalars(
        select(CaseEvent.from_state)
        .where(
            CaseEvent.case_id == case.id, CaseEvent.kind == "transition", CaseEvent.from_state.is_not(None)
        )
        .order_by(CaseEvent.number)
    )
    behind = [
        state
        for state in dict.fromkeys(been)
        if state is not None and state in workflow.states and state != case.state and state not in ahead
    ]
    steps: list[tuple[str, str, datetime | None]] = [
        *((state, "done", None) for state in behind),
        (case.state, "now", case.entered_at),
        *((state, "next", None) for state in ahead),
    ]
    return tuple(
        {
            "label": workflow.words(workflow.states[state].label),
            "help": workflow.words(workflow.states[state].help),
            "is": place,
            "since": since,
        }
        for state, place, since in steps
        if state in workflow.states
    )


def way_to_goal(process: Process, state: str) -> tuple[str, ...]:
    """The states after this one on the shortest way, by people's steps, to a goal; empty at an end."""
    workflow = process.workflow
    if state not in workflow.states or workflow.states[state].end:
        return ()
    before: dict[str, str] = {}
    queue = deque([state])
    while queue:
        here = queue.popleft()
        if workflow.states[here].celebrate and here != state:
            way = [here]
            while before[way[0]] != state:
                way.insert(0, before[way[0]])
            return tuple(way)
        for transition in workflow.leaving(here).values():
            if not transition.by_system and transition.to not in before and transition.to != state:
                before[transition.to] = here
                queue.append(transition.to)
    return ()
