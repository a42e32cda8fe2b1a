"""When a club has grown enough to become two, what both parts need, and what a split does, as rules of the process."""

from __future__ import annotations

import uuid
from dataclasses import replace

from intranet.cases.context import Context
from intranet.cases.queries.about_one import last_taken
from intranet.engine.rules import Link, Refusal, effect, guard
from intranet.engine.text import Text
from intranet.groups import assignments, parts, queries
from intranet.groups.cover import Reason, Why, may_start, within_reach
from intranet.groups.evidence import candidate, limits_at, weekly_of
from intranet.groups.families import note
from intranet.groups.models import FAMILY_CLUB, LED, PLANNED
from intranet.groups.queries import Placed
from intranet.groups.reasons import LEADER
from intranet.organisation.settings import limits
from intranet.policy import COORDINATOR, STAFF
from workflows.group_change.reading import SPLIT, families_reach, no, not_filled_in, planned
from workflows.shared import group_link, refuse_leader, the_group

NEW_LEADER = "new_leader"
_ROOM = Text("There is room in the club.")


@guard(relies_on=("groups", "meetings", "days"))
def club_has_grown(context: Context) -> Refusal | None:
    """So many families belong to the club that it is time to become two."""
    return None if families_reach(context, "families_split") else no(context, "club_has_grown", _ROOM)


@guard(relies_on=("groups", "meetings"))
def club_is_full(context: Context) -> Refusal | None:
    """A split is proposed, and as many families belong to the club as there may be."""
    if families_reach(context, "families_most") and (
        context.answers.get("change") == SPLIT or _was_taken(context, "propose_split")
    ):
        return None
    return no(context, "club_is_full", _ROOM)


@guard()
def not_full_before(context: Context) -> Refusal | None:
    """That the club is full is told once; afterwards the group talks and plans, and is reminded each week."""
    if not _was_taken(context, "fill_up"):
        return None
    return no(context, "not_full_before", Text("That the club is full was told already."))


def _was_taken(context: Context, step: str) -> bool:
    return last_taken(context.session, context.case_id, (step,)) is not None


@guard(reads=("families_stay", "families_go", "new_weekday", "new_start_time"))
def two_whole_parts(context: Context) -> Refusal | None:
    """Both parts of a split are big enough and not too big, and meet at different times."""
    if planned(context) != SPLIT or not_filled_in(context, "families_stay", "families_go", "new_weekday"):
        return None
    own, answers = limits(context.session, context.unit_path), context.answers
    least, most = own["families_needed"], own["families_most"]
    numbers = answers.get("families_stay") or 0, answers.get("families_go") or 0
    if min(numbers) < least:
        text = Text("Each part begins with at least %(least)s families or people.", {"least": least})
        return no(context, "two_whole_parts", text)
    placed = the_group(context)
    if placed.group.kind == FAMILY_CLUB and max(numbers) > most:
        text = Text("A family club has at most %(most)s families.", {"most": most})
        return no(context, "two_whole_parts", text)
    if answers.get("new_weekday") == placed.group.weekday:
        text = Text("The new part meets on another day than the group it comes from.")
        return no(context, "two_whole_parts", text)
    return None


@guard(relies_on=("certificates", "reach", "people", "groups"), people=(NEW_LEADER,), reads=(NEW_LEADER,))
def new_assistant_within_reach(context: Context) -> Refusal | None:
    """Whoever is to lead the new part is certified, near, has room for it, and does not lead the group it leaves."""
    if not_filled_in(context, NEW_LEADER):
        return None
    placed, person_id = the_group(context), context.answers.get(NEW_LEADER)
    known = None if person_id is None else candidate(context.session, placed.group, person_id)
    if known is not None and person_id == placed.group.leader_id:
        return _own_assistant(context, "new_assistant_within_reach")
    limits_here = limits_at(context.session, context.unit_path)
    reasons = (
        (Reason(Why.NOBODY),) if known is None else within_reach(known.facts, context.today, limits_here)
    )
    refusal = refuse_leader(context, "new_assistant_within_reach", placed, known, reasons)
    # Without a way elsewhere: it is mended where it was filled in.
    return None if refusal is None else replace(refusal, link=None)


