"""What people do on their way in a group, each act once: whoever helps there notes it, the rest is theirs alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from intranet.demo import members
from intranet.demo.stage import Stage
from intranet.groups.times import WEEKDAYS
from intranet.memberships.models import OWN_PAGE
from intranet.participants import bars, consents, links, membership, operations, protecting
from intranet.participants.consent_texts import CURRENT
from intranet.participants.consents import Shown
from intranet.participants.details import Contact
from intranet.participants.models import ATTENDANCE, CONTACT, FAMILY, IN_PERSON, RECORD
from intranet.policy import Actor

PATH = "participant_path"
# Nobody here bears it; whoever comes with it is kept away.
UNKNOWN_HERE = "Ingolf Ukjent Eksempel"


@dataclass(frozen=True)
class Place:
    """A group on its weekday: who leads it, who is chosen to help there, and what is spoken."""

    group: str
    leader: str
    helpers: tuple[str, ...]
    weekday: str
    language: str
    country: str

    @property
    def unit(self) -> str:
        return f"the group in {self.group}"

    def evening(self, stage: Stage, weeks: int) -> date:
        """Its day so many weeks back: 1 is the last time it met, today not counted."""
        since = stage.today - timedelta(7 * weeks)
        return since + timedelta((WEEKDAYS.index(self.weekday) - since.weekday()) % 7)


SAUDA = Place("Sauda", "assistant", ("volunteer", "Øystein"), "wed", "nb", "NO")
LINKOPING = Place("Linköping", "Greta", ("volunteer.linkoping",), "mon", "sv", "SE")


@dataclass(frozen=True)
class Visitor:
    """`way` says how many weeks ago what happened, one act after the other; `name` is what they chose to be called."""

    case: str
    way: tuple[tuple[int, str], ...]
    place: Place = SAUDA
    name: str = ""
    contact: Contact | None = None
    family: tuple[int, int] | None = None
    legal_name: str = ""


def _comes(stage: Stage, visitor: Visitor) -> None:
    stage.opens(visitor.case, PATH, "first_visit", visitor.place.helpers[-1], visitor.place.unit)


def _is_a_family(stage: Stage, visitor: Visitor) -> None:
    adults, children = visitor.family or (1, 0)
    operations.describe(
        stage.session, _greeter(stage, visitor), stage.moment, stage.subject(visitor.case),
        kind=FAMILY, adults=adults, children=children,
    )  # fmt: skip


def _is_welcomed(stage: Stage, visitor: Visitor) -> None:
    stage.takes(visitor.case, "welcome", visitor.place.leader, informed=True)


def _agrees(purpose: str) -> Callable[[Stage, Visitor], None]:
    def agree(stage: Stage, visitor: Visitor) -> None:
        consents.give(
            stage.session, _greeter(stage, visitor), stage.moment, stage.subject(visitor.case), purpose,
            Shown(CURRENT[purpose], visitor.place.language, IN_PERSON),
            name=visitor.name if purpose == RECORD else None,
            contact=visitor.contact if purpose == CONTACT else None,
        )  # fmt: skip

    return agree


def _takes_back(purpose: str) -> Callable[[Stage, Visitor], None]:
    def take_back(stage: Stage, visitor: Visitor) -> None:
        consents.withdraw(
            stage.session, stage.themselves(visitor.case), stage.moment, stage.subject(visitor.case), purpose,
            channel=OWN_PAGE,
        )  # fmt: skip

    return take_back


def _gets_somebody_beside(stage: Stage, visitor: Visitor) -> None:
    """Whoever comes alone to a club of families."""
    operations.pair(
        stage.session, _leader(stage, visitor), stage.moment, stage.subject(visitor.case),
        stage.people[visitor.place.helpers[0]],
    )  # fmt: skip


def _settles(stage: Stage, visitor: Visitor) -> None:
    stage.takes(visitor.case, "settle", visitor.place.leader, says_so=True)


def _is_here(stage: Stage, visitor: Visitor) -> None:
    """And has the small talk that was due."""
    if stage.has_open(visitor.case, "small_talk"):
        stage.finishes(visitor.case, "small_talk", visitor.place.helpers[-1])
    operations.was_here(stage.session, _greeter(stage, visitor), stage.moment, stage.subject(visitor.case))


def _considers(stage: Stage, visitor: Visitor) -> None:
    stage.takes(visitor.case, "consider", visitor.place.leader, raised="they")


def _joins(stage: Stage, visitor: Visitor) -> None:
    """On their own page: the pledge is theirs to accept, and nobody else's."""
    membership_id = members.applies(
        stage,
        f"{visitor.case}s medlemskap",
        visitor.legal_name,
        visitor.place.country,
        visitor.place.language,
    )
    themselves = stage.themselves(visitor.case)
    stage.has_a_word(visitor.case)
    membership.hang_on(stage.session, themselves, stage.moment, stage.subject(visitor.case), membership_id)
    stage.presses(visitor.case, "join")


