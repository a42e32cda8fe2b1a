"""A step closes, keeps and opens the right tasks, with their times; everything is a value, and no clock is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from intranet.engine.loader import load_one
from intranet.engine.machine import IllegalStep
from intranet.engine.planning import finish_task, open_by_timer, open_possible, plan, recount, unfinished
from intranet.engine.process import Process
from intranet.engine.situation import OpenTask, Situation, Step, TaskFact, TaskStatus, TimerPlan
from intranet.engine.times import Calendar
from tests.engine.conftest import PROCESSES, SETTINGS

TWO_ROOMS = """title: "Two rooms"
help: "A task lives in both."
subject: group
seen_by: staff
states:
  one: {label: "One", help: "The first."}
  two: {label: "Two", help: "The second."}
  out: {label: "Out", end: true, help: "Done."}
transitions:
  enter: {label: "Enter", to: one, by: staff}
  go_on: {label: "Go on", from: one, to: two, by: staff}
  again: {label: "Again", from: one, to: one, by: staff}
  leave: {label: "Leave", from: [one, two], to: out, by: staff}
tasks:
  first: {label: "First", in: one, for: staff}
  each: {label: "Each", in: one, via: again, for: staff, due: 7 days}
  last: {label: "Last", in: [one, two], after: first, for: staff, then: leave}
