"""The way to a certificate as the process writes it: who is a candidate, what the next step is, what it still needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from intranet.cases.queries.leaving import Leaving, one_leaving, way_to_goal
from intranet.cases.queries.reading import Reading
from intranet.engine.definition import THE_PERSON
from intranet.engine.process import Process
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.policy import SYSTEM

# The processes that are read here; where an organisation has others, these pages are empty.
CERTIFICATION, RENEWAL = "assistant_certification", "certificate_renewal"
# The guard that asks for practice meetings: who is refused by it notes the next one.
PRACTICE = "practice_meetings"


@dataclass(frozen=True)
class Ahead:
    """The next step on the way, and what stands in between, from the refusals of its own guards.

    `phrases` are what can be counted or named in a word or two, `whole` the refusals that need a sentence; `by` is
    when the task that offers the step is due; `practises`: it is practice meetings that are missing.
    """

    step: str
    label: Text
    who: Text
    phrases: Sequence[Text] = field(default=())
    whole: Sequence[Refusal] = field(default=())
    by: datetime | None = None
    practises: bool = False

    @property
    def is_ready(self) -> bool:
        return not self.phrases and not self.whole

    @property
    def sentences(self) -> tuple[Text, ...]:
        return tuple(refusal.text for refusal in self.whole)

    @property
    def up_to_others(self) -> tuple[Text, ...]:
        """The sentences about what the candidate cannot mend."""
        return tuple(refusal.text for refusal in self.whole if refusal.mender != THE_PERSON)

    @property
    def counted(self) -> Text | None:
        """ "2 of 6 led meetings, 1 of 2 supervisions"; None where nothing is to be counted."""
        return listed(self.phrases) if self.phrases else None


def stages(process: Process) -> tuple[str, ...]:
    """The states of a candidate in the process's order: those that are written before its goal."""
    found: list[str] = []
    for key, state in process.workflow.states.items():
        if state.celebrate:
            break
        found.append(key)
    return tuple(found)


def next_step(process: Process, state: str) -> str | None:
    """The people's step that leads on towards the goal from here."""
    way = way_to_goal(process, state)
    leaving = process.workflow.leaving(state)
    return next(
        (key for key, step in leaving.items() if way and step.to == way[0] and not step.by_system), None
    )


def ahead(reading: Reading) -> Ahead | None:
    """What is missing for whoever is on the way, whoever asks: the guards are asked as the system, which is nobody.

    What the step's own form asks for is not missing yet. None where the way has ended.
    """
    key = next_step(reading.process, reading.case.state)
    if key is None:
        return None
    step = one_leaving(replace(reading, actor=SYSTEM), key)
    return Ahead(
        step=key,
        label=step.label,
        who=step.who,
        phrases=tuple(one for refusal in step.refusals for one in refusal.details),
        whole=tuple(refusal for refusal in step.refusals if not refusal.details),
        by=_due(reading, key),
        practises=any(refusal.guard == PRACTICE for refusal in step.refusals),
    )


def first_open(steps: Sequence[Leaving]) -> Leaving | None:
    """The step that the reader may take now, one that leads on before the others."""
    own = [step for step in steps if step.is_open]
    return next((step for step in own if step.leads_on), None)


def listed(texts: Sequence[Text]) -> Text:
    """Several as one: "one, another, a third"; refuses an empty list with ValueError."""
    *first, last = texts
    for one in reversed(first):
        last = Text("%(one)s, %(others)s", {"one": one, "others": last})
    return last


def _due(reading: Reading, step: str) -> datetime | None:
    tasks = reading.process.workflow.tasks
    due = [
        task.due_at
        for task in reading.case.tasks
        if task.live and task.due_at is not None and task.key in tasks and step in tasks[task.key].then
    ]
    return min(due, default=None)
