"""What the policy table and the workflows say of a person and an address; the views are never asked.

`sees` False is a 404. `may` False means that nothing is changed, whatever is sent; `may` True says only that policy
does not stand in the way, for a state, a guard or a form may.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from intranet.engine.process import Process
from intranet.policy import GIVEN_BY, Actor, allows, scopes, somewhere
from intranet.web.access import Access
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


def verdict(access: Access, endpoint: str, case: Case) -> Verdict:
    """Raises KeyError for a view that nobody has told this table of."""
    says = VERDICTS[endpoint](case)
    if access.needs and not any(somewhere(case.actor, *pair) for pair in access.needs):
        return Verdict(False, False)
    return Verdict(says.sees, says.sees and says.may)


def _anybody(_case: Case) -> Verdict:
    return Verdict(True)


def _nobody(_case: Case) -> Verdict:
    return Verdict(False)


def _person(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    return lambda case: Verdict(case.own("see", "person"), may(case))


def _other(action: str, what: str) -> Callable[[Case], bool]:
    """May do it to others, and never to themselves."""
    return lambda case: not case.mine and case.own(action, what)


def _ends_role(case: Case) -> Verdict:
    role, path = case.thing.facts["role"], case.thing.facts["path_of_person"]
    giveable = {given for held in case.actor.roles_at(case.thing.path) for given in GIVEN_BY.get(held, ())}
    sees = case.allowed("see", "person", case.thing.people, path)
    return Verdict(sees, case.own("end", "role") and (case.mine or role in giveable))


def _unit(kinds: tuple[str, ...]) -> Ask:
    def ask(case: Case) -> Verdict:
        may = allows(case.actor, "change", "unit", case.thing.path)
        # Whoever may not change it is told so before anybody looks whether there is a room below it.
        fits = case.thing.state in kinds or not may
        return Verdict(allows(case.actor, "see", "unit", case.thing.path) and fits, may)

    return ask


def _limit(case: Case) -> Verdict:
    return Verdict(case.thing.state == "nation" and allows(case.actor, "set", "limit", case.thing.path))


def _town(case: Case) -> Verdict:
    nations = {scope.split("/", 1)[0] + "/" for scope in scopes(case.actor, "locate", "town")}
    return Verdict(case.thing.state == "staff" and case.thing.path in nations)


def _inside(case: Case, more: frozenset[uuid.UUID] = frozenset()) -> bool:
    return case.allowed("see", "group", case.thing.facts["involved"] | more)


def _group(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    def ask(case: Case) -> Verdict:
        listed = case.thing.facts["listed"] and allows(case.actor, "see", "listed_group", case.thing.path)
        helps = bool(case.actor.roles_in(case.thing.path))
        return Verdict(bool(listed) or helps or _inside(case), may(case))

    return ask


def _leads(action: str, what: str) -> Callable[[Case], bool]:
    return lambda case: case.allowed(action, what, case.thing.facts["leaders"])


def _helpers(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    """Known to those who choose them, and to themselves."""

    def ask(case: Case) -> Verdict:
        knows = bool(case.actor.roles_in(case.thing.path)) or _leads("choose", "helpers")(case)
        return Verdict(_group()(case).sees and knows, may(case))

    return ask


def _assignment(action: str) -> Ask:
    return lambda case: Verdict(_inside(case, case.thing.people), case.own(action, "assignment"))


def _certificate(action: str = "see") -> Ask:
    return lambda case: Verdict(case.own("see", "certificate"), case.own(action, "certificate"))


def _gathering(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    def ask(case: Case) -> Verdict:
        facts = case.thing.facts
        announced = facts["announced"] and (
            case.allowed("see", "gathering", facts["invited"])
            or (facts["nordic"] and somewhere(case.actor, "see", "gathering"))
        )
        return Verdict(announced or case.allowed("see", "planned_gathering", facts["planners"]), may(case))

    return ask


def _plans(case: Case) -> bool:
    return allows(case.actor, "plan", "gathering", case.thing.path)


def _training(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    """The person's own, of those in reach, and of whoever named one as mentor."""

    def ask(case: Case) -> Verdict:
        involved = case.thing.people | case.thing.facts["mentors"]
        return Verdict(case.allowed("see", "training", involved), may(case))

    return ask


