"""What goes on in Sweden: peer support (kamratstöd) in Östergötland, and an idea in Härnösand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from intranet.demo.journey import STEPS, Plan, before, journey
from intranet.demo.stage import Script, Stage
from intranet.groups.models import PEER_SUPPORT
from intranet.policy import ASSISTANT, VOLUNTEER

BEGAN = 900
# After which time asks how a group goes on (workflows/new_group).
FIRST_TALK, TWELVE_WEEKS, HALF_A_YEAR = 7, 84, 180
# Nothing was heard of Motala for so many days.
QUIET_SINCE = 17
ASSOCIATION = "Linköping lokalförening"

_PLAN = Plan(
    "", "", "Östergötland", kind=PEER_SUPPORT, starter="volunteer.linkoping", parent=ASSOCIATION,
    minutes="Styrelsemöte, § 7", trainer="trainer.sweden", staff="board.sweden", numbers=(6, 7, 9),
    why="Människor frågar efter en mötesplats utan alkohol.", room="Exempelhuset",
)  # fmt: skip


def sweden(stage: Stage) -> Iterator[Script]:
    yield from (
        story(stage)
        for story in (
            _assistants, _linkoping, _valla, _norrkoping, _motala, _mjolby, _vadstena, _finspang,
            _harnosand, _ostersund,
        )
    )  # fmt: skip


def _assistants(stage: Stage) -> Script:
    yield stage.ago(BEGAN)
    for who, home in (
        ("Greta", "Linköping"),
        ("Sven", "Norrköping"),
        ("Ulla", "Motala"),
        ("Lennart", "Mjölby"),
    ):
        stage.joins(
            who, f"{who} Exempel", "Östergötland", language="sv", home=home, role=ASSISTANT, by="admin.sweden"
        )
    stage.joins(
        "Maj", "Maj Exempel", "Mellannorrland", language="sv", home="Härnösand", role=VOLUNTEER,
        by="admin.sweden",
    )  # fmt: skip
    for number, who in enumerate(("Greta", "Sven", "Ulla", "Lennart"), 1):
        first = stage.day - timedelta(30 * number)
        stage.certificate(who, "staff.sweden", f"SE-{number:02}", first, first + timedelta(1460))


def _linkoping(stage: Stage) -> Script:
    """It has run for years."""
    plan = replace(_PLAN, case="Linköping", town="Linköping", leader="Greta", weekday="mon")
    yield from journey(stage, plan, stage.today - timedelta(BEGAN - 20))
    for week in (6, 5, 4, 3, 2, 1):
        yield stage.ago(7 * week, 20)
        stage.meets("Linköping", "Greta", 14 + week, visitors=22, first_visits=week % 2)


def _valla(stage: Stage) -> Script:
    """A second meeting place in the same town: the first talk with its leader is due."""
    plan = replace(
        _PLAN, case="Valla", town="Linköping", leader="Greta", weekday="thu", numbers=(3, 3, 3),
        why="En ny mötesplats i Valla.",
    )  # fmt: skip
    opened = stage.workday(4) - timedelta(FIRST_TALK)
    yield from journey(stage, plan, opened - timedelta(STEPS["open"][0]), "second_meeting")


def _norrkoping(stage: Stage) -> Script:
    """Newly opened, and the numbers are there."""
    plan = replace(_PLAN, case="Norrköping", town="Norrköping", leader="Sven", weekday="tue")
    yield from journey(stage, plan, before(stage, "third_meeting", 5), "third_meeting")


def _motala(stage: Stage) -> Script:
    """Few have come in twelve weeks, and none lately: carry on, rest or stop?"""
    plan = replace(_PLAN, case="Motala", town="Motala", leader="Ulla", weekday="wed", numbers=(2, 1, 2))
    opened = stage.workday(3) - timedelta(TWELVE_WEEKS)
    yield from journey(stage, plan, opened - timedelta(STEPS["open"][0]), "third_meeting")
    for days in (55, 45, 38, 31, 24, 17, 2):
        yield stage.ago(days, 20)
        if stage.has_open("Motala", "early_talks"):
            stage.finishes("Motala", "early_talks", "trainer.sweden")
        if QUIET_SINCE <= days <= 45:
            stage.meets("Motala", "Ulla", 2, visitors=2)


def _mjolby(stage: Stage) -> Script:
    """Running for half a year: a talk with the group is due."""
    plan = replace(_PLAN, case="Mjölby", town="Mjölby", leader="Lennart", weekday="tue")
    established = stage.workday(3) - timedelta(HALF_A_YEAR)
    yield from journey(stage, plan, established - timedelta(STEPS["establish"][0]), "establish")
    for week in (6, 5, 4, 3, 2, 1):
        yield stage.ago(7 * week, 20)
        stage.meets("Mjölby", "Lennart", 8 + week, visitors=12)


def _vadstena(stage: Stage) -> Script:
    """The certificate of the one assistant has ended: covered for now."""
    yield from _led_by(stage, "Elin", "Vadstena", stage.today - timedelta(5))


def _finspang(stage: Stage) -> Script:
    """The one assistant rests, and somebody is to stand in."""
    yield from _led_by(stage, "Åke", "Finspång", stage.today + timedelta(300))
    stage.follows("Åkes bevis", "assistant_certification", "Åke")
    yield stage.ago(1, 18)
    stage.takes("Åkes bevis", "pause", "Åke", pause_from=stage.day, pause_until=stage.today + timedelta(50))


def _led_by(stage: Stage, who: str, town: str, until: date) -> Script:
    """A group with one assistant, which has met each week since a year ago."""
    yield stage.ago(400, 9)
    stage.joins(
        who, f"{who} Exempel", "Östergötland", language="sv", home=town, role=ASSISTANT, by="admin.sweden"
    )
    stage.certificate(who, "staff.sweden", f"SE-{town}", stage.day - timedelta(20), until)
    plan = replace(_PLAN, case=town, town=town, leader=who, weekday="thu")
    yield from journey(stage, plan, stage.today - timedelta(390))
    for week in (6, 5, 4, 3, 2, 1):
        yield stage.ago(7 * week, 20)
        stage.meets(town, who, 9 + week, visitors=15)


def _harnosand(stage: Stage) -> Script:
    plan = replace(
        _PLAN, case="Härnösand", town="Härnösand", district="Mellannorrland", starter="Maj",
        starts_in="Mellannorrland",
    )  # fmt: skip
    yield from journey(stage, plan, before(stage, "register", 5), "register")


def _ostersund(stage: Stage) -> Script:
    plan = replace(
        _PLAN, case="Östersund", town="Östersund", district="Mellannorrland", starter="Maj",
        starts_in="Mellannorrland",
    )  # fmt: skip
    yield from journey(stage, plan, before(stage, "take_up", 6), "take_up")