@guard(
    relies_on=("certificates", "assignments", "reach", "people", "groups", "record_checks"),
    people=(LEADER, NEW_LEADER),
)
def each_part_has_an_assistant(context: Context) -> Refusal | None:
    """In a split, both parts have somebody of their own who is certified, accepted it in person and may start it."""
    if planned(context) != SPLIT:
        return None
    name = "each_part_has_an_assistant"
    part = parts.part_of(context.session, context.subject_id) if context.subject_id else None
    placed = None if part is None else queries.find(context.session, part.id)
    if placed is None:
        return no(context, name, Text("The new part is not planned any more. Make the plan once more."))
    whole = the_group(context)
    if placed.group.leader_id == whole.group.leader_id:
        return _own_assistant(context, name)
    if placed.group.children_welcome and (
        unseen := queries.without_seen_check(context.session, _leaders(placed), context.today)
    ):
        text = Text(
            "The record check of %(name)s has not been seen, or is out of date.", {"name": unseen[0][1]}
        )
        return Refusal(name, text, mender=COORDINATOR, link=group_link(placed))
    refusals = (_may_not_start(context, name, one) for one in (whole, placed))
    return next((refusal for refusal in refusals if refusal is not None), None)


@guard(relies_on=("groups",))
def part_not_on_its_way(context: Context) -> Refusal | None:
    """A part that the office decides on as a new group already is withdrawn there first."""
    part = parts.part_of(context.session, the_group(context).group.id)
    if part is None or part.status != PLANNED or part.split_agreed_on is None:
        return None
    return Refusal(
        "part_not_on_its_way",
        Text("The new part is being decided on as a new group. It is withdrawn there first."),
        mender=COORDINATOR,
        link=Link("groups.show", {"group_id": part.id}),
    )


@guard(relies_on=("groups",))
def new_part_approved(context: Context) -> Refusal | None:
    """In a split, the new part has been approved as a new group."""
    if planned(context) != SPLIT:
        return None
    part = parts.part_of(context.session, the_group(context).group.id)
    if part is not None and part.status in LED:
        return None
    return Refusal(
        "new_part_approved",
        Text("The new part has not been approved as a new group yet."),
        mender=STAFF,
        link=None if part is None else Link("groups.show", {"group_id": part.id}),
    )


def drop_what_was_planned(context: Context) -> None:
    parts.drop_part(context.session, context.moment, the_group(context).group.id)


@effect(
    says="The new part is planned, on no list, and its assistant is asked and answers in person.",
    undo=drop_what_was_planned,
)
def prepare_part(context: Context) -> None:
    answers = context.answers
    part = parts.plan_part(
        context.session,
        context.moment,
        the_group(context).group.id,
        leader_id=answers[NEW_LEADER],
        room=answers["new_room"],
        step_free=answers["new_step_free"],
        weekday=answers["new_weekday"],
        start_time=answers["new_start_time"],
    )
    assignments.ask(
        context.session, context.app_actor, context.moment, group_id=part.id, person_id=answers[NEW_LEADER]
    )


@effect(says="A part that was planned for a split is dropped.")
def drop_part(context: Context) -> None:
    drop_what_was_planned(context)


def count_both(context: Context) -> None:
    whole = the_group(context).group
    part = parts.part_of(context.session, whole.id)
    if whole.kind != FAMILY_CLUB or part is None:
        return
    for group_id, key in ((whole.id, "families_stay"), (part.id, "families_go")):
        note(
            context.session, context.moment, group_id, context.answers[key], context.today,
            by=context.actor.person_id,
        )  # fmt: skip


def _may_not_start(context: Context, name: str, placed: Placed) -> Refusal | None:
    leader = placed.group.leader_id
    known = None if leader is None else candidate(context.session, placed.group, leader)
    reasons = may_start(
        None if known is None else known.facts,
        context.today,
        weekly=weekly_of(placed.group),
        limits=limits_at(context.session, context.unit_path),
    )
    return refuse_leader(context, name, placed, known, reasons)


def _leaders(placed: Placed) -> list[uuid.UUID]:
    return [] if placed.group.leader_id is None else [placed.group.leader_id]


def _own_assistant(context: Context, name: str) -> Refusal:
    return no(
        context, name, Text("Each part has an assistant of its own; this person leads the group already.")
    )
