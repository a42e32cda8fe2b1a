"""One table: who may do which action on what, and where. `can_*`, `visible_to`, navigation and tests derive from it.

What a running case allows stands in its workflow (`by`, `not_by`, `seen_by`, `for`), not here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

VOLUNTEER, ASSISTANT, MENTOR, TRAINER = "volunteer", "assistant", "mentor", "trainer"
COORDINATOR, STAFF, BOARD, ADMIN = "coordinator", "staff", "board", "admin"
SAFEGUARDING, DATA_PROTECTION, APPEALS = "safeguarding", "dataprotection", "appeals"

ROLES = (
    VOLUNTEER, ASSISTANT, MENTOR, TRAINER, COORDINATOR, STAFF, BOARD, SAFEGUARDING, DATA_PROTECTION, APPEALS, ADMIN,
)  # fmt: skip
# Whom a task goes to when nobody holds its role any more (processes.md, shared rules).
LADDER = (VOLUNTEER, ASSISTANT, COORDINATOR, STAFF, BOARD)

BELOW = "below"  # in the unit where the role is held, and in every unit below it
NATION = "nation"  # anywhere in the nation of that unit
OWN = "own"  # on what is one's own (one's certificate, one's assignment)
NOT_OWN = "not_own"  # below, but never on what is one's own


@dataclass(frozen=True)
class Grant:
    """A role that somebody holds today, and the unit it is held in."""

    role: str
    unit_id: uuid.UUID
    path: str

    @property
    def nation_path(self) -> str:
        return self.path.split("/", 1)[0] + "/"


@dataclass(frozen=True)
class Actor:
    """A signed-in person with the roles that count today; without a person it is the system.

    `participant_id` alone is a participant on their own page. `barred_from` are participants who do not want to be
    known by this person, and their memberships: for them, these do not exist. `barred_in` are the groups of these.
    """

    person_id: uuid.UUID | None
    grants: tuple[Grant, ...] = ()
    barred_from: frozenset[uuid.UUID] = frozenset()
    participant_id: uuid.UUID | None = None
    barred_in: frozenset[uuid.UUID] = frozenset()

    def roles_at(self, path: str) -> frozenset[str]:
        """The roles that count for something in the unit with this path."""
        return frozenset(grant.role for grant in self.grants if path.startswith(grant.path))

    def roles_in(self, path: str) -> frozenset[str]:
        """The roles held in this very unit."""
        return frozenset(grant.role for grant in self.grants if path == grant.path)


SYSTEM = Actor(None)


@dataclass(frozen=True)
class Rule:
    action: str
    thing: str
    roles: frozenset[str]
    where: str


def _rule(action: str, thing: str, roles: Iterable[str], where: str) -> Rule:
    return Rule(action, thing, frozenset(roles), where)


EVERYBODY = ROLES
OFFICE = (COORDINATOR, STAFF, BOARD)
# Who has a training of their own in the menu; everybody may open it.
LEARNERS = (VOLUNTEER, ASSISTANT, MENTOR, TRAINER)

POLICY: tuple[Rule, ...] = (
    # groups: the list is for everybody in the nation; what is planned is for those who plan it
    _rule("see", "listed_group", EVERYBODY, NATION),
    _rule("see", "group", (*OFFICE, TRAINER), BELOW),
    _rule("see", "group", EVERYBODY, OWN),
    _rule("change", "group", (COORDINATOR, STAFF), BELOW),
    _rule("change", "group", EVERYBODY, OWN),
    _rule("report", "meeting", (COORDINATOR,), BELOW),
    _rule("report", "meeting", EVERYBODY, OWN),
    _rule("read", "meeting_note", EVERYBODY, OWN),
    _rule("name", "attendance", EVERYBODY, OWN),
    _rule("count", "families", (COORDINATOR,), BELOW),
    _rule("count", "families", EVERYBODY, OWN),
    _rule("override", "families", (TRAINER,), NOT_OWN),
    _rule("know", "who_said", OFFICE, NOT_OWN),
    _rule("choose", "helpers", (COORDINATOR,), BELOW),
    _rule("choose", "helpers", EVERYBODY, OWN),
    _rule("ask", "assignment", (COORDINATOR,), BELOW),
    _rule("answer", "assignment", EVERYBODY, OWN),
    _rule("end", "assignment", (COORDINATOR, STAFF), BELOW),
    _rule("end", "assignment", EVERYBODY, OWN),
    _rule("confirm", "reach", (COORDINATOR,), BELOW),
    # certificates: entered, suspended and revoked by others than the person they are about
    _rule("see", "certificate", (*OFFICE, TRAINER, SAFEGUARDING, APPEALS), BELOW),
    _rule("see", "certificate", EVERYBODY, OWN),
    _rule("see", "certificate_reason", (STAFF, BOARD), NOT_OWN),
    _rule("enter", "certificate", (STAFF,), NOT_OWN),
    _rule("issue", "certificate", (STAFF,), NOT_OWN),
    _rule("ask", "renewal", EVERYBODY, OWN),
    _rule("check", "renewal", (TRAINER, STAFF), NOT_OWN),
    _rule("extend", "certificate", (STAFF, BOARD), NOT_OWN),
    _rule("suspend", "certificate", (STAFF, BOARD, SAFEGUARDING), NOT_OWN),
    _rule("lift", "certificate", (BOARD,), NOT_OWN),
    _rule("revoke", "certificate", (BOARD,), NOT_OWN),
    _rule("reinstate", "certificate", (APPEALS,), NOT_OWN),
    _rule("pause", "certificate", (COORDINATOR,), BELOW),
    _rule("pause", "certificate", EVERYBODY, OWN),
    _rule("resume", "certificate", (TRAINER, COORDINATOR), BELOW),
    _rule("resume", "certificate", EVERYBODY, OWN),
    # gatherings: invited ones are for everybody in the nation; who was there is marked by the leader alone
    _rule("see", "gathering", EVERYBODY, NATION),
    _rule("see", "gathering", EVERYBODY, OWN),
    _rule("see", "planned_gathering", (*OFFICE, TRAINER), BELOW),
    _rule("see", "planned_gathering", EVERYBODY, OWN),
    _rule("plan", "gathering", (TRAINER, STAFF), BELOW),
    _rule("answer", "invitation", EVERYBODY, OWN),
    _rule("mark", "attendance", EVERYBODY, OWN),
    _rule("mark", "leader_attendance", (TRAINER, STAFF), NOT_OWN),
    # training: promised by oneself alone; hours and exemptions are entered by others than the person they are about
    _rule("see", "training", (TRAINER, MENTOR, STAFF), BELOW),
    _rule("see", "training", EVERYBODY, OWN),
    _rule("sign", "document", EVERYBODY, OWN),
    _rule("enter", "signature", (STAFF,), NOT_OWN),
    _rule("enter", "hours", (TRAINER, STAFF), NOT_OWN),
    _rule("recognise", "hours", (STAFF,), NOT_OWN),
    _rule("withdraw", "hours", (TRAINER, STAFF), NOT_OWN),
    _rule("log", "practice", EVERYBODY, OWN),
    _rule("answer", "practice", EVERYBODY, OWN),
    _rule("withdraw", "practice", (TRAINER, STAFF), NOT_OWN),
    _rule("withdraw", "practice", EVERYBODY, OWN),
    _rule("give", "exemption", (STAFF,), NOT_OWN),
    # people, their accounts and roles
    _rule("see", "person", (*OFFICE, TRAINER, ADMIN), BELOW),
    _rule("see", "person", EVERYBODY, OWN),
    _rule("change", "person", (COORDINATOR, STAFF, ADMIN), BELOW),
    _rule("change", "person", EVERYBODY, OWN),
    _rule("invite", "person", (COORDINATOR, STAFF, ADMIN), BELOW),
    _rule("give_link", "account", (STAFF, ADMIN), NOT_OWN),
    _rule("close", "account", (STAFF, ADMIN), NOT_OWN),
    _rule("give", "role", (STAFF, ADMIN), NOT_OWN),
    _rule("end", "role", (STAFF, ADMIN), BELOW),
    _rule("end", "role", EVERYBODY, OWN),
    _rule("note", "record_check", (STAFF, COORDINATOR), NOT_OWN),
    _rule("see", "record_check", (STAFF, COORDINATOR), BELOW),
    _rule("see", "record_check", EVERYBODY, OWN),
    # the organisation
    _rule("see", "unit", (*OFFICE, TRAINER, ADMIN), BELOW),
    _rule("change", "unit", (STAFF, ADMIN), BELOW),
    _rule("locate", "town", (STAFF,), BELOW),
    _rule("set", "limit", (STAFF, ADMIN), BELOW),
    # candidates: the desk of those who help them along; who may open the case of one stands in its workflow
    _rule("see", "candidates", (TRAINER, STAFF, COORDINATOR), BELOW),
    # enquiries: taken in by whoever answers the phone, seen to by the coordinator; how it goes on is its workflow's
    _rule("register", "enquiry", (*OFFICE, *LEARNERS), NATION),
    _rule("see", "enquiries", (COORDINATOR,), BELOW),
    # members: the office alone; whoever has a task for one reads how to reach them, and no more
    _rule("see", "membership", (STAFF,), BELOW),
    _rule("correct", "membership", (STAFF,), BELOW),
    _rule("settle", "fee", (STAFF,), BELOW),
    # the figures of a year: counts only, never who
    _rule("see", "figures", (STAFF, BOARD), BELOW),
    _rule("see", "way", OFFICE, BELOW),
    # cases: which case one may open stands in its workflow; here is who gets the board and the overview
    _rule("see", "board", (*OFFICE, TRAINER), BELOW),
)

# Who may give which role: staff never makes staff, board or administrators (nobody hands out more than a step below).
GIVEN_BY: dict[str, frozenset[str]] = {
    STAFF: frozenset({VOLUNTEER, ASSISTANT, MENTOR, TRAINER, COORDINATOR}),
    ADMIN: frozenset(ROLES),
}


def allows(actor: Actor, action: str, thing: str, path: str, owner_id: uuid.UUID | None = None) -> bool:
    """May this actor do it to a thing in the unit with this path? `owner_id` is whose it is, where it is somebody's."""
    mine = actor.person_id is not None and owner_id == actor.person_id
    for rule in POLICY:
        if (rule.action, rule.thing) != (action, thing):
            continue
        if rule.where == OWN:
            if mine:
                return True
        elif rule.where == NOT_OWN and mine:
            continue
        elif any(path.startswith(scope) for scope in _scopes(actor, rule)):
            return True
    return False


def scopes(actor: Actor, action: str, thing: str) -> tuple[str, ...]:
    """Unit paths below which the actor may do it to whatever is not their own: what a `visible_to` query asks with."""
    found = {
        scope
        for rule in POLICY
        if (rule.action, rule.thing) == (action, thing)
        for scope in _scopes(actor, rule)
    }  # fmt: skip
    return tuple(
        sorted(scope for scope in found if not any(scope != o and scope.startswith(o) for o in found))
    )


def somewhere(actor: Actor, action: str, thing: str) -> bool:
    """May the actor do it in any unit at all? The navigation asks this."""
    return bool(scopes(actor, action, thing))


def _scopes(actor: Actor, rule: Rule) -> set[str]:
    if rule.where == OWN:
        return set()
    nation = rule.where == NATION
    return {grant.nation_path if nation else grant.path for grant in actor.grants if grant.role in rule.roles}
