"""Who comes to the club in Sauda and to the group in Linköping: each on their own way, and at their own pace.

Nobody here is known beyond the group. Those who help there greet, and the rest is done by the person themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from intranet.demo import members
from intranet.demo.acts import ACTS, LINKOPING, SAUDA, Place, Visitor
from intranet.demo.stage import Script, Stage, at
from intranet.groups import helping
from intranet.participants import attending
from intranet.participants.details import CALL, EVENINGS, MESSAGE, Contact
from intranet.reports.halves import over
from intranet.training import operations as training
from intranet.training.models import CONFIDENTIALITY

# What was done without a word about it.
DONE = ("invite_again", "invite_members", "offer_evenings", "small_talk")


VISITORS = (
    Visitor(
        "a family, first time", ((1, "comes"), (1, "is a family")), family=(1, 2),
    ),
    Visitor(
        "Lykke",
        ((5, "comes"), (4, "is welcomed"), (4, "agrees to a name"), (4, "may be noted"), (3, "gets somebody beside")),
        name="Lykke Eksempel",
    ),
    Visitor("again and again", ((3, "comes"), (1, "is welcomed"))),
    Visitor(
        "the family Tindved",
        ((8, "comes"), (8, "is a family"), (7, "is welcomed"), (7, "agrees to a name"), (6, "may be contacted"),
         (4, "settles"), (1, "is here")),
        name="Familien Tindved Eksempel", contact=Contact(MESSAGE, "000 00 101", hours=EVENINGS), family=(2, 3),
    ),
    Visitor(
        "Kim",
        ((9, "comes"), (8, "is welcomed"), (8, "agrees to a name"), (7, "may be contacted"),
         (5, "gets somebody beside"), (5, "settles"), (3, "is contacted no more"), (1, "is here")),
        name="Kim Eksempel", contact=Contact(CALL, "000 00 102", message=False),
    ),
    Visitor(
        "not now",
        ((11, "comes"), (10, "is welcomed"), (7, "gets somebody beside"), (7, "settles"), (5, "considers"),
         (4, "says not now"), (1, "is here")),
    ),
    Visitor(
        "Solfrid",
        ((9, "comes"), (8, "is welcomed"), (8, "agrees to a name"), (6, "gets somebody beside"), (6, "settles"),
         (2, "keeps a name away"), (1, "is here"), (1, "considers"), (1, "gets a link")),
        name="Solfrid Eksempel",
    ),
    Visitor(
        "Tuva",
        ((10, "comes"), (9, "is welcomed"), (9, "agrees to a name"), (6, "gets somebody beside"), (6, "settles"),
         (3, "considers"), (1, "joins")),
        name="Tuva Eksempel", legal_name="Tuva Tang Eksempel",
    ),
    Visitor(
        "Mikael",
        ((13, "comes"), (12, "is welcomed"), (12, "agrees to a name"), (9, "gets somebody beside"), (9, "settles"),
         (6, "considers"), (5, "joins"), (4, "is confirmed"), (3, "is welcomed as a member"), (2, "is here")),
        name="Mikael Eksempel", legal_name="Mikael Mo Eksempel",
    ),
    Visitor(
        "Robin",
        ((15, "comes"), (14, "is welcomed"), (14, "agrees to a name"), (11, "gets somebody beside"), (11, "settles"),
         (8, "considers"), (7, "joins"), (6, "is confirmed"), (5, "is welcomed as a member"), (1, "helps out")),
        name="Robin Eksempel", legal_name="Robin Rise Eksempel",
    ),
    Visitor(
        "Vilja",
        ((9, "comes"), (8, "is welcomed"), (8, "agrees to a name"), (8, "keeps a helper away"), (2, "pauses")),
        name="Vilja Eksempel",
    ),
    Visitor(
        "gone",
        ((8, "comes"), (7, "is welcomed"), (7, "agrees to a name"), (2, "leaves")), name="Hedda Eksempel",
    ),
    Visitor(
        "Sunna",
        ((6, "comes"), (5, "is welcomed"), (5, "agrees to a name"), (5, "gets somebody beside"), (4, "is protected")),
        name="Sunna Eksempel",
    ),
    Visitor("first time in Linköping", ((1, "comes"),), LINKOPING),
    Visitor("found somebody", ((6, "comes"), (5, "is welcomed"), (5, "keeps the leader away")), LINKOPING),
    Visitor("wishes for somebody", ((3, "comes"), (2, "is welcomed"), (1, "keeps the leader away")), LINKOPING),
    Visitor(
        "Lo", ((4, "comes"), (1, "is welcomed"), (1, "agrees to a name")), LINKOPING, name="Lo Exempel",
    ),
    Visitor(
        "Ellis",
        ((8, "comes"), (7, "is welcomed"), (7, "agrees to a name"), (4, "settles"), (3, "may be contacted"),
         (1, "is here")),
        LINKOPING, name="Ellis Exempel", contact=Contact(CALL, "000 00 103", message=True, hours=EVENINGS),
    ),
    Visitor(
        "Charlie",
        ((7, "comes"), (6, "is welcomed"), (6, "agrees to a name"), (4, "wants no name kept"), (4, "settles"),
         (1, "considers")),
        LINKOPING, name="Charlie Exempel",
    ),
)  # fmt: skip


def begins_to_welcome(stage: Stage) -> date:
    """Since this day, in the last half-year that is over, the groups say who comes."""
    return over(stage.today)[0].first + timedelta(14)


def participants(stage: Stage) -> Iterator[Script]:
    for place in (SAUDA, LINKOPING):
        yield _helpers(stage, place)
        yield _nothing_waits_too_long(stage, place)
    yield _noted(stage, SAUDA, "Lykke")
    yield _somebody_else(stage, LINKOPING)
    yield from (_way(stage, visitor) for visitor in VISITORS)


def _helpers(stage: Stage, place: Place) -> Script:
    """Whoever helps in a group promises confidentiality, and is chosen by the one who leads it."""
    begins = begins_to_welcome(stage)
    yield at(begins, 18)
    stage.units[place.unit] = stage.group(place.group)
    for who in (place.leader, *place.helpers):
        training.sign(stage.session, stage.actor(who), stage.moment, document=CONFIDENTIALITY, version=1)
    yield at(begins, 20)
    for who in place.helpers:
        helping.choose(
            stage.session, stage.actor(place.leader), stage.moment,
            group_id=stage.group(place.group), person_id=stage.people[who],
        )  # fmt: skip


def _noted(stage: Stage, place: Place, visitor: str) -> Script:
    """The group notes those who agree to it: three evenings, and it asks itself whether they come regularly."""
    yield at(begins_to_welcome(stage), 21)
    group_id = stage.group(place.group)
    attending.name_them(stage.session, stage.actor(place.leader), stage.moment, group_id=group_id, names=True)
    for weeks in (3, 2, 1):
        yield at(place.evening(stage, weeks), 21, 30)
        last = attending.recent(stage.session, group_id, stage.day)[0]
        attending.note(
            stage.session, stage.actor(place.leader), stage.moment, stage.day,
            group_id=group_id, meeting_id=last.id, here=[stage.subject(visitor)],
        )  # fmt: skip


def _somebody_else(stage: Stage, place: Place) -> Script:
    """Somebody kept away everybody who leads the group, and a week later the whole group was told whom else to ask."""
    yield at(place.evening(stage, 4), 12)
    case = f"another to talk to in {place.group}"
    stage.follows_subject(case, "another_to_talk_to", stage.group(place.group))
    stage.takes(case, "tell_the_group", "coordinator.sweden")


def _way(stage: Stage, visitor: Visitor) -> Script:
    for weeks, act in visitor.way:
        day = visitor.place.evening(stage, weeks)
        # The office sees to a membership in its own time, and knows nothing of the evening.
        yield at(day, 19) if act not in members.OF_THE_OFFICE else at(day + timedelta(2), 11)
        ACTS[act](stage, visitor)


def _nothing_waits_too_long(stage: Stage, place: Place) -> Script:
    yield stage.ago(1, 22)
    for visitor in VISITORS:
        if visitor.place is place:
            away = any(act == "keeps the leader away" for _, act in visitor.way)
            stage.catches_up(visitor.case, place.helpers[-1] if away else place.leader, *DONE)
