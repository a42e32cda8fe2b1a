"""How policy and the workflows judge of one person and one thing, in the words of the table in verdicts.py.

`sees` False is a 404. `may` False means that nothing is changed, whatever is sent; `may` True says only that policy
does not stand in the way, for a state, a guard or a form may.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from intranet.engine.process import Process
from intranet.policy import GIVEN_BY, Actor, allows, scopes, somewhere
from tests.support.things import Thing


@dataclass(frozen=True)
class Verdict:
    sees: bool
    may: bool = True


@dataclass(frozen=True)
class Case:
    """One question: may this person do this to that?"""

    actor: Actor
    thing: Thing
    processes: Mapping[str, Process]

    def allowed(self, action: str, what: str, people: frozenset[uuid.UUID], path: str = "") -> bool:
        mine = self.actor.person_id if self.actor.person_id in people else None
        return allows(self.actor, action, what, path or self.thing.path, owner_id=mine)

    def own(self, action: str, what: str) -> bool:
        return self.allowed(action, what, self.thing.people)

    @property
    def mine(self) -> bool:
        return self.actor.person_id in self.thing.people


Ask = Callable[[Case], Verdict]


def anybody(_case: Case) -> Verdict:
    return Verdict(True)


def nobody(_case: Case) -> Verdict:
    return Verdict(False)


def person(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    return lambda case: Verdict(case.own("see", "person"), may(case))


def other(action: str, what: str) -> Callable[[Case], bool]:
    """May do it to others, and never to themselves."""
    return lambda case: not case.mine and case.own(action, what)


def ends_role(case: Case) -> Verdict:
    role, path = case.thing.facts["role"], case.thing.facts["path_of_person"]
    giveable = {given for held in case.actor.roles_at(case.thing.path) for given in GIVEN_BY.get(held, ())}
    sees = case.allowed("see", "person", case.thing.people, path)
    return Verdict(sees, case.own("end", "role") and (case.mine or role in giveable))


def unit(kinds: tuple[str, ...]) -> Ask:
    def ask(case: Case) -> Verdict:
        may = allows(case.actor, "change", "unit", case.thing.path)
        # Whoever may not change it is told so before anybody looks whether there is a room below it.
        fits = case.thing.state in kinds or not may
        return Verdict(allows(case.actor, "see", "unit", case.thing.path) and fits, may)

    return ask


def limit(case: Case) -> Verdict:
    return Verdict(case.thing.state == "nation" and allows(case.actor, "set", "limit", case.thing.path))


def town(case: Case) -> Verdict:
    nations = {scope.split("/", 1)[0] + "/" for scope in scopes(case.actor, "locate", "town")}
    return Verdict(case.thing.state == "staff" and case.thing.path in nations)


def inside(case: Case, more: frozenset[uuid.UUID] = frozenset()) -> bool:
    return case.allowed("see", "group", case.thing.facts["involved"] | more)


def group(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    def ask(case: Case) -> Verdict:
        listed = case.thing.facts["listed"] and allows(case.actor, "see", "listed_group", case.thing.path)
        helps = bool(case.actor.roles_in(case.thing.path))
        return Verdict(bool(listed) or helps or inside(case), may(case))

    return ask


def leads(action: str, what: str) -> Callable[[Case], bool]:
    return lambda case: case.allowed(action, what, case.thing.facts["leaders"])


def helpers(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    """Known to those who choose them, and to themselves."""

    def ask(case: Case) -> Verdict:
        knows = bool(case.actor.roles_in(case.thing.path)) or leads("choose", "helpers")(case)
        return Verdict(group()(case).sees and knows, may(case))

    return ask


def assignment(action: str) -> Ask:
    return lambda case: Verdict(inside(case, case.thing.people), case.own(action, "assignment"))


def certificate(action: str = "see") -> Ask:
    return lambda case: Verdict(case.own("see", "certificate"), case.own(action, "certificate"))


def gathering(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    def ask(case: Case) -> Verdict:
        facts = case.thing.facts
        announced = facts["announced"] and (
            case.allowed("see", "gathering", facts["invited"])
            or (facts["nordic"] and somewhere(case.actor, "see", "gathering"))
        )
        return Verdict(announced or case.allowed("see", "planned_gathering", facts["planners"]), may(case))

    return ask


def plans(case: Case) -> bool:
    return allows(case.actor, "plan", "gathering", case.thing.path)


def training(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    """The person's own, of those in reach, and of whoever named one as mentor."""

    def ask(case: Case) -> Verdict:
        involved = case.thing.people | case.thing.facts["mentors"]
        return Verdict(case.allowed("see", "training", involved), may(case))

    return ask


def practice(may: Callable[[Case, frozenset[uuid.UUID]], bool]) -> Ask:
    """Also the mentor of this one meeting, whether it stands or not."""

    def ask(case: Case) -> Verdict:
        mentor = frozenset({case.thing.facts["mentor"]})
        involved = case.thing.people | case.thing.facts["mentors"] | mentor
        return Verdict(case.allowed("see", "training", involved), may(case, mentor))

    return ask


def in_the_group_alone(case: Case) -> bool:
    return bool(case.thing.facts["about"] == "participant")


