"""What random people choose to do with a group on random days; whether it may be is told in `told_twice`."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from intranet.certificates import operations as certificates
from intranet.groups import assignments
from tests.workflows.new_group.model import ASSISTANTS, PEOPLE, ROLES, STEPS, YES, Question
from tests.workflows.new_group.told_twice import OFFICE, ToldTwice

BEGINNINGS = ("idea", "waiting_assistant", "planning", "decision", "approved", "trial")
BOARD = {"board", "board_two"}
# What moves a case on comes more often than what takes the ground from under it.
ACTS = (
    *("go_on", "try_anything", "work_on_the_plan", "time_passes", "a_meeting_is_held") * 3,
    "everybody_tries_what_is_refused", "staff_enter_a_certificate", "a_certificate_is_suspended",
    "a_suspension_is_lifted", "somebody_is_asked", "a_question_is_answered", "an_assignment_ends",
)  # fmt: skip

# Drawn once for each choice of ours; choices that Hypothesis makes itself lean towards the first of a list.
chance = st.randoms(use_true_random=True)


class Walk(ToldTwice, RuleBasedStateMachine):
    """One walk; a rule is a choice."""

    def __init__(self, template: Path) -> None:
        RuleBasedStateMachine.__init__(self)
        ToldTwice.__init__(self, template)

    @initialize(chosen=chance)
    def somebody_has_an_idea(self, chosen: Random) -> None:
        """And it has come so far already; walks from the first idea alone seldom come to the decision."""
        starter = chosen.choice(["volunteer", "board", "staff"])
        self.begin(starter)
        state, days = chosen.choice(BEGINNINGS), chosen.choice([98, 120, 730])
        sender = chosen.choice(["both", "coordinator", "assistant"])
        while self.model.state != state:
            self._straight_on(days, sender)
        for _ in range(chosen.choice([0, 3]) if state == "trial" else 0):
            self.days_go_by(7)
            self.a_meeting_is_reported(3)

    def _straight_on(self, days: int, sender: str) -> None:
        match self.model.state:
            case "idea":
                self.try_a_step("take_up", "coordinator", "assistant")
            case "need":
                self.try_a_step("confirm_need", "coordinator", "assistant")
            case "waiting_assistant":
                self.a_certificate_is_entered("assistant", "staff_two", days)
                self.try_a_step("assistant_found", "coordinator", "assistant")
            case "planning":
                self.a_question_is_accepted("assistant", "assistant")
                while self.model.work:
                    self.work(min(self.model.work))
                self.try_a_step("submit", sender, "assistant")
            case "decision":
                self.try_a_step("approve", "board_two", "assistant")
            case "approved":
                self.days_go_by(7)
                self.try_a_step("open", "assistant", "assistant")

    @rule(chosen=chance)
    def try_anything(self, chosen: Random) -> None:
        self.try_a_step(chosen.choice(sorted(STEPS)), chosen.choice(PEOPLE), chosen.choice(ASSISTANTS))

    @rule(chosen=chance)
    def everybody_tries_what_is_refused(self, chosen: Random) -> None:
        named = chosen.choice(ASSISTANTS)
        for step in sorted(STEPS):
            for who in PEOPLE if self.model.state in STEPS[step][0] else ():
                if self.model.asks(step, who, named) != YES:
                    self.try_a_step(step, who, named)

    @rule(chosen=chance)
    def go_on(self, chosen: Random) -> None:
        """A step that the model allows, so that walks get somewhere; what ends them or rests comes by chance."""
        ways: dict[str, list[tuple[str, str]]] = {}
        for step in sorted(STEPS.keys() - {"withdraw", "decline", "hold"}):
            pairs = [
                (who, named)
                for who in PEOPLE
                for named in ASSISTANTS
                if self.model.asks(step, who, named) == YES
            ]
            if pairs:
                ways[step] = pairs
        if ways:
            step = chosen.choice(sorted(ways))
            self.try_a_step(step, *chosen.choice(ways[step]))

    @rule(chosen=chance)
    def work_on_the_plan(self, chosen: Random) -> None:
        if self.model.work:
            self.work(chosen.choice(sorted(self.model.work)))

    @rule(chosen=chance)
    def time_passes(self, chosen: Random) -> None:
        self.days_go_by(chosen.choice([1, 1, 6, 7, 7, 7, 30, 89, 90, 91, 400]))

    @rule(chosen=chance)
    def staff_enter_a_certificate(self, chosen: Random) -> None:
        days = chosen.choice([60, 97, 98, 200, 730])
        self.a_certificate_is_entered(chosen.choice(ASSISTANTS), chosen.choice(PEOPLE), days)

    @rule(chosen=chance)
    def a_certificate_is_suspended(self, chosen: Random) -> None:
        model, whose = self.model, chosen.choice(ASSISTANTS)
        by = chosen.choice(sorted(OFFICE | BOARD | {"coordinator", "assistant"}))
        written = self.act(
            certificates.suspend, by, person_id=self.person(whose).id, ground="safety", reason="Looked into."
        )
        possible = model.stands(whose) and whose not in model.suspended_by
        assert written == (by in OFFICE | BOARD and possible)
        if written:
            model.suspended_by[whose] = by
            model.suspended_days[whose].append((model.today, None))

    @rule(chosen=chance)
    def a_suspension_is_lifted(self, chosen: Random) -> None:
        model, by = self.model, chosen.choice(sorted(BOARD | {"staff", "assistant"}))
        whose = chosen.choice(sorted(model.suspended_by) or ASSISTANTS)
        written = self.act(certificates.lift, by, person_id=self.person(whose).id, reason="Nothing found.")
        # Also of a certificate that ended meanwhile: nobody stays suspended because time passed.
        assert written == (by in BOARD and model.suspended_by.get(whose, by) != by)
        if written:
            del model.suspended_by[whose]
            since, _ = model.suspended_days[whose].pop()
            model.suspended_days[whose].append((since, model.today))

    @rule(chosen=chance)
    def somebody_is_asked(self, chosen: Random) -> None:
        whose, by = chosen.choice(ASSISTANTS), chosen.choice([*PEOPLE, "coordinator", "coordinator"])
        group_id = self.new_group.case.subject_id
        written = self.act(assignments.ask, by, group_id=group_id, person_id=self.person(whose).id)
        assert written == (
            "coordinator" in ROLES[by] and self.model.question(whose) is None and not self.closed
        )
        if written:
            self.model.questions[whose].append(Question())

    @rule(chosen=chance)
    def a_question_is_answered(self, chosen: Random) -> None:
        whose = chosen.choice(ASSISTANTS)
        self.a_question_is_accepted(whose, chosen.choice([whose, whose, *ASSISTANTS, "coordinator", "staff"]))

    @rule(chosen=chance)
    def an_assignment_ends(self, chosen: Random) -> None:
        whose, by = (
            chosen.choice(ASSISTANTS),
            chosen.choice([*ASSISTANTS, "coordinator", "both", "volunteer"]),
        )
        question = self.model.question(whose)
        if question is None:
            return
        written = self.act(assignments.end, by, assignment_id=self.asked(whose))
        assert written == (by in {whose, "coordinator", "both"})
        if written:
            question.ended_on = self.model.today

    @rule(chosen=chance)
    def a_meeting_is_held(self, chosen: Random) -> None:
        if self.model.state == "trial":
            self.a_meeting_is_reported(chosen.choice([1, 2, 3]))

    @invariant()
    def both_agree(self) -> None:
        if hasattr(self, "model"):
            self.both_stand_at_the_same_place()

    def teardown(self) -> None:
        self.close()