def _practice(may: Callable[[Case, frozenset[uuid.UUID]], bool]) -> Ask:
    """Also the mentor of this one meeting, whether it stands or not."""

    def ask(case: Case) -> Verdict:
        mentor = frozenset({case.thing.facts["mentor"]})
        involved = case.thing.people | case.thing.facts["mentors"] | mentor
        return Verdict(case.allowed("see", "training", involved), may(case, mentor))

    return ask


def _in_the_group_alone(case: Case) -> bool:
    return bool(case.thing.facts["about"] == "participant")


def _roles(case: Case) -> frozenset[str]:
    """What is known in a group alone, roles held above it say nothing of, nor any of those whom somebody bars.

    Once it has ended nobody knows of it.
    """
    if not _in_the_group_alone(case):
        return case.actor.roles_at(case.thing.path)
    is_barred = case.actor.person_id in case.thing.facts["barred"]
    ended = case.thing.facts["ended"]
    return frozenset() if is_barred or ended else case.actor.roles_in(case.thing.path)


def _sees_case(case: Case) -> bool:
    process, roles = case.processes[case.thing.facts["workflow"]], _roles(case)
    if _in_the_group_alone(case) and not roles:
        return False
    return bool(roles & set(process.workflow.seen_by)) or case.actor.person_id in case.thing.facts["people"]


def _comments(case: Case) -> bool:
    """Nothing is written down freely about somebody who comes, asks or joins."""
    free = case.thing.facts["about"] not in ("participant", "enquiry", "membership")
    return free and _sees_case(case)


def _is_one_of(case: Case, names: tuple[str, ...]) -> bool:
    """Holds one of the roles there, or is the person the case names so."""
    named, roles = case.thing.facts["named"], _roles(case)
    role_of = case.processes[case.thing.facts["workflow"]].workflow.role_of
    return any(
        name in roles
        or named.get(name) == case.actor.person_id
        or (name not in named and role_of(name) in roles)
        for name in names
    )


def _step(case: Case) -> Verdict:
    workflow = case.processes[case.thing.facts["workflow"]].workflow
    written = workflow.transitions[case.thing.values["key"]]
    if written.by_system or written.begins:
        return Verdict(False)
    barred = any(case.thing.facts["named"].get(name) == case.actor.person_id for name in written.not_by)
    return Verdict(_sees_case(case), _is_one_of(case, tuple(written.by)) and not barred)


def _step_page(case: Case) -> Verdict:
    """A step that does not leave the state the case is in has no page."""
    workflow = case.processes[case.thing.facts["workflow"]].workflow
    leaves = case.thing.values["key"] in workflow.leaving(case.thing.state)
    return Verdict(_step(case).sees and leaves)


def _undo(case: Case) -> Verdict:
    """Who took part, or has a role that the workflow names in the case."""
    by_role = bool(_roles(case))
    return Verdict(_sees_case(case), by_role or case.actor.person_id in case.thing.facts["actors"])


def _does_task(case: Case) -> bool:
    process = case.processes[case.thing.facts["workflow"]]
    ladder, role = [], case.thing.facts["role"]
    while role is not None and role not in ladder:
        ladder.append(role)
        role = process.settings.above.get(role)
    written = process.workflow.tasks[case.thing.facts["task"]]
    named, roles = case.thing.facts["named"], _roles(case)
    if _in_the_group_alone(case) and not roles:
        return False
    return (
        case.thing.facts["person"] == case.actor.person_id
        or bool(roles & set(ladder))
        or any(named.get(name) == case.actor.person_id for name in written.for_)
    )


