"""Enquiries of these weeks and an old one: taken by one person, answered as was asked for, met at the door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from intranet.demo.acts import LINKOPING, SAUDA, Place
from intranet.demo.stage import Script, Stage
from intranet.enquiries import operations
from intranet.enquiries.contact import Contact
from intranet.enquiries.models import CALL, EMAIL, FORM, PHONE, PROFESSIONAL, RELATIVE, SELF, TEXT
from intranet.enquiries.operations import Asked
from intranet.training import operations as training
from intranet.training.models import CONFIDENTIALITY

WORKFLOW = "enquiry"
# Whoever asked more than once has one number.
RINGS_AGAIN = "000 00 301"


def enquiries(stage: Stage) -> Iterator[Script]:
    yield from (
        story(stage)
        for story in (
            _promises, _new, _asks_again, _given, _in_contact, _booked, _visited, _missed, _guided, _closed, _erased,
            _new_in_sweden, _on_the_phone_in_sweden, _booked_in_sweden,
        )
    )  # fmt: skip


def _promises(stage: Stage) -> Script:
    """Nobody reaches out who has not promised confidentiality."""
    yield stage.ago(230, 9)
    for who in ("coordinator", "coordinator.sweden"):
        training.sign(stage.session, stage.actor(who), stage.moment, document=CONFIDENTIALITY, version=1)


def _new(stage: Stage) -> Script:
    yield stage.ago(1, 15)
    _asks(
        stage,
        "Runolfs spørsmål",
        "Odda",
        Contact(TEXT, "000 00 302", False, "evening"),
        name="Runolf Eksempel",
        for_whom=RELATIVE,
    )


def _asks_again(stage: Stage) -> Script:
    """By the same number as an enquiry that was closed."""
    yield stage.ago(1, 20)
    _asks(stage, "samme nummer", "Bergen", Contact(CALL, RINGS_AGAIN, False, "evening"))


def _given(stage: Stage) -> Script:
    case = "gitt videre"
    yield stage.ago(2, 9)
    _asks(
        stage, case, "Bergen", Contact(EMAIL, "sigrunn@post.example", False, "any"), name="Sigrunn Eksempel",
        note="Jeg har to barn.",
    )  # fmt: skip
    yield stage.ago(1, 9)
    _given_to(stage, case, "volunteer")


def _in_contact(stage: Stage) -> Script:
    case = "vil tenke på det"
    yield stage.ago(5, 13)
    _asks(
        stage,
        case,
        "Voss",
        Contact(CALL, "000 00 303", True, "morning"),
        name="Audhild Eksempel",
        note="Ring gjerne på formiddagen.",
    )
    yield from _spoken(stage, case, days=4)


def _booked(stage: Stage) -> Script:
    """Somebody waits at the door on the next evening."""
    case = "kommer neste gang"
    yield stage.ago(7, 13)
    _asks(stage, case, "Odda", Contact(CALL, "000 00 304", True, "evening"), name="Torleik Eksempel")
    yield from _spoken(stage, case, days=6)
    yield stage.ago(2, 18)
    _books(stage, case, "volunteer", SAUDA, _next_evening(stage, SAUDA))


def _visited(stage: Stage) -> Script:
    """Was there the last time; what comes next is theirs."""
    case = "har vært der"
    yield stage.ago(15, 13)
    _asks(stage, case, "Odda", Contact(CALL, "000 00 305", True, "evening"), name="Wilma Eksempel")
    yield from _spoken(stage, case, days=13)
    evening = SAUDA.evening(stage, 1)
    yield stage.ago(10, 18)
    _books(stage, case, "volunteer", SAUDA, evening)
    # A week later it is over by itself: where the evening was a week ago it is noted the next morning.
    ago = (stage.today - evening).days
    yield stage.ago(ago, 21) if ago < 7 else stage.ago(6, 9)
    stage.takes(case, "came", "volunteer")


def _missed(stage: Stage) -> Script:
    case = "kom ikke"
    yield stage.ago(16, 13)
    _asks(stage, case, "Bergen", Contact(TEXT, "000 00 306", True, "any"), for_whom=RELATIVE)
    yield from _spoken(stage, case, days=14, how="texted")
    yield stage.ago(10, 19)
    _books(stage, case, "volunteer", SAUDA, SAUDA.evening(stage, 1))
    yield stage.ago(1, 11)
    stage.takes(case, "no_show", "volunteer")


def _guided(stage: Stage) -> Script:
    case = "trenger noe annet"
    yield stage.ago(20, 10)
    _asks(stage, case, "Førde", Contact(EMAIL, "kontoret@sosial.example", True, "any"), for_whom=PROFESSIONAL)
    yield stage.ago(19, 10)
    stage.takes(case, "guide", "coordinator", where_to="other_group")


def _closed(stage: Stage) -> Script:
    """Rung more than once, and nobody answered."""
    case = "svarte ikke"
    yield stage.ago(40, 10)
    _asks(stage, case, "Bergen", Contact(CALL, RINGS_AGAIN, False, "evening"))
    yield stage.ago(38, 9)
    _given_to(stage, case, "volunteer")
    yield stage.ago(30, 10)
    stage.takes(case, "close", "volunteer", reason="no_answer")


def _erased(stage: Stage) -> Script:
    """Closed so long ago that month, town and outcome are all that is left."""
    yield stage.ago(215, 10)
    _asks(
        stage, "for lenge siden", "Bergen", Contact(CALL, "000 00 307", False, "any"), name="Noralf Eksempel"
    )
    yield stage.ago(214, 10)
    stage.takes("for lenge siden", "close", "coordinator", reason="own_way")


def _new_in_sweden(stage: Stage) -> Script:
    yield stage.ago(1, 17)
    _asks(
        stage, "Majkens fråga", "Norrköping", Contact(CALL, "000 00 308", True, "afternoon"), country="SE",
        name="Majken Exempel",
    )  # fmt: skip


def _on_the_phone_in_sweden(stage: Stage) -> Script:
    """Whoever took the phone goes on with it."""
    yield stage.ago(4, 12)
    _asks(
        stage, "ringde själv", "Linköping", Contact(CALL, "000 00 309", False, "evening"), country="SE",
        name="Sixten Exempel", by="volunteer.linkoping",
    )  # fmt: skip


def _booked_in_sweden(stage: Stage) -> Script:
    case = "kommer på måndag"
    yield stage.ago(9, 12)
    _asks(
        stage, case, "Linköping", Contact(CALL, "000 00 310", True, "any"), country="SE", name="Alva Exempel"
    )
    yield from _spoken(stage, case, days=7, taker="coordinator.sweden", coordinator="coordinator.sweden")
    yield stage.ago(3, 15)
    _books(
        stage,
        case,
        "coordinator.sweden",
        LINKOPING,
        _next_evening(stage, LINKOPING),
        greeter="volunteer.linkoping",
    )


def _asks(
    stage: Stage,
    case: str,
    town: str,
    contact: Contact,
    *,
    country: str = "NO",
    by: str | None = None,
    **told: Any,
) -> None:
    usual = {"for_whom": SELF, "language": "nb" if country == "NO" else "sv"}
    enquiry = operations.receive(
        stage.session, stage.moment, Asked(contact, town, country, **{**usual, **told}),
        channel=FORM if by is None else PHONE, by=None if by is None else stage.people[by], goes_on=by is not None,
    )  # fmt: skip
    stage.follows_subject(case, WORKFLOW, enquiry.id)


def _given_to(stage: Stage, case: str, taker: str, coordinator: str = "coordinator") -> None:
    stage.takes(case, "assign", coordinator, taker=taker)


def _spoken(
    stage: Stage,
    case: str,
    *,
    days: int,
    how: str = "called",
    taker: str = "volunteer",
    coordinator: str = "coordinator",
) -> Script:
    """Given to one person, who reaches out the same evening."""
    yield stage.ago(days, 9)
    _given_to(stage, case, taker, coordinator)
    yield stage.ago(days, 18)
    stage.takes(case, "contact", taker, how=how)


def _books(stage: Stage, case: str, taker: str, place: Place, day: date, greeter: str | None = None) -> None:
    stage.takes(
        case, "book", taker, group=stage.group(place.group), visit_day=day, brings=None, greeter=greeter
    )


def _next_evening(stage: Stage, place: Place) -> date:
    """Its day after today."""
    return place.evening(stage, 0) + timedelta(7 if place.evening(stage, 0) == stage.today else 0)