def roles_of(case: Case) -> frozenset[str]:
    """What is known in a group alone, roles held above it say nothing of, nor any of those whom somebody bars.

    Once it has ended nobody knows of it.
    """
    if not in_the_group_alone(case):
        return case.actor.roles_at(case.thing.path)
    is_barred = case.actor.person_id in case.thing.facts["barred"]
    ended = case.thing.facts["ended"]
    return frozenset() if is_barred or ended else case.actor.roles_in(case.thing.path)


def sees_case(case: Case) -> bool:
    process, roles = case.processes[case.thing.facts["workflow"]], roles_of(case)
    if in_the_group_alone(case) and not roles:
        return False
    return bool(roles & set(process.workflow.seen_by)) or case.actor.person_id in case.thing.facts["people"]


def comments(case: Case) -> bool:
    """Nothing is written down freely about somebody who comes, asks or joins."""
    free = case.thing.facts["about"] not in ("participant", "enquiry", "membership")
    return free and sees_case(case)


def is_one_of(case: Case, names: tuple[str, ...]) -> bool:
    """Holds one of the roles there, or is the person the case names so."""
    named, roles = case.thing.facts["named"], roles_of(case)
    role_of = case.processes[case.thing.facts["workflow"]].workflow.role_of
    return any(
        name in roles
        or named.get(name) == case.actor.person_id
        or (name not in named and role_of(name) in roles)
        for name in names
    )


def step(case: Case) -> Verdict:
    workflow = case.processes[case.thing.facts["workflow"]].workflow
    written = workflow.transitions[case.thing.values["key"]]
    if written.by_system or written.begins:
        return Verdict(False)
    barred = any(case.thing.facts["named"].get(name) == case.actor.person_id for name in written.not_by)
    return Verdict(sees_case(case), is_one_of(case, tuple(written.by)) and not barred)


def step_page(case: Case) -> Verdict:
    """A step that does not leave the state the case is in has no page."""
    workflow = case.processes[case.thing.facts["workflow"]].workflow
    leaves = case.thing.values["key"] in workflow.leaving(case.thing.state)
    return Verdict(step(case).sees and leaves)


def undo(case: Case) -> Verdict:
    """Who took part, or has a role that the workflow names in the case."""
    by_role = bool(roles_of(case))
    return Verdict(sees_case(case), by_role or case.actor.person_id in case.thing.facts["actors"])


def does_task(case: Case) -> bool:
    process = case.processes[case.thing.facts["workflow"]]
    ladder, role = [], case.thing.facts["role"]
    while role is not None and role not in ladder:
        ladder.append(role)
        role = process.settings.above.get(role)
    written = process.workflow.tasks[case.thing.facts["task"]]
    named, roles = case.thing.facts["named"], roles_of(case)
    if in_the_group_alone(case) and not roles:
        return False
    return (
        case.thing.facts["person"] == case.actor.person_id
        or bool(roles & set(ladder))
        or any(named.get(name) == case.actor.person_id for name in written.for_)
    )


def task(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    def ask(case: Case) -> Verdict:
        also = case.thing.facts["by"] == case.actor.person_id
        if in_the_group_alone(case):
            also = has_climbed_to(case)
        return Verdict(sees_case(case) or does_task(case) or also, may(case))

    return ask


def has_climbed_to(case: Case) -> bool:
    """Whoever is above a group hears that a task in it is late."""
    facts = case.thing.facts
    held = any((one.role, one.unit_id) == (facts["role"], facts["unit"]) for one in case.actor.grants)
    return bool(held and not case.thing.over and case.actor.person_id not in facts["barred"])


def participant(case: Case) -> Verdict:
    """Those who help in the very group, but for whom the participant bars; nobody once they have left."""
    helps = case.actor.roles_in(case.thing.path) & {"volunteer", "assistant"}
    return Verdict(
        bool(helps) and case.actor.person_id not in case.thing.facts["barred"] and not case.thing.over
    )


def leads_them(case: Case) -> Verdict:
    """Extra support is noted by those who lead the very group."""
    return Verdict(participant(case).sees and "assistant" in case.actor.roles_in(case.thing.path))


def circle(case: Case) -> Verdict:
    """Who comes to a group is known to those who help in that very group."""
    return Verdict(bool(case.actor.roles_in(case.thing.path) & {"volunteer", "assistant"}))


def evening(case: Case) -> Verdict:
    """Who was there is noted where the group wants it, for ninety days."""
    facts = case.thing.facts
    return Verdict(
        circle(case).sees and facts["names_attendance"] and facts["lately"] and not case.thing.over
    )


def begins(case: Case) -> Verdict:
    workflow = case.processes[case.thing.values["key"]].workflow
    # Whom it is about is there already, and known in their group alone: it begins on their own page.
    elsewhere = workflow.key == "extra_support"
    steps = () if elsewhere else workflow.transitions.values()
    by_hand = [step for step in steps if step.begins and not step.by_system]
    names = {name for step in by_hand for name in step.by}
    leads = "leader" in names and case.actor.person_id in case.thing.facts["leaders"]
    return Verdict(bool(by_hand), leads or bool(names & {grant.role for grant in case.actor.grants}))


def member(action: str = "", what: str = "", *, hidden: bool = False) -> Ask:
    """The office, and whoever has a task for the member; what only the office does is not there for others."""

    def ask(case: Case) -> Verdict:
        may = not action or (allows(case.actor, action, what, case.thing.path) and not case.thing.over)
        return Verdict(sees_case(case) and (may or not hidden), may)

    return ask