def _task(may: Callable[[Case], bool] = lambda _case: True) -> Ask:
    def ask(case: Case) -> Verdict:
        also = case.thing.facts["by"] == case.actor.person_id
        if _in_the_group_alone(case):
            also = _has_climbed_to(case)
        return Verdict(_sees_case(case) or _does_task(case) or also, may(case))

    return ask


def _has_climbed_to(case: Case) -> bool:
    """Whoever is above a group hears that a task in it is late."""
    facts = case.thing.facts
    held = any((one.role, one.unit_id) == (facts["role"], facts["unit"]) for one in case.actor.grants)
    return bool(held and not case.thing.over and case.actor.person_id not in facts["barred"])


def _participant(case: Case) -> Verdict:
    """Those who help in the very group, but for whom the participant bars; nobody once they have left."""
    helps = case.actor.roles_in(case.thing.path) & {"volunteer", "assistant"}
    return Verdict(
        bool(helps) and case.actor.person_id not in case.thing.facts["barred"] and not case.thing.over
    )


def _leads_them(case: Case) -> Verdict:
    """Extra support is noted by those who lead the very group."""
    return Verdict(_participant(case).sees and "assistant" in case.actor.roles_in(case.thing.path))


def _circle(case: Case) -> Verdict:
    """Who comes to a group is known to those who help in that very group."""
    return Verdict(bool(case.actor.roles_in(case.thing.path) & {"volunteer", "assistant"}))


def _evening(case: Case) -> Verdict:
    """Who was there is noted where the group wants it, for ninety days."""
    facts = case.thing.facts
    return Verdict(
        _circle(case).sees and facts["names_attendance"] and facts["lately"] and not case.thing.over
    )


def _begins(case: Case) -> Verdict:
    workflow = case.processes[case.thing.values["key"]].workflow
    # Whom it is about is there already, and known in their group alone: it begins on their own page.
    elsewhere = workflow.key == "extra_support"
    steps = () if elsewhere else workflow.transitions.values()
    by_hand = [step for step in steps if step.begins and not step.by_system]
    names = {name for step in by_hand for name in step.by}
    leads = "leader" in names and case.actor.person_id in case.thing.facts["leaders"]
    return Verdict(bool(by_hand), leads or bool(names & {grant.role for grant in case.actor.grants}))


def _member(action: str = "", what: str = "", *, hidden: bool = False) -> Ask:
    """The office, and whoever has a task for the member; what only the office does is not there for others."""

    def ask(case: Case) -> Verdict:
        may = not action or (allows(case.actor, action, what, case.thing.path) and not case.thing.over)
        return Verdict(_sees_case(case) and (may or not hidden), may)

    return ask


