"""The way of one group through the process, step by step with the days it takes, as far as a story wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from intranet.demo.organisation import coordinator_of, volunteer_of
from intranet.demo.stage import Script, Stage, at
from intranet.groups.models import FAMILY_CLUB


@dataclass(frozen=True)
class Plan:
    """Whose idea a group is, where, and who carries it; `case` is its short name on the stage."""

    case: str
    town: str
    district: str
    leader: str | None = None
    kind: str = FAMILY_CLUB
    starter: str | None = None
    starts_in: str | None = None
    contact: str | None = None
    parent: str | None = None
    minutes: str | None = "Startskjema, perm 1"
    weekday: str = "tue"
    start: time = time(18, 0)
    children: bool = False
    far: bool = False
    trainer: str = "trainer"
    staff: str = "staff"
    numbers: tuple[int, ...] = (4, 5, 6)
    why: str = "Flere familier har spurt, og det er for langt til den nærmeste gruppen."
    room: str = "Eksempelhuset"
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def coordinator(self) -> str:
        return coordinator_of(self.district)

    @property
    def helper(self) -> str:
        return volunteer_of(self.district)


def journey(stage: Stage, plan: Plan, begins: date, last: str = "half_year") -> Script:
    """From the idea on, up to and with the step called `last`."""
    for name, (days, hour, act) in STEPS.items():
        yield at(begins + timedelta(days), hour)
        act(stage, plan)
        if name == last:
            return


def before(stage: Stage, last: str, days: int) -> date:
    """The day to begin a journey whose step `last` was taken so many days ago."""
    return stage.today - timedelta(days + STEPS[last][0])


def _register(stage: Stage, plan: Plan) -> None:
    stage.begins(
        plan.case, plan.starter or plan.helper, plan.starts_in or plan.district,
        place=plan.town, group_kind=plan.kind, contact="Eksempelperson, 000 00 000", why_here=plan.why,
    )  # fmt: skip


def _take_up(stage: Stage, plan: Plan) -> None:
    stage.takes(plan.case, "take_up", plan.coordinator)


def _talk_around(stage: Stage, plan: Plan) -> None:
    stage.finishes(plan.case, "talk_around", plan.coordinator)


def _look_nearby(stage: Stage, plan: Plan) -> None:
    stage.finishes(plan.case, "look_nearby", plan.coordinator)


def _confirm_need(stage: Stage, plan: Plan) -> None:
    stage.takes(plan.case, "confirm_need", plan.coordinator, expected=5)


def _assistant_found(stage: Stage, plan: Plan) -> None:
    if plan.far and plan.leader is not None:
        stage.confirms_reach(plan.case, plan.leader, plan.coordinator)
    stage.takes(plan.case, "assistant_found", plan.coordinator, leader=plan.leader, parent=plan.parent)


def _accept(stage: Stage, plan: Plan) -> None:
    stage.accepts(plan.case, plan.leader or "")


def _find_room(stage: Stage, plan: Plan) -> None:
    stage.finishes(plan.case, "find_room", plan.helper, room=f"{plan.room}, {plan.town}", step_free=True)


def _set_time(stage: Stage, plan: Plan) -> None:
    stage.finishes(plan.case, "set_time", plan.leader or "", weekday=plan.weekday, start_time=plan.start)


def _agree_contact(stage: Stage, plan: Plan) -> None:
    contact = plan.contact or plan.coordinator
    stage.finishes(plan.case, "agree_contact", plan.coordinator, contact_person=contact, stand_in=plan.helper)
    if plan.children:
        for who in (plan.leader, contact, plan.helper):
            stage.shows_record_check(who or "", to="staff.second")


def _submit(stage: Stage, plan: Plan) -> None:
    stage.takes(
        plan.case, "submit", plan.coordinator,
        children_welcome=plan.children, budget=2000, minutes=plan.minutes,
    )  # fmt: skip


def _approve(stage: Stage, plan: Plan) -> None:
    first = stage.day + timedelta(STEPS["open"][0] - STEPS["approve"][0])
    stage.takes(plan.case, "approve", plan.staff, first_meeting=first)


def _announce(stage: Stage, plan: Plan) -> None:
    stage.finishes(plan.case, "announce", plan.staff)
    stage.finishes(plan.case, "welcome_pack", plan.staff)


def _open(stage: Stage, plan: Plan) -> None:
    stage.takes(plan.case, "open", plan.leader or "", came=plan.numbers[0])


def _meeting(number: int) -> Callable[[Stage, Plan], None]:
    def meet(stage: Stage, plan: Plan) -> None:
        came = plan.numbers[number]
        stage.meets(plan.case, plan.leader or "", came, visitors=came)

    return meet


def _visit_first(stage: Stage, plan: Plan) -> None:
    stage.finishes(plan.case, "visit_first", plan.trainer)


def _early_talk(stage: Stage, plan: Plan) -> None:
    if stage.has_open(plan.case, "early_talks"):
        stage.finishes(plan.case, "early_talks", plan.trainer)


def _establish(stage: Stage, plan: Plan) -> None:
    stage.takes(plan.case, "establish", plan.coordinator)


def _half_year(stage: Stage, plan: Plan) -> None:
    stage.finishes(plan.case, "half_year", plan.coordinator)


# name -> (days after the idea, hour, what is done). The first meeting's evening is the hour of `open`.
STEPS: dict[str, tuple[int, int, Callable[[Stage, Plan], None]]] = {
    "register": (0, 10, _register),
    "take_up": (3, 9, _take_up),
    "talk_around": (10, 14, _talk_around),
    "look_nearby": (12, 11, _look_nearby),
    "confirm_need": (14, 10, _confirm_need),
    "assistant_found": (15, 10, _assistant_found),
    "accept": (16, 19, _accept),
    "find_room": (25, 12, _find_room),
    "set_time": (26, 18, _set_time),
    "agree_contact": (27, 13, _agree_contact),
    "submit": (30, 10, _submit),
    "approve": (37, 11, _approve),
    "announce": (40, 9, _announce),
    "open": (47, 20, _open),
    "visit_first": (52, 15, _visit_first),
    "second_meeting": (54, 20, _meeting(1)),
    "early_talk": (58, 12, _early_talk),
    "third_meeting": (61, 20, _meeting(2)),
    "establish": (70, 10, _establish),
    "half_year": (300, 10, _half_year),
}
