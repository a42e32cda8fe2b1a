"""Asks who may take a step and what still stands in its way; it plans nothing and changes nothing."""

from dataclasses import dataclass

from intranet.engine.definition import SYSTEM, Transition
from intranet.engine.process import Process
from intranet.engine.rules import Actor, Context, Refusal
from intranet.engine.situation import Situation
from intranet.engine.text import Text, either


def ask(process: Process, context: Context, transition_key: str) -> tuple[Refusal, ...]:
    """Every refusal of the transition's guards and of the safety promises it falls under, in their order."""
    refusals = (process.guards[name](context) for name in process.guards_of(transition_key))
    return tuple(refusal for refusal in refusals if refusal is not None)


def may_take(process: Process, situation: Situation, transition_key: str, actor: Actor) -> Refusal | None:
    """Why this actor may not take the transition, whatever guards say: not theirs (`by`), or four eyes (`not_by`)."""
    transition = process.workflow.transitions[transition_key]
    if transition.by_system or actor.is_system:
        return None if transition.by_system and actor.is_system else _not_theirs(process, transition)
    if not any(is_one(process, situation, name, actor) for name in transition.by):
        return _not_theirs(process, transition)
    barred = next((name for name in transition.not_by if _is_barred(process, situation, name, actor)), None)
    return None if barred is None else _four_eyes(process, transition, barred)


def is_one(process: Process, situation: Situation, name: str, actor: Actor) -> bool:
    """Whether the actor is who a `by`, `for` or `tell` names: by role, in person, or standing in by role."""
    if name in process.settings.roles:
        return name in actor.roles
    if name in actor.named:
        return True
    if name in situation.people and name not in situation.gone:
        return situation.people[name] == actor.person_id
    return process.workflow.role_of(name) in actor.roles


@dataclass(frozen=True)
class Watch:
    """What the engine takes or proposes by itself in a state, and the kinds of facts that make it ask again."""

    transitions: tuple[str, ...]
    tasks: tuple[str, ...]
    relies_on: frozenset[str]


def watch(process: Process, situation: Situation) -> Watch:
    """The system's transitions without `when`, and the tasks `when: possible`, of the state the case is in."""
    workflow = process.workflow
    if situation.state is None:
        return Watch((), (), frozenset())
    leaving = workflow.leaving(situation.state)
    transitions = tuple(key for key, step in leaving.items() if step.by_system and not step.when)
    tasks = tuple(
        key
        for key, task in workflow.tasks_in(situation.state).items()
        if task.is_offered and (not task.via or situation.via in task.via)
    )
    asked = {*transitions, *(step for key in tasks for step in workflow.tasks[key].then if step in leaving)}
    kinds = {
        kind
        for step in asked
        for name in process.guards_of(step)
        for kind in process.guard_rule(name).relies_on
    }
    return Watch(transitions, tasks, frozenset(kinds))


def _is_barred(process: Process, situation: Situation, name: str, actor: Actor) -> bool:
    if name in process.settings.roles:
        return name in actor.roles
    if name in process.workflow.transitions:
        # Whoever took it while it was called otherwise took it too.
        once_called = (old for old, new in process.workflow.renamed.items() if new == name)
        return any(actor.person_id in situation.takers.get(key, ()) for key in (name, *once_called))
    return name in actor.named or (name in situation.people and situation.people[name] == actor.person_id)


def _not_theirs(process: Process, transition: Transition) -> Refusal:
    if transition.by_system:
        return Refusal("by", Text("This happens by itself; nobody needs to do it."))
    who = either([process.who_in_a_sentence(name) for name in transition.by])
    return Refusal("by", Text("This step is for %(who)s.", {"who": who}), mender=transition.by[0])


def _four_eyes(process: Process, transition: Transition, barred: str) -> Refusal:
    """Each sentence says what the reader is in this case, since that alone is why somebody else must do it."""
    step = process.workflow.transitions.get(barred)
    if step is not None:
        taken = process.workflow.words(step.label)
        text = Text(
            "You took the step “%(step)s” in this case, so somebody else takes this one.", {"step": taken}
        )
    elif barred == SYSTEM:
        text = Text("A person takes this step.")
    elif barred in process.settings.roles:
        text = Text("Somebody else than %(role)s takes this step.", {"role": process.who(barred)})
    elif barred == "starter":
        text = Text("You began this case, so somebody else takes this step.")
    elif barred == "the_person":
        text = Text("This is about you, so somebody else takes this step.")
    else:
        text = Text(
            "You are named here as %(role)s, so somebody else takes this step.",
            {"role": process.who_in_a_sentence(barred)},
        )
    return Refusal("not_by", text, mender=transition.by[0])
