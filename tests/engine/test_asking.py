"""Who may take a step is said in words, and every refusal is heard, not only the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from intranet.engine.asking import ask, may_take, watch
from intranet.engine.process import Process
from intranet.engine.rules import SYSTEM, Actor, Refusal
from intranet.engine.situation import Situation
from intranet.engine.text import english

KARI, OLA, EVA = uuid4(), uuid4(), uuid4()


@dataclass(frozen=True)
class Facts:
    """A context whose facts a test writes down."""

    state: str | None = "planning"
    transition: str | None = None
    actor: Actor = SYSTEM
    moment: datetime = datetime(2026, 9, 7, tzinfo=UTC)
    today: date = date(2026, 9, 7)
    answers: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, UUID] = field(default_factory=dict)
    unfinished: tuple[str, ...] = ()
    unit_id: UUID | None = None
    subject_id: UUID | None = None
    case_id: UUID | None = None


def words(refusal: Refusal | None) -> str:
    assert refusal is not None
    return english(refusal.text)


def test_all_refusals_are_heard_in_their_order(new_group: Process) -> None:
    facts = Facts(unfinished=("find_room", "set_time", "set_time"))

    refusals = ask(new_group, facts, "submit")

    assert [refusal.guard for refusal in refusals] == ["tasks_done", "certified_assistant_on_site"]
    assert words(refusals[0]) == "2 tasks are not finished yet."
    assert [english(detail) for detail in refusals[0].details] == [
        "Find a room, step-free and alcohol-free",
        "Set weekday and time",
    ]
    assert refusals[1].mender == "coordinator"


def test_one_task_is_said_in_the_singular(new_group: Process) -> None:
    assert (
        words(ask(new_group, Facts(unfinished=("set_time",)), "submit")[0]) == "One task is not finished yet."
    )


def test_when_all_guards_agree_there_is_no_refusal(new_group: Process) -> None:
    assert ask(new_group, Facts(people={"leader": KARI}), "submit") == ()


def test_a_guard_that_a_promise_needs_is_asked_once(new_group: Process) -> None:
    assert new_group.guards_of("approve") == ("certified_assistant_on_site",)


@pytest.mark.parametrize(
    ("key", "actor", "refused"),
    [
        ("take_up", Actor(KARI, frozenset({"coordinator"})), None),
        ("take_up", Actor(KARI, frozenset({"staff"})), "This step is for coordinator."),
        ("submit", Actor(KARI), None),  # the leader, in person
        (
            "submit",
            Actor(OLA, frozenset({"assistant"})),
            "This step is for “Certified assistant” or coordinator.",
        ),
        ("approve", Actor(EVA, frozenset({"staff"})), None),
        (
            "approve",
            Actor(OLA, frozenset({"board"})),
            "You began this case, so somebody else takes this step.",
        ),
        (
            "approve",
            Actor(KARI, frozenset({"board"})),
            "You are named here as “Certified assistant”, so somebody else takes this step.",
        ),
        ("nobody_found", Actor(EVA, frozenset({"staff"})), "This happens by itself; nobody needs to do it."),
        ("nobody_found", SYSTEM, None),
        ("approve", SYSTEM, "This step is for staff or board."),
    ],
)
def test_who_may_take_a_step(new_group: Process, key: str, actor: Actor, refused: str | None) -> None:
    stands = Situation("decision", people={"leader": KARI, "starter": OLA})

    refusal = may_take(new_group, stands, key, actor)

    assert (refusal and words(refusal)) == refused


def test_whoever_sent_it_while_the_step_was_called_otherwise_does_not_approve_it_either(
    new_group: Process,
) -> None:
    renamed = new_group.workflow.model_copy(update={"renamed": {"hand_in_plan": "submit"}})
    stands = Situation("decision", takers={"hand_in_plan": frozenset({EVA})})

    eva, ola = Actor(EVA, frozenset({"staff"})), Actor(OLA, frozenset({"staff"}))
    assert may_take(replace(new_group, workflow=renamed), stands, "approve", eva) is not None
    assert may_take(replace(new_group, workflow=renamed), stands, "approve", ola) is None


def test_whoever_sent_it_does_not_approve_it(new_group: Process) -> None:
    stands = Situation(
        "decision", people={"starter": OLA, "leader": KARI}, takers={"submit": frozenset({EVA})}
    )

    refusal = may_take(new_group, stands, "approve", Actor(EVA, frozenset({"staff"})))

    assert words(refusal) == (
        "You took the step “Send for decision” in this case, so somebody else takes this one."
    )
    assert refusal is not None
    assert (refusal.guard, refusal.mender) == ("not_by", "staff")


@pytest.mark.parametrize(
    "stands",
    [Situation("planning"), Situation("planning", people={"leader": KARI}, gone=frozenset({"leader"}))],
    ids=["nobody named", "gone"],
)
def test_the_role_stands_in_for_a_case_person_who_is_not_there(new_group: Process, stands: Situation) -> None:
    assert may_take(new_group, stands, "submit", Actor(OLA, frozenset({"assistant"}))) is None
    assert may_take(new_group, stands, "submit", Actor(OLA, frozenset({"volunteer"}))) is not None


def test_what_the_engine_does_by_itself_says_which_facts_make_it_ask_again(new_group: Process) -> None:
    waiting = watch(new_group, Situation("waiting_assistant", via="confirm_need"))

    assert (waiting.transitions, waiting.tasks) == ((), ("take_the_chance",))
    assert waiting.relies_on == {"certificates", "assignments"}
    assert watch(new_group, Situation("decision")).tasks == ()
    assert watch(new_group, Situation(None)).relies_on == frozenset()
