"""What becomes of groups that have grown, have become few, rest or close, or were found closed: each state once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta

from intranet.cases import operations as cases
from intranet.demo.journey import Plan, journey
from intranet.demo.stage import Script, Stage
from intranet.groups import families, silence
from intranet.groups.models import PEER_SUPPORT
from intranet.organisation.models import Unit

WORKFLOW = "group_change"
MINUTES = "Styrelsemöte, § 12"


def changes(stage: Stage) -> Iterator[Script]:
    yield from (
        story(stage)
        for story in (
            _grown, _full, _talking, _planned, _decision, _carrying_out, _closing, _resting, _rested_once, _cancelled,
            _found_nobody,
        )
    )  # fmt: skip


def _grown(stage: Stage) -> Script:
    """Eleven families belong to the club: a split is proposed."""
    yield stage.ago(9, 21)
    _count(stage, "Hamar 2", "Kjell", 11)


def _full(stage: Stage) -> Script:
    """Twelve, and room for no more."""
    yield stage.ago(1, 22)
    _count(stage, "Strømmen", "Eivind", 12)


def _talking(stage: Stage) -> Script:
    """Two clubs in one town have become few."""
    yield stage.ago(9, 19)
    _propose(stage, "Ålesund 2", "Morten", "merge", "Vi er blitt få, og i den andre klubben er det plass.")
    yield stage.ago(4, 20)
    stage.takes(_change("Ålesund 2"), "talk", "Morten")


def _planned(stage: Stage) -> Script:
    """A second evening further out; whoever is to lead it has been asked."""
    case = _change("Oslo 2")
    yield stage.ago(30, 19)
    _propose(stage, "Oslo 2", "Geir", "split", "Halvparten av familiene har en lang vei hit.")
    yield stage.ago(24, 20)
    stage.takes(case, "talk", "Geir")
    yield stage.ago(20, 18)
    stage.finishes(case, "note_view", "Geir", view="Vi vil gjerne, om begge klubbene får en egen assistent.")
    yield stage.ago(5, 11)
    stage.takes(
        case, "plan_split", "coordinator Oslo og Akershus",
        families_stay=4, families_go=4, new_leader="Anne", new_room="Oslo", new_step_free=True,
        new_weekday="wed", new_start_time=time(18), how="Familiene velger selv, og det tar den tiden det tar.",
    )  # fmt: skip


def _decision(stage: Stage) -> Script:
    yield from _rest_is_planned(stage, "Elverum", "Frida", "coordinator Innlandet", since=20)


def _carrying_out(stage: Stage) -> Script:
    """Approved; everybody in the group is being told."""
    yield from _rest_is_planned(stage, "Mysen", "Jorid", "coordinator Østfold", since=26)
    yield stage.ago(1, 12)
    stage.takes(_change("Mysen"), "approve", "board", from_day=stage.today + timedelta(14), minutes=None)


def _closing(stage: Stage) -> Script:
    """Everybody knows where they are welcome; keys and papers are still to be handed over."""
    town, leader, coordinator = "Söderköping", "Sven", "coordinator.sweden"
    yield from _new_group(stage, town, leader)
    yield from _met(stage, town, leader, (42, 35, 28, 21, 14, 7))
    case = _change(town)
    yield stage.ago(33, 19)
    _propose(stage, town, leader, "close", "Alla åker redan till gruppen i Norrköping.")
    yield stage.ago(29, 19)
    stage.takes(case, "talk", leader)
    yield stage.ago(18)
    stage.takes(case, "plan_close", coordinator, offered="Gruppen i Norrköping, på tisdagar.")
    yield stage.ago(12)
    stage.takes(case, "submit", coordinator)
    yield stage.ago(6)
    _approve(stage, case)
    yield stage.ago(5)
    _tell_and_list(stage, case, leader)


def _resting(stage: Stage) -> Script:
    town = "Borensberg"
    yield from _new_group(stage, town, "Ulla")
    yield from _rests(stage, town, "Ulla", since=80, looked_at_on=stage.today + timedelta(40))


def _rested_once(stage: Stage) -> Script:
    """Long ago, while the house was mended; it has met again ever since."""
    town, case = "Linköping", _change("Linköping")
    yield from _rests(stage, town, "Greta", since=540, looked_at_on=stage.today - timedelta(440))
    yield stage.ago(438)
    stage.takes(case, "wake", "coordinator.sweden")


def _cancelled(stage: Stage) -> Script:
    yield stage.ago(130, 19)
    _propose(stage, "Melhus", "Ivar", "rest", "I vinter kom det få.")
    yield stage.ago(122, 20)
    stage.takes(_change("Melhus"), "cancel", "Ivar", reason="Klubben ble enig om å fortsette.")


def _found_nobody(stage: Stage) -> Script:
    """Somebody stood before a locked door yesterday; whoever leads the club has some days to answer."""
    yield stage.ago(1, 22)
    silence.report_not_meeting(
        stage.session, stage.actor("volunteer Trøndelag"), stage.moment, group_id=stage.group("Hitra")
    )


def _rest_is_planned(stage: Stage, town: str, leader: str, coordinator: str, *, since: int) -> Script:
    """Talked over with the group, and sent for a decision seventeen days after it was proposed."""
    case = _change(town)
    yield stage.ago(since, 19)
    _propose(stage, town, leader, "rest", "Huset skal pusses opp.")
    yield stage.ago(since - 6, 20)
    stage.takes(case, "talk", leader)
    yield stage.ago(since - 13, 11)
    stage.takes(
        case, "plan_rest", coordinator,
        look_again_on=stage.today + timedelta(75), how="Vi ringer hverandre mens vi venter.",
    )  # fmt: skip
    yield stage.ago(since - 17, 11)
    stage.takes(case, "submit", coordinator)


def _rests(stage: Stage, town: str, leader: str, *, since: int, looked_at_on: date) -> Script:
    """Proposed `since` days ago, and carried out when everybody had been told."""
    case, coordinator = _change(town), "coordinator.sweden"
    yield stage.ago(since, 19)
    _propose(stage, town, leader, "rest", "Huset renoveras.")
    yield stage.ago(since - 5, 19)
    stage.takes(case, "talk", leader)
    yield stage.ago(since - 9)
    stage.takes(
        case, "plan_rest", coordinator, look_again_on=looked_at_on, how="Vi ringer varandra så länge."
    )
    yield stage.ago(since - 12)
    stage.takes(case, "submit", coordinator)
    yield stage.ago(since - 18)
    _approve(stage, case)
    yield stage.ago(since - 20)
    _tell_and_list(stage, case, leader)
    stage.finishes(case, "tell_partners", coordinator)
    yield stage.ago(since - 22)
    stage.takes(case, "finish", coordinator)
    yield stage.ago(since - 40)
    stage.finishes(case, "follow_up", "trainer.sweden")


def _new_group(stage: Stage, town: str, leader: str) -> Script:
    plan = Plan(
        town, town, "Östergötland", leader, kind=PEER_SUPPORT, starter="volunteer.linkoping",
        parent="Linköping lokalförening", minutes="Styrelsemöte, § 7", trainer="trainer.sweden",
        staff="board.sweden", weekday="thu", numbers=(5, 6, 6), why="Människor frågar efter en mötesplats.",
        room="Exempelhuset",
    )  # fmt: skip
    yield from journey(stage, plan, stage.today - timedelta(560))


def _met(stage: Stage, town: str, leader: str, ago: Iterable[int]) -> Script:
    for days in ago:
        yield stage.ago(days, 20)
        stage.meets(town, leader, 4, visitors=4)


def _change(group: str) -> str:
    """The short name of the change of a group."""
    return f"{group}: endring"


def _propose(stage: Stage, group: str, leader: str, change: str, why: str) -> None:
    group_id = stage.group(group)
    begun = cases.begin(
        stage.session, WORKFLOW, "propose", stage.actor(leader), stage.session.get_one(Unit, group_id), stage.moment,
        {"change": change, "why": why}, subject_id=group_id,
    )  # fmt: skip
    stage.cases[_change(group)] = begun.case_id


def _approve(stage: Stage, case: str) -> None:
    stage.takes(case, "approve", "board.sweden", from_day=stage.day + timedelta(4), minutes=MINUTES)


def _tell_and_list(stage: Stage, case: str, leader: str) -> None:
    stage.finishes(case, "tell_everybody", leader, told_on=stage.day)
    stage.finishes(case, "update_list", "staff.sweden")


def _count(stage: Stage, group: str, leader: str, number: int) -> None:
    families.count(
        stage.session, stage.actor(leader), stage.moment, group_id=stage.group(group), families=number
    )