fields: {}
"""
MOMENT = datetime(2026, 9, 7, 8, tzinfo=UTC)
NO_REST = Calendar("UTC", quiet=())
PLANNED = {"leader": "Kari", "room": "Hall", "step_free": True, "weekday": "mon", "start_time": "18:00"}


def situation(state: str | None, *tasks: TaskFact, **facts: Any) -> Situation:
    return Situation(state, entered_at=MOMENT - timedelta(days=10), tasks=tasks, calendar=NO_REST, **facts)


def task(key: str, status: TaskStatus = "open") -> TaskFact:
    return TaskFact(uuid4(), key, status, opened_at=MOMENT - timedelta(days=10))


def step(process: Process, stands: Situation, key: str, **answers: Any) -> Step:
    return plan(process, stands, key, answers, MOMENT)


def opened(step: Step | tuple[OpenTask, ...]) -> dict[str, str]:
    return {found.key: found.status for found in (step.open if isinstance(step, Step) else step)}


def ids(*tasks: TaskFact) -> set[UUID]:
    return {found.id for found in tasks}


def test_a_case_begins_with_a_transition_that_leaves_no_state(new_group: Process) -> None:
    begun = step(new_group, situation(None), "register", place="Bergen")

    assert (begun.from_state, begun.to_state, begun.effects) == (None, "idea", ("plan_group",))
    assert opened(begun) == {"call_back": "open"}
    assert not begun.ended


@pytest.mark.parametrize(
    ("state", "key"), [("idea", "approve"), ("idea", "register"), (None, "take_up"), ("idea", "x")]
)
def test_a_step_that_does_not_leave_the_state_is_illegal(
    new_group: Process, state: str | None, key: str
) -> None:
    with pytest.raises(IllegalStep):
        step(new_group, situation(state), key)


def test_the_task_that_offered_the_step_is_done_and_the_others_of_the_left_state_are_closed(
    new_group: Process,
) -> None:
    judge, talk, done = task("judge_need", "claimed"), task("talk_around"), task("look_nearby", "done")

    taken = step(new_group, situation("need", judge, talk, done), "confirm_need", expected=7)

    assert set(taken.finish) == ids(judge)
    assert set(taken.close) == ids(talk)


def test_a_task_after_others_waits_for_those_that_open_with_it(new_group: Process) -> None:
    taken = step(new_group, situation("waiting_assistant"), "assistant_found", leader="Kari")

    assert opened(taken) == {
        "find_room": "open",
        "set_time": "open",
        "agree_contact": "open",
        "hand_in": "waiting",
    }
    waiting = next(found for found in taken.open if found.key == "hand_in")
    assert (waiting.due_at, waiting.timers) == (None, ())


def test_a_task_that_asks_is_not_opened_again_while_its_answers_stand(new_group: Process) -> None:
    stands = situation("decision", answers=PLANNED)

    back = step(new_group, stands, "send_back", reason="No fire exit.")

    assert opened(back) == {"agree_contact": "open", "mend": "open", "hand_in": "waiting"}


def test_a_task_opens_via_its_transition_alone(new_group: Process) -> None:
    resumed = step(new_group, situation("on_hold", answers=PLANNED), "resume", leader="Kari")

    assert opened(resumed) == {"agree_contact": "open", "hand_in": "waiting"}


def test_with_all_answers_there_a_task_after_others_does_not_wait(new_group: Process) -> None:
    answers = {**PLANNED, "contact_person": "Kari", "stand_in": "Ola"}

    resumed = step(new_group, situation("on_hold", answers=answers), "resume", leader="Kari")

    assert opened(resumed) == {"hand_in": "open"}


def test_a_waiting_task_opens_when_the_last_of_those_before_it_is_finished(new_group: Process) -> None:
    first, last, hand_in = task("find_room"), task("set_time"), task("hand_in", "waiting")
    both = situation("planning", first, last, hand_in)

    assert finish_task(new_group, both, first.id, MOMENT) == ()
    one = situation("planning", TaskFact(first.id, "find_room", "done"), last, hand_in)
    (found,) = finish_task(new_group, one, last.id, MOMENT)

    assert (found.key, found.status, found.task_id) == ("hand_in", "open", hand_in.id)
    assert found.due_at == datetime(2026, 9, 14, 23, 59, 59, tzinfo=UTC)


def test_a_task_of_several_states_is_neither_closed_nor_opened_twice(new_group: Process) -> None:
    visit, announce = task("visit_first", "claimed"), task("announce")
    stands = situation("approved", visit, announce, answers={"first_meeting": date(2026, 9, 7)})

    held = step(new_group, stands, "open", came=9)

    assert set(held.close) == ids(announce)
    assert opened(held) == {}
    assert held.keep == {"visit_first"}


def test_a_finished_task_of_several_states_is_not_opened_again_on_the_way_between_them(
    new_group: Process,
) -> None:
    stands = situation("approved", task("visit_first", "done"), answers={"first_meeting": date(2026, 9, 7)})

    assert opened(step(new_group, stands, "open", came=9)) == {}


def test_the_times_of_a_state_become_timers(new_group: Process) -> None:
    held = step(new_group, situation("approved", answers={"first_meeting": date(2026, 9, 7)}), "open", came=9)

    weeks = {
        (timer.kind, timer.key, timer.n): (timer.at - MOMENT) // timedelta(weeks=1) for timer in held.timers
    }
    assert weeks == {
        ("task", "early_talks", 1): 1,
        ("task", "early_talks", 2): 4,
        ("task", "early_talks", 3): 8,
        ("task", "carry_on", 1): 12,
    }


def test_what_the_system_will_do_is_planned_with_its_moment(new_group: Process) -> None:
    confirmed = step(new_group, situation("need"), "confirm_need", expected=5)

    (timer,) = confirmed.timers
    assert (timer.kind, timer.key) == ("transition", "nobody_found")
    assert timer.at >= MOMENT + timedelta(days=180)


def test_an_open_task_tells_and_climbs_role_by_role(new_group: Process) -> None:
    sent = step(new_group, situation("planning"), "submit", children_welcome=True, budget=0)

    (decide,) = sent.open
    due = datetime(2026, 9, 21, 23, 59, 59, tzinfo=UTC)
    assert decide.due_at == due
    assert decide.timers == (
        TimerPlan("tell", "decide", datetime(2026, 9, 17, 8, tzinfo=UTC), "staff", 1),
        TimerPlan("tell", "decide", datetime(2026, 9, 21, 8, tzinfo=UTC), "board", 1),
        TimerPlan("climb", "decide", due, "board", 1),
    )


def test_a_task_of_a_case_person_climbs_from_the_role_that_stands_in(new_group: Process) -> None:
    back = step(new_group, situation("decision", answers=PLANNED), "send_back", reason="No fire exit.")

    mend = next(found for found in back.open if found.key == "mend")
    assert [timer.who for timer in mend.timers if timer.kind == "climb"] == ["coordinator", "staff", "board"]


def test_a_repeated_task_plans_its_next_turn_and_does_not_open_twice(new_group: Process) -> None:
    since = MOMENT - timedelta(days=90)

    first = open_by_timer(new_group, situation("on_hold"), "look_again", 1, since, MOMENT)
    again = open_by_timer(new_group, situation("on_hold", task("look_again")), "look_again", 1, since, MOMENT)

    assert opened(first.open) == {"look_again": "open"}
    assert opened(again.open) == {}
    assert first.timers == again.timers
    assert [(timer.key, timer.n) for timer in first.timers] == [("look_again", 2)]
    assert first.timers[0].at > MOMENT


def test_a_list_of_moments_opens_one_task_each(new_group: Process) -> None:
    stands = situation("trial", task("early_talks"))

    second = open_by_timer(new_group, stands, "early_talks", 2, MOMENT, MOMENT)

    assert [(found.key, found.n) for found in second.open] == [("early_talks", 2)]
    assert second.timers == ()


def test_a_possible_task_opens_once(new_group: Process) -> None:
    assert opened(open_possible(new_group, situation("trial"), "is_it_running", MOMENT)) == {
        "is_it_running": "open"
    }
    assert open_possible(new_group, situation("trial", task("is_it_running")), "is_it_running", MOMENT) == ()


def test_a_changed_date_moves_what_counts_from_it(new_group: Process) -> None:
    hold, announce = task("hold_first", "claimed"), task("announce")
    stands = situation("approved", hold, announce, answers={"first_meeting": date(2026, 9, 30)})

    moved = recount(new_group, stands, {"first_meeting"}, MOMENT)

    (found,) = moved.open
    assert (found.task_id, found.due_at) == (hold.id, datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC))
    assert [timer.who for timer in found.timers if timer.kind == "tell"] == ["leader", "coordinator"]
    assert recount(new_group, stands, {"came"}, MOMENT).open == ()


def test_a_date_answered_with_a_step_moves_the_tasks_that_go_on(tmp_path: Path) -> None:
    """In the model no step asks for a date that a task from before counts from, so here `hold` gives one."""
    folder = tmp_path / "new_group"
    folder.mkdir()
    text = (PROCESSES / "new_group" / "workflow.yaml").read_text()
    text = text.replace("meeting_was_held], fields: came", "meeting_was_held], fields: [came, first_meeting]")
    (folder / "workflow.yaml").write_text(text)
    (folder / "rules.py").write_text((PROCESSES / "new_group" / "rules.py").read_text())
    process = load_one(folder, SETTINGS)
    visit = task("visit_first", "claimed")
    stands = situation("approved", visit, answers={"first_meeting": date(2026, 9, 7)})

    held = step(process, stands, "open", came=9, first_meeting=date(2026, 9, 9))

    assert [(found.task_id, found.due_at) for found in held.moved.open] == [
        (visit.id, datetime(2026, 9, 16, 23, 59, 59, tzinfo=UTC))
    ]
    assert step(process, stands, "hold", reason="Rest").moved.open == ()


@pytest.fixture
def two_rooms(tmp_path: Path) -> Process:
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "workflow.yaml").write_text(TWO_ROOMS)
    return load_one(folder, SETTINGS)


def test_a_task_that_waits_for_a_closed_one_opens_where_it_goes_on(two_rooms: Process) -> None:
    first, last = task("first"), task("last", "waiting")

    moved = step(two_rooms, situation("one", first, last), "go_on")

    assert set(moved.close) == ids(first)
    assert [(found.key, found.status, found.task_id) for found in moved.open] == [("last", "open", last.id)]


def test_answers_that_are_not_needed_are_not_opened(new_group: Process) -> None:
    """An answer may be sealed: a plan that copied all of them would open every one."""

    class Sealed(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            assert key != "contact", "opened for nothing"
            return super().__getitem__(key)

        def __iter__(self) -> Any:
            raise AssertionError("all answers were read")

    stands = situation("decision", answers=Sealed(contact="sealed", room="Hall", step_free=True))

    assert step(new_group, stands, "approve", first_meeting=date(2026, 9, 30)).to_state == "approved"


def test_a_date_may_come_as_text_from_where_answers_are_kept(new_group: Process) -> None:
    approved = step(new_group, situation("decision"), "approve", first_meeting="2026-09-30")

    due = {found.key: found.due_at for found in approved.open}
    assert due["hold_first"] == datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC)


def test_an_end_is_reached_and_celebrated(new_group: Process) -> None:
    running = step(new_group, situation("trial"), "establish")

    assert running.ended
    assert running.celebrate == "A new group is running. Thank you!"
    assert [timer.key for timer in running.timers] == ["half_year"]


def test_the_step_that_is_a_tasks_way_in_opens_it_anew(two_rooms: Process) -> None:
    """Its days count from that step, and who had it is told of nothing older."""
    first, each = task("first"), task("each", "claimed")

    again = step(two_rooms, situation("one", first, each), "again")

    assert (set(again.close), opened(again)) == (ids(each), {"each": "open"})
    assert [found.due_at for found in again.open] == [datetime(2026, 9, 14, 23, 59, 59, tzinfo=UTC)]


def test_a_task_that_the_definition_no_longer_knows_is_closed(new_group: Process) -> None:
    stray = task("gone_long_ago")

    assert set(step(new_group, situation("idea", stray), "take_up").close) == ids(stray)


def test_tasks_done_does_not_wait_for_a_task_that_asks_for_a_step(new_group: Process) -> None:
    stands = situation(
        "planning", task("set_time", "claimed"), task("find_room", "done"), task("hand_in", "waiting")
    )

    assert unfinished(new_group.workflow, stands) == ("set_time",)