def _is_confirmed(stage: Stage, visitor: Visitor) -> None:
    members.confirmed(stage, f"{visitor.case}s medlemskap")


def _is_welcomed_as_a_member(stage: Stage, visitor: Visitor) -> None:
    members.welcomed(stage, f"{visitor.case}s medlemskap")


def _helps_out(stage: Stage, visitor: Visitor) -> None:
    stage.presses(visitor.case, "sign")
    stage.takes(visitor.case, "help_out", visitor.place.leader, check_seen=True)


def _gets_a_link(stage: Stage, visitor: Visitor) -> None:
    """Said in person, and written down nowhere: not even here."""
    links.give_link(stage.session, _greeter(stage, visitor), stage.moment, stage.subject(visitor.case))


def _is_protected(stage: Stage, visitor: Visitor) -> None:
    protecting.protect(
        stage.session, _greeter(stage, visitor), stage.moment, stage.subject(visitor.case), protected=True
    )


def _keeps_a_helper_away(stage: Stage, visitor: Visitor) -> None:
    helper = stage.people[visitor.place.helpers[0]]
    bars.bar_helper(stage.session, stage.moment, stage.subject(visitor.case), helper)


def _keeps_the_leader_away(stage: Stage, visitor: Visitor) -> None:
    leader = stage.people[visitor.place.leader]
    bars.bar_helper(stage.session, stage.moment, stage.subject(visitor.case), leader)


def _keeps_a_name_away(stage: Stage, visitor: Visitor) -> None:
    bars.bar_name(stage.session, stage.moment, stage.subject(visitor.case), UNKNOWN_HERE)


def _presses(transition: str) -> Callable[[Stage, Visitor], None]:
    return lambda stage, visitor: stage.presses(visitor.case, transition)


def _greeter(stage: Stage, visitor: Visitor) -> Actor:
    return stage.actor(visitor.place.helpers[-1])


def _leader(stage: Stage, visitor: Visitor) -> Actor:
    return stage.actor(visitor.place.leader)


ACTS: Mapping[str, Callable[[Stage, Visitor], None]] = {
    "comes": _comes,
    "is a family": _is_a_family,
    "is welcomed": _is_welcomed,
    "agrees to a name": _agrees(RECORD),
    "may be contacted": _agrees(CONTACT),
    "may be noted": _agrees(ATTENDANCE),
    "is contacted no more": _takes_back(CONTACT),
    "wants no name kept": _takes_back(RECORD),
    "gets somebody beside": _gets_somebody_beside,
    "settles": _settles,
    "is here": _is_here,
    "considers": _considers,
    "says not now": _presses("not_now"),
    "joins": _joins,
    "is confirmed": _is_confirmed,
    "is welcomed as a member": _is_welcomed_as_a_member,
    "helps out": _helps_out,
    "gets a link": _gets_a_link,
    "is protected": _is_protected,
    "keeps a helper away": _keeps_a_helper_away,
    "keeps the leader away": _keeps_the_leader_away,
    "keeps a name away": _keeps_a_name_away,
    "pauses": _presses("pause"),
    "leaves": _presses("leave"),
}
