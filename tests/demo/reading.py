"""What the tests of the demonstration read in it: who is told of, and what is to be seen whatever the day."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.auth.models import Account
from intranet.cases import runtime
from intranet.cases.models import Case, Task
from intranet.groups.models import COUNTED, Group
from intranet.organisation.models import Town, Unit

# Each of their states has a case; of the others those that a quick story comes to.
SHOWN = (
    "new_group", "assistant_certification", "certificate_renewal", "gathering", "group_change", "enquiry",
    "participant_path", "member_follow_up", "extra_support", "another_to_talk_to",
)  # fmt: skip
TASKS_OF_A_NEW_GROUP = {
    "call_back", "talk_around", "look_nearby", "judge_need", "seek_candidates", "take_the_chance", "find_room",
    "set_time", "agree_contact", "mend", "hand_in", "decide", "announce", "welcome_pack", "hold_first",
    "visit_first", "early_talks", "is_it_running", "carry_on", "look_again", "tell_declined", "half_year",
}  # fmt: skip
TASKS_BESIDE = {
    "send_information", "think_it_over", "take_up_application", "take_references", "hold_talk", "sign_documents",
    "confirm_place", "show_extract", "open_course", "close_course", "look_back", "tell_of_practice", "ask_for_it",
    "decide", "hand_over", "welcome", "ring", "hear", "decide_suspension", "decide_appeal", "call_and_explain",
    "send_invitation", "mark_attendance", "write_points", "finish", "find_new_date", "ask_to_renew", "renew_now",
    "check_hours", "complete_it", "decide_renewal", "find_stand_in", "make_sure", "take_it_up",
    "make_plan", "note_view", "complete_plan", "tell_everybody", "tell_partners", "see_it_through",
    "report_meetings", "answer",
    "take_it", "first_contact", "offer_time", "meet", "friendly_word", "say_hello", "looks_settled", "membership_talk",
    "introduce", "register", "confirm_it", "welcome_call", "greet", "conclude", "get_in_touch", "one_greeting",
}  # fmt: skip


def clubs(session: Session) -> list[tuple[str, date | None]]:
    """Town and opening day of each group that counts in Norway today."""
    rows = session.execute(
        select(Town.name, Group.opened_on)
        .join(Town, Town.id == Group.town_id)
        .join(Unit, Unit.id == Group.id)
        .where(Group.status.in_(COUNTED), Unit.country == "NO")
    )
    return [(town, opened_on) for town, opened_on in rows]


def states(session: Session, workflow: str) -> set[str]:
    return set(session.scalars(select(Case.state).where(Case.workflow == workflow)))


def waiting(session: Session) -> dict[str, set[str]]:
    """Which kinds of tasks wait for somebody, by workflow."""
    found = defaultdict(set)
    rows = select(Case.workflow, Task.key).join(Case, Case.id == Task.case_id)
    for workflow, key in session.execute(rows.where(Task.status.in_(("open", "claimed", "waiting")))):
        found[workflow].add(key)
    return found


def not_told_of(session: Session) -> list[str]:
    """What is to be seen whatever the day, and is not."""
    processes, live = runtime.processes(session), waiting(session)
    whole = {workflow: set(processes[workflow].workflow.states) for workflow in SHOWN}
    whole["lost_cover"] = {"in_grace", "uncovered"}
    whole["still_meeting"] = {"quiet", "reported"}
    lacks = [
        f"{workflow}: {sorted(wanted ^ found)}"
        for workflow, wanted in whole.items()
        if (found := states(session, workflow)) != wanted
    ]
    tasks = (TASKS_OF_A_NEW_GROUP ^ live["new_group"]) | (TASKS_BESIDE - set().union(*live.values()))
    if len(clubs(session)) != 14:
        lacks.append("14 clubs")
    return [*lacks, *sorted(tasks)]


def account(session: Session, who: str) -> uuid.UUID:
    return session.scalars(select(Account.person_id).where(Account.email == f"{who}@demo.example")).one()


def new_group(session: Session, town: str) -> Case:
    """The case of its founding; an enquiry from there bears the same name."""
    return session.scalars(select(Case).where(Case.workflow == "new_group", Case.title == town)).one()