VERDICTS: dict[str, Ask] = {
    "static": _anybody,
    "home.index": _anybody,
    "home.more": _anybody,
    "home.healthz": _anybody,
    "home.readyz": _anybody,
    "home.put_welcome_away": _anybody,
    "home.put_celebration_away": lambda case: Verdict(_sees_case(case)),
    "auth.sign_in": _anybody,
    "auth.sign_out": _anybody,
    "auth.choose_language": _anybody,
    "auth.forgotten": _anybody,
    "auth.take_up": _nobody,  # a link that is open is tried in tests/auth
    "auth.account": _anybody,
    "auth.change_password": _anybody,
    "auth.end_session": lambda case: Verdict(case.mine),
    "auth.end_other_sessions": _anybody,
    "auth.kept_form": _anybody,
    "auth.discard_kept_form": _anybody,
    "people.index": _anybody,
    "people.search": _anybody,
    "people.new": _anybody,
    "people.show": _person(),
    "people.change": _person(lambda case: case.own("change", "person")),
    "people.leave": _person(lambda case: case.own("change", "person")),
    "people.come_back": _person(_other("change", "person")),
    "people.invite": _person(_other("invite", "person")),
    "people.link": _person(),
    "people.give_link": _person(_other("give_link", "account")),
    "people.close_account": _person(_other("close", "account")),
    "people.open_account": _person(_other("close", "account")),
    "people.note_check": _person(_other("note", "record_check")),
    "people.give_role": _person(lambda case: not case.mine and somewhere(case.actor, "give", "role")),
    "people.end_role": _ends_role,
    "organisation.index": _anybody,
    "organisation.towns": _anybody,
    "organisation.locate": _town,
    "organisation.list_limits": _limit,
    "organisation.change_limit": _limit,
    "organisation.new_unit": _unit(("nation", "district")),
    "organisation.change_unit": _unit(("nation", "district", "association", "group")),
    "groups.index": _anybody,
    "groups.show": _group(),
    "groups.details_form": _group(_leads("change", "group")),
    "groups.change_details": _group(_leads("change", "group")),
    "groups.change_leader": _group(_leads("change", "group")),
    "groups.report_form": _group(_leads("report", "meeting")),
    "groups.report": _group(_leads("report", "meeting")),
    "groups.withdraw_report": lambda case: Verdict(_inside(case), _leads("report", "meeting")(case)),
    "groups.note": lambda case: Verdict(_inside(case), _leads("read", "meeting_note")(case)),
    "groups.count_families": _group(_leads("count", "families")),
    "groups.let_one_more_in": _group(_leads("override", "families")),
    "groups.not_meeting": _group(),
    "groups.helpers": _helpers(),
    "groups.choose_helper": _helpers(_leads("choose", "helpers")),
    "groups.end_helper": _helpers(lambda case: case.mine or _leads("choose", "helpers")(case)),
    "groups.ask": _group(lambda case: allows(case.actor, "ask", "assignment", case.thing.path)),
    "groups.accept": _assignment("answer"),
    "groups.end": _assignment("end"),
    "groups.confirm_reach": _group(lambda case: allows(case.actor, "confirm", "reach", case.thing.path)),
    "groups.withdraw_reach": _group(lambda case: allows(case.actor, "confirm", "reach", case.thing.path)),
    "gatherings.index": _anybody,
    "gatherings.show": _gathering(),
    "gatherings.calendar": _gathering(),
    "gatherings.answer": _gathering(lambda case: case.actor.person_id in case.thing.facts["invited"]),
    "gatherings.invite": _gathering(_plans),
    "gatherings.move": _gathering(_plans),
    "gatherings.mark": _gathering(
        lambda case: case.allowed("mark", "attendance", case.thing.facts["leader"])
    ),
    "gatherings.mark_leader": _gathering(
        lambda case: case.allowed("mark", "leader_attendance", case.thing.facts["leader"])
    ),
    "certificates.index": _anybody,
    "certificates.search": _anybody,
    "certificates.enter_form": _anybody,
    "certificates.search_person": _anybody,
    "certificates.enter": _anybody,
    "certificates.show": _certificate(),
    "certificates.printed": _certificate(),
    "certificates.check_code": _anybody,
    "certificates.import_form": _anybody,
    "certificates.rehearse_import": _anybody,
    "certificates.enter_import": _anybody,
    "certificates.recognise_form": _anybody,
    "certificates.recognise": _anybody,
    "certificates.extend_form": _anybody,
    "certificates.extend": _anybody,
    "training.mine": _anybody,
    "training.show": _training(),
    "training.enter": _training(_other("enter", "hours")),
    "training.recognise": _training(_other("recognise", "hours")),
    "training.enter_signature": _training(_other("enter", "signature")),
    "training.exempt": _training(_other("give", "exemption")),
    "training.withdraw_hours": _training(_other("withdraw", "hours")),
    "training.withdraw_signature": _training(
        lambda case: case.thing.facts["on_paper"] and _other("enter", "signature")(case)
    ),
    "training.end_exemption": _training(_other("give", "exemption")),
    "training.sign_form": _anybody,
    "training.sign": _anybody,
    "training.document": _anybody,
    "training.groups": _anybody,
    "training.log_form": _group(),
    "training.log": _group(),
    "training.confirm": _practice(lambda case, mentor: case.actor.person_id in mentor),
    "training.decline": _practice(lambda case, mentor: case.actor.person_id in mentor),
    "training.withdraw": _practice(
        lambda case, mentor: case.allowed("withdraw", "practice", case.thing.people | mentor)
    ),
    "cases.index": _anybody,
    "cases.show": lambda case: Verdict(_sees_case(case)),
    "cases.step": _step_page,
    "cases.take": _step,
    "cases.comment": lambda case: Verdict(_sees_case(case), _comments(case)),
    "cases.take_back": _undo,
    "tasks.index": _anybody,
    "tasks.show": _task(),
    "tasks.claim": _task(_does_task),
    # Giving back what nobody has is a second click, and harmless.
    "tasks.release": _task(lambda case: case.thing.facts["person"] in (None, case.actor.person_id)),
    "tasks.complete": _task(_does_task),
    "tasks.hand_over": _task(_does_task),
    "tasks.snooze": _task(_does_task),
    "tasks.reopen": _task(lambda case: case.thing.facts["by"] == case.actor.person_id),
    "tasks.comment": _task(_comments),
    "members.index": _anybody,
    "members.find": _anybody,
    "members.show": _member(),
    "members.settle": _member("settle", "fee"),
    "members.correct": _member("correct", "membership", hidden=True),
    "callers.index": _anybody,
    "enquiries.ask": _anybody,
    "enquiries.sent": _anybody,
    "enquiries.find": _anybody,
    "enquiries.new": _anybody,
    "candidates.index": _anybody,
    "candidates.mine": _anybody,
    "candidates.take_break": _anybody,
    "candidates.come_back": _anybody,
    # A participant's own page is there for no user; tests/mine goes there as who it is for.
    "mine.link": lambda _case: Verdict(True, False),
    "mine.open_page": lambda _case: Verdict(True, False),
    "mine.goodbye": _anybody,
    "welcoming.index": _circle,
    "welcoming.first_visit": _circle,
    "welcoming.show": _participant,
    "welcoming.contact": _participant,
    "welcoming.agree": _participant,
    "welcoming.withdraw": _participant,
    "welcoming.was_here": _participant,
    "welcoming.describe": _participant,
    "welcoming.pair": _participant,
    "welcoming.protect": _participant,
    "welcoming.support": _leads_them,
    "welcoming.name_attendance": _group(_leads("name", "attendance")),
    "welcoming.attendance": _evening,
    "welcoming.note_attendance": _evening,
    "giving.give": _participant,
    "giving.link": _participant,
    "giving.hand_over": _participant,
    **dict.fromkeys(
        (
            "mine.index",
            "mine.correct",
            "mine.copy",
            "mine.copy_file",
            "mine.close",
            "mine.consent",
            "mine.agree",
            "mine.withdraw",
            "mine.keep_away",
            "mine.lift",
            "mine.take",
            "mine.leave",
            "mine.pledge",
            "mine.undo",
            "mine.resign",
            "mine.support",
            "mine.ask_another",
            "mine.support_step",
        ),
        _nobody,
    ),
    "reports.index": _anybody,
    "reports.table": _anybody,
    "reports.way": _anybody,
    "reports.way_table": _anybody,
    "reports.way_of_group": lambda case: Verdict(
        allows(case.actor, "see", "way", case.thing.path) or bool(case.actor.roles_in(case.thing.path))
    ),
    "workflows.index": _anybody,
    "workflows.show": _anybody,
    "workflows.board": _anybody,
    "workflows.start": _begins,
}
# Pages that exist for whoever may, and only while there is something to decide.
WHEN_THERE_IS_SOMETHING = frozenset(
    {
        "certificates.printed", "groups.details_form", "groups.report_form",
        "people.invite", "auth.kept_form", "auth.sign_in", "members.find",
    }
)  # fmt: skip
