"""Whose list a task stands on: the first who can, by name or by role, in the nearest unit upwards that has one.

Somebody whose certificate is paused or suspended is passed over, but for what is about themselves.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, or_, select, union
from sqlalchemy.orm import Session

from intranet.cases.policy import ASKS_WHO_BARS, KNOWN_HERE, PAST_WHO_LEADS
from intranet.cases.store import CaseRow
from intranet.certificates.queries import rests_on
from intranet.memberships.models import MembershipBar
from intranet.organisation.actors import actor_of, holders_in
from intranet.organisation.models import RoleAssignment, Unit
from intranet.participants import thread
from intranet.participants.models import Bar, Participant
from intranet.people.models import Person
from intranet.policy import ASSISTANT, BOARD, COORDINATOR, LADDER, STAFF

_HOLDERS = (
    select(RoleAssignment.role, Unit.id, Unit.path)
    .join(Unit, Unit.id == RoleAssignment.unit_id)
    .join(Person, Person.id == RoleAssignment.person_id)
    .where(
        Unit.id.in_(bindparam("units", expanding=True)),
        RoleAssignment.starts_on <= bindparam("day"),
        or_(RoleAssignment.ends_on.is_(None), RoleAssignment.ends_on > bindparam("day")),
        or_(Person.left_on.is_(None), Person.left_on > bindparam("day")),
    )
    .distinct()
)
_OTHER_HOLDERS = _HOLDERS.where(Person.id.not_in(bindparam("but", expanding=True)))
_PRESENT = select(Person.id).where(
    Person.id == bindparam("person"),
    or_(Person.left_on.is_(None), Person.left_on > bindparam("day")),
)
_BARRED = select(Bar.person_id).where(Bar.participant_id == bindparam("about"), Bar.person_id.is_not(None))
_BARRED_THERE: CompoundSelect[Any] = union(
    select(Bar.person_id)
    .join(Participant, Participant.id == Bar.participant_id)
    .where(Participant.membership_index == bindparam("index"), Bar.person_id.is_not(None)),
    select(MembershipBar.person_id).where(MembershipBar.membership_id == bindparam("about")),
)
_BARRED_IN = (
    select(Bar.person_id)
    .join(Participant, Participant.id == Bar.participant_id)
    .where(Participant.group_id == bindparam("group"), Bar.person_id.is_not(None))
)

# Whoever holds one of these is told that a task is late, and not whose it is.
_ABOVE_A_GROUP = frozenset({COORDINATOR, STAFF, BOARD})


@dataclass(frozen=True)
class Queue:
    """Whose list: one person's, or that of everybody with the role in the unit."""

    person_id: uuid.UUID | None
    role: str | None
    unit_id: uuid.UUID


def units_of(path: str) -> list[uuid.UUID]:
    """The unit with this path and all above it, from the root down."""
    return [uuid.UUID(part) for part in path.split("/") if part]


def kept_away(session: Session, case: CaseRow, day: date) -> frozenset[uuid.UUID]:
    """Whom the participant barred that this is about, or whose membership it is; and whom a case goes past."""
    about = case.subject_id
    if about is None:
        return frozenset()
    if case.workflow in PAST_WHO_LEADS:
        leading = {person for person, role in holders_in(session, [about], day) if role == ASSISTANT}
        rows = session.connection().execute(_BARRED_IN, {"group": about})
        return frozenset({*leading, *(one for one in rows.scalars() if one is not None)})
    if case.subject_kind not in ASKS_WHO_BARS:
        return frozenset()
    if case.subject_kind in KNOWN_HERE:
        rows = session.connection().execute(_BARRED, {"about": about})
    else:
        rows = session.connection().execute(
            _BARRED_THERE, {"index": thread.index_of(session, about), "about": about}
        )
    return frozenset(one for one in rows.scalars() if one is not None)


