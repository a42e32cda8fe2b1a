"""A plain model of new_group, written by hand from its decisions: what one may do next, and where it leads.

Two assistants live in Bergen, somebody is coordinator and staff, and nobody comes or leaves. It knows no database
and nothing of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

YES, NOT_THEIRS, NOT_NOW, MISSING = "yes", "not theirs", "not now", "missing"

ROLES = {
    "volunteer": {"volunteer"},
    "assistant": {"assistant"},
    "second": {"assistant"},
    "trainer": {"trainer"},
    "coordinator": {"coordinator"},
    "staff": {"staff"},
    "staff_two": {"staff"},
    "board": {"board"},
    "board_two": {"board"},
    "both": {"coordinator", "staff"},
    "outsider": set(),
}
PEOPLE = tuple(ROLES)
ASSISTANTS = ("assistant", "second")
PLANNED_WORK = frozenset({"find_room", "set_time", "agree_contact"})
OPEN_TO_REST = {"need", "waiting_assistant", "planning", "approved", "trial"}
OPEN_TO_WITHDRAW = {
    "idea", "need", "waiting_assistant", "planning", "decision", "approved", "on_hold",
}  # fmt: skip

# step: from where, to where, by which roles or case people
STEPS: dict[str, tuple[set[str], str, set[str]]] = {
    "take_up": ({"idea"}, "need", {"coordinator"}),
    "confirm_need": ({"need"}, "waiting_assistant", {"coordinator"}),
    "assistant_found": ({"waiting_assistant"}, "planning", {"coordinator"}),
    "submit": ({"planning"}, "decision", {"leader", "coordinator"}),
    "send_back": ({"decision"}, "planning", {"staff", "board"}),
    "approve": ({"decision"}, "approved", {"staff", "board"}),
    "decline": ({"decision"}, "declined", {"staff", "board"}),
    "open": ({"approved"}, "trial", {"leader", "coordinator"}),
    "establish": ({"trial"}, "active", {"coordinator"}),
    "hold": (OPEN_TO_REST, "on_hold", {"coordinator", "staff"}),
    "resume": ({"on_hold"}, "planning", {"coordinator"}),
    "withdraw": (OPEN_TO_WITHDRAW, "withdrawn", {"starter", "coordinator"}),
    "nobody_found": ({"waiting_assistant"}, "on_hold", set()),
    "never_opened": ({"approved"}, "on_hold", set()),
}
ENDS = {"active", "declined", "withdrawn"}
LED = {"approved", "trial", "active"}


@dataclass
class Paper:
    begins: date
    ends: date
    by: str


@dataclass
class Question:
    """Somebody was asked to lead the group."""

    accepted_on: date | None = None
    ended_on: date | None = None


@dataclass
class Model:
    today: date
    starter: str
    state: str = "idea"
    leader: str | None = None
    sent_by: set[str] = field(default_factory=set)
    papers: dict[str, list[Paper]] = field(default_factory=lambda: {name: [] for name in ASSISTANTS})
    suspended_by: dict[str, str] = field(default_factory=dict)
    suspended_days: dict[str, list[tuple[date, date | None]]] = field(
        default_factory=lambda: {name: [] for name in ASSISTANTS}
    )
    questions: dict[str, list[Question]] = field(default_factory=lambda: {name: [] for name in ASSISTANTS})
    work: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    first_meeting: date | None = None
    meetings: dict[date, int] = field(default_factory=dict)

    # certificates

    def end_of(self, who: str, day: date) -> date | None:
        """The last day of the unbroken validity in which this day lies, day by day."""
        if not self._valid(who, day):
            return None
        while self._valid(who, day + timedelta(1)):
            day += timedelta(1)
        return day

    def in_grace(self, who: str) -> bool:
        return any(0 < (self.today - paper.ends).days <= 90 for paper in self.papers[who])

    def stands(self, who: str) -> bool:
        """Certified or in grace, were it not suspended."""
        return self._valid(who, self.today) or self.in_grace(who)

    def certified(self, who: str) -> bool:
        return self._valid(who, self.today) and who not in self.suspended_by

    def covered_on(self, who: str, day: date) -> bool:
        """Whether the certificate, in grace too, counted on a day."""
        dated = any(paper.begins <= day <= paper.ends + timedelta(90) for paper in self.papers[who])
        spans = self.suspended_days[who]
        return dated and not any(since <= day and (to is None or day < to) for since, to in spans)

    def _valid(self, who: str, day: date) -> bool:
        return any(paper.begins <= day <= paper.ends for paper in self.papers[who])

    # questions

    def question(self, who: str | None) -> Question | None:
        return next((q for q in self.questions.get(who or "", []) if q.ended_on is None), None)

    def may_lead_today(self) -> bool:
        """Whether the leader can be reported to have led a meeting today."""
        who = self.leader
        held = any(
            q.accepted_on is not None and (q.ended_on is None or q.ended_on == self.today)
            for q in self.questions.get(who or "", [])
        )
        return who is not None and held and self.covered_on(who, self.today)

    # steps

    def asks(self, step: str, who: str, named: str) -> str:
        """What happens when this person tries this step, naming this assistant where one is asked for."""
        leaves, _, by = STEPS[step]
        if self.state not in leaves:
            return NOT_NOW
        if not (ROLES[who] & by or self._is_one(who, by)):
            return NOT_THEIRS
        if step == "approve" and who in {self.starter, self.leader, *self.sent_by}:
            return NOT_THEIRS
        if step == "decline" and who == self.starter:
            return NOT_THEIRS
        return YES if self._ground_for(step, who, named) else MISSING

    def _is_one(self, who: str, by: set[str]) -> bool:
        return ("leader" in by and who == self.leader) or ("starter" in by and who == self.starter)

    def _ground_for(self, step: str, who: str, named: str) -> bool:
        match step:
            case "assistant_found" | "resume":
                return self.certified(named)
            case "submit":
                asked = self.first_meeting
                return not self.work and self._on_site(asked if asked and asked >= self.today else None)
            case "approve":
                return self._on_site(self.today + timedelta(7)) and not self._entered(who)
            case "open":
                return self._on_site(self.first_meeting) and self._was_held()
            case "establish":
                latest = [self.meetings[day] for day in sorted(self.meetings)[-4:]]
                return self._on_site(self.first_meeting) and sum(came >= 2 for came in latest) >= 3
            case _:
                return True

    def _on_site(self, first_meeting: date | None) -> bool:
        question = self.question(self.leader)
        if self.leader is None or question is None or question.accepted_on is None:
            return False
        end = self.end_of(self.leader, self.today)
        lasts = end is not None and (end - (first_meeting or self.today)).days >= 90
        return lasts and self.certified(self.leader)

    def _was_held(self) -> bool:
        first, question = self.first_meeting, self.question(self.leader)
        if first is None or first > self.today or self.leader is None:
            return False
        before = any(
            q.accepted_on is not None
            and q.accepted_on <= first
            and (q.ended_on is None or first <= q.ended_on)
            for q in self.questions[self.leader]
        )
        return question is not None and before and self.covered_on(self.leader, first)

    def _entered(self, who: str) -> bool:
        """Whether this person entered one of the papers that the unbroken validity is made of."""
        if self.leader is None or (end := self.end_of(self.leader, self.today)) is None:
            return False
        begin = self.today
        while self._valid(self.leader, begin - timedelta(1)):
            begin -= timedelta(1)
        return any(
            paper.by == who and begin <= paper.begins and paper.ends <= end
            for paper in self.papers[self.leader]
        )

    def take(self, step: str, who: str, named: str) -> None:
        self.state = STEPS[step][1]
        match step:
            case "assistant_found" | "resume":
                self.leader = named
                if self.question(named) is None:
                    self.questions[named].append(Question())
            case "submit":
                self.sent_by.add(who)
            case "approve":
                self.first_meeting = self.today + timedelta(7)
            case "open" if self.first_meeting is not None:
                self.meetings.setdefault(self.first_meeting, 3)
        if self.state == "planning":
            self.work = set(PLANNED_WORK - self.answered)
            if step == "send_back":
                self.work.add("mend")
        else:
            self.work = set()
