"""What a new definition means for open cases: none is stranded, and each change is shown before it is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from intranet.engine.definition import Workflow
from intranet.engine.loader import FILE
from intranet.engine.opening import answers_stand, clockwork, open_now, opened, system_timers, task_timers
from intranet.engine.problems import DefinitionError, Problem, did_you_mean
from intranet.engine.process import Process
from intranet.engine.situation import OpenTask, Situation, TaskFact, TimerPlan


@dataclass(frozen=True)
class Change:
    """What a definition changes for a case that began under another.

    `state` is where the case stands then; `renamed` the new keys of tasks that go on under another; `goes` the tasks
    that close, `appears` those that open, `moves` those whose due moment differs; `timers` are all timers the case
    then has.
    """

    state: str
    renamed: Mapping[UUID, str] = field(default_factory=dict)
    goes: tuple[TaskFact, ...] = ()
    appears: tuple[OpenTask, ...] = ()
    moves: tuple[OpenTask, ...] = ()
    timers: tuple[TimerPlan, ...] = ()


def new_name(workflow: Workflow, old: str) -> str:
    """What a key is called in this definition, followed through `renamed`; itself if nothing renames it."""
    return workflow.renamed.get(old, old)


def strands(old_states: Iterable[str], new: Workflow) -> tuple[str, ...]:
    """The states of open cases that the new definition neither has nor sends elsewhere."""
    return tuple(sorted({state for state in old_states if new_name(new, state) not in new.states}))


def refuse_stranding(open_cases: Mapping[str, int], process: Process) -> None:
    """Raises DefinitionError if open cases (their number by state) would stand in a state that is gone."""
    workflow = process.workflow
    problems = [
        Problem(
            process.folder / FILE,
            1,
            f"{open_cases[state]} open case(s) stand in {state}, which is gone",
            f"say where they go, renamed: {{{state}: ...}}; {did_you_mean(state, workflow.states)}",
        )
        for state in strands(open_cases, workflow)
    ]
    if problems:
        raise DefinitionError(problems)


def change(process: Process, situation: Situation, moment: datetime) -> Change:
    """What this definition changes for a case; raises DefinitionError if the case would be stranded.

    A task appears where the case would have been given it on its way in and has never had it since. What time has
    already made due is in `timers` with its moment in the past.
    """
    workflow = process.workflow
    refuse_stranding({situation.state or "": 1}, process)
    state = new_name(workflow, situation.state or "")
    via = new_name(workflow, situation.via or "")
    clock = clockwork(process, situation, situation.answers)
    since = situation.entered_at or moment
    here = workflow.tasks_in(state)
    stay = [fact for fact in situation.alive if new_name(workflow, fact.key) in here]
    had = {new_name(workflow, fact.key) for fact in situation.tasks if (fact.opened_at or since) >= since}
    had |= {new_name(workflow, fact.key) for fact in stay}
    given = {key: task for key, task in here.items() if not task.via or via in task.via}
    missing = [
        key
        for key, task in given.items()
        if key not in had
        and not task.when
        and not answers_stand(workflow, task, key, situation.answers, situation)
    ]
    others = {*missing, *(new_name(workflow, fact.key) for fact in stay)}
    counted = [
        (
            fact,
            open_now(process, new_name(workflow, fact.key), clock, fact.opened_at or since, task_id=fact.id),
        )
        for fact in stay
        if fact.status != "waiting"
    ]
    timers = system_timers(workflow, state, clock, since)
    for key, task in given.items():
        timers += task_timers(key, task, clock, since)
    return Change(
        state=state,
        renamed={fact.id: new for fact in stay if (new := new_name(workflow, fact.key)) != fact.key},
        goes=tuple(fact for fact in situation.alive if fact not in stay),
        appears=tuple(opened(process, key, others, clock, moment) for key in missing),
        moves=tuple(task for fact, task in counted if task.due_at != fact.due_at),
        timers=tuple(timers),
    )