class Router:
    """Answers for one case and one day; it reads once, whatever number of tasks is routed.

    `people` are the case people; `stand_ins` the role that stands in for each of them; `about` is whom the case is
    about. `here_alone`: whoever works in a group is asked in this very group. `kept_away` are those whom the
    participant barred: nobody asks them. `but` is somebody who is not counted among those who hold a role.
    """

    def __init__(
        self,
        session: Session,
        path: str,
        day: date,
        people: Mapping[str, uuid.UUID],
        stand_ins: Mapping[str, str | None],
        *,
        about: uuid.UUID | None = None,
        but: uuid.UUID | None = None,
        here_alone: bool = False,
        kept_away: Iterable[uuid.UUID] = (),
    ) -> None:
        self._path = path
        self._people = people
        self._stand_ins = stand_ins
        self._session = session
        self._day = day
        self._about = about
        self._here_alone = here_alone
        self._barred = set(kept_away)
        self._but = set(self._barred) if but is None else self._barred | {but}
        self._nearest: Mapping[str, uuid.UUID] | None = None
        self._present: set[uuid.UUID] = set()

    def knows(self, nearest: Mapping[str, uuid.UUID], present: set[uuid.UUID]) -> None:
        """What was read with the case needs no second reading: units by role, and case people who are here."""
        if self._barred:
            return
        # Who is named in what is known here alone may have ceased to help here: that is not read with the case.
        self._nearest, self._present = nearest, set() if self._here_alone else present

    def queue(self, names: Sequence[str]) -> Queue:
        """Roles and case people in the order in which they are asked. Never nobody: in the end it climbs the ladder."""
        for name in names:
            if (person := self._person(name)) is not None:
                return Queue(person, self._role(name), self._home)
        roles = [role for name in names if (role := self._role(name)) is not None]
        for role in [*roles, *_above(roles)]:
            held = self._holders().get(role)
            if held is not None and (held == self._home or not self._here_alone or role in _ABOVE_A_GROUP):
                return Queue(None, role, held)
        return Queue(None, roles[0] if roles else STAFF, self._home)

    def can_still(self, person_id: uuid.UUID, role: str | None, names: Sequence[str]) -> bool:
        """Whether somebody who has a task for these `names` is with us and may do it: one of them, or by its role."""
        present = self._is_present(person_id) and person_id not in self._barred and self._helps(person_id)
        if not present or role is None or any(self._people.get(name) == person_id for name in names):
            return present
        actor = actor_of(self._session, person_id, self._day)
        roles = actor.roles_in(self._path) if self._here_alone else actor.roles_at(self._path)
        return bool(roles & {role, *_above([role])})

    @property
    def _home(self) -> uuid.UUID:
        return units_of(self._path)[-1]

    def _role(self, name: str) -> str | None:
        return self._stand_ins.get(name, name)

    def _person(self, name: str) -> uuid.UUID | None:
        person = self._people.get(name)
        if person is None or person in self._barred:
            return None
        if person not in self._present:
            if not self._is_present(person) or not self._helps(person):
                return None
            if person != self._about and rests_on(self._session, person, self._day):
                # Nor do they count as one of a role: somebody else is to find it there.
                self._but.add(person)
                self._nearest = None
                return None
            self._present.add(person)
        return person

    def _helps(self, person_id: uuid.UUID) -> bool:
        """Of what is known here alone also whoever is named knows no more once they do not help here."""
        return not self._here_alone or bool(
            actor_of(self._session, person_id, self._day).roles_in(self._path)
        )

    def _is_present(self, person_id: uuid.UUID) -> bool:
        asked = {"person": person_id, "day": self._day}
        return self._session.connection().execute(_PRESENT, asked).first() is not None

    def _holders(self) -> Mapping[str, uuid.UUID]:
        if self._nearest is None:
            asked = {"units": units_of(self._path), "day": self._day}
            others = {"but": sorted(self._but)} if self._but else {}
            holders = _OTHER_HOLDERS if self._but else _HOLDERS
            rows = self._session.connection().execute(holders, asked | others)
            # The longest path comes last and wins.
            self._nearest = {
                role: unit_id for role, unit_id, _ in sorted(rows, key=lambda row: len(row.path))
            }
        return self._nearest


def _above(roles: Sequence[str]) -> Sequence[str]:
    """The ladder above the first of these roles; a role that is not on it is followed from the coordinator up."""
    first = next((role for role in roles if role in LADDER), None)
    start = LADDER.index(first) + 1 if first is not None else LADDER.index(COORDINATOR)
    return LADDER[start:]
