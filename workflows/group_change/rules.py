"""What must hold before a group is split, merged, rested or closed, and what happens with it; no order of steps."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

from intranet.cases.context import Context
from intranet.cases.queries.about_one import last_ended, last_taken, open_about
from intranet.engine.rules import Link, Refusal, date_rule, effect, guard
from intranet.engine.text import Text
from intranet.groups import assignments, operations, parts, queries, silence
from intranet.groups.cover import Basis, Reason, Why, covered, may_start, within_reach
from intranet.groups.evidence import candidate, facts_of_group, limits_at, weekly_of
from intranet.groups.families import families_of, note
from intranet.groups.models import COUNTED, FAMILY_CLUB, LED, PLANNED, RESTING
from intranet.groups.queries import Placed
from intranet.groups.reasons import LEADER
from intranet.organisation.settings import limit, limits
from intranet.policy import COORDINATOR, STAFF
from intranet.problems import NotVisible
from workflows.shared import country, group_link, refuse_leader, the_group

SPLIT, MERGE, REST, CLOSE = "split", "merge", "rest", "close"
PLANS = {"plan_split": SPLIT, "plan_merge": MERGE, "plan_rest": REST, "plan_close": CLOSE}
NEW_LEADER = "new_leader"


@guard()
def may_be_changed(context: Context) -> Refusal | None:
    """The group meets or rests, and no other change of it is under way."""
    placed = the_group(context)
    if placed.group.status not in (*COUNTED, RESTING):
        return _no(
            context, "may_be_changed", Text("Only a group that meets or rests is changed in this way.")
        )
    other = open_about(context.session, context.process.workflow.key, placed.group.id, but=context.case_id)
    if other is not None:
        return _no(context, "may_be_changed", Text("A change of this group is under way already."))
    # What people have just decided upon, or against, is not proposed to them again at once.
    ended = last_ended(context.session, context.process.workflow.key, placed.group.id)
    rest = timedelta(limit(context.session, context.unit_path, "propose_again_days"))
    if context.actor.is_system and ended is not None and context.moment - ended < rest:
        return _no(context, "may_be_changed", Text("A change of this group was talked over lately."))
    return None


@guard(relies_on=("groups", "meetings", "days"))
def club_has_grown(context: Context) -> Refusal | None:
    """So many families belong to the club that it is time to become two."""
    return None if _families_reach(context, "families_split") else _no(context, "club_has_grown", _ROOM)


@guard(relies_on=("groups", "meetings"))
def club_is_full(context: Context) -> Refusal | None:
    """A split is proposed, and as many families belong to the club as there may be."""
    proposed = context.case is not None and context.case.via == "propose_split"
    if (proposed or context.answers.get("change") == SPLIT) and _families_reach(context, "families_most"):
        return None
    return _no(context, "club_is_full", _ROOM)


@guard(relies_on=("days",))
def silent_for_long(context: Context) -> Refusal | None:
    """No meeting was reported for very long, though somebody certified is there."""
    placed = the_group(context)
    wait = limit(context.session, context.unit_path, "silent_close_days")
    silent = silence.silent_days(context.session, placed.group, context.today) >= wait
    if silent and _basis(context, context.today) is not Basis.NOBODY:
        return None
    return _no(
        context, "silent_for_long", Text("The group was heard of, or needs somebody to lead it first.")
    )


@guard(relies_on=("days",))
def nobody_is_there(context: Context) -> Refusal | None:
    """For as long as the organisation waits, nobody certified was there on any day."""
    wait = limit(context.session, context.unit_path, "rest_after_days")
    group = the_group(context).group
    facts, limits_here = (
        facts_of_group(context.session, group.id),
        limits_at(context.session, context.unit_path),
    )
    days = (context.today - timedelta(ago) for ago in range(wait + 1))
    if all(covered(facts, day, limits_here).basis is Basis.NOBODY for day in days):
        return None
    return _no(context, "nobody_is_there", Text("Somebody certified was there lately."))


@guard(reads=("families_stay", "families_go", "new_weekday", "new_start_time"))
def two_whole_parts(context: Context) -> Refusal | None:
    """Both parts of a split are big enough and not too big, and meet at different times."""
    if _plan(context) != SPLIT or _not_filled_in(context, "families_stay", "families_go", "new_weekday"):
        return None
    own, answers = limits(context.session, context.unit_path), context.answers
    least, most = own["families_needed"], own["families_most"]
    numbers = answers.get("families_stay") or 0, answers.get("families_go") or 0
    if min(numbers) < least:
        text = Text("Each part begins with at least %(least)s families or people.", {"least": least})
        return _no(context, "two_whole_parts", text)
    placed = the_group(context)
    if placed.group.kind == FAMILY_CLUB and max(numbers) > most:
        text = Text("A family club has at most %(most)s families.", {"most": most})
        return _no(context, "two_whole_parts", text)
    if answers.get("new_weekday") == placed.group.weekday:
        text = Text("The new part meets on another day than the group it comes from.")
        return _no(context, "two_whole_parts", text)
    return None


@guard(relies_on=("certificates", "reach", "people", "groups"), people=(NEW_LEADER,), reads=(NEW_LEADER,))
def new_assistant_within_reach(context: Context) -> Refusal | None:
    """Whoever is to lead the new part is certified, near, has room for it, and does not lead the group it leaves."""
    if _not_filled_in(context, NEW_LEADER):
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
    if _plan(context) != SPLIT:
        return None
    name = "each_part_has_an_assistant"
    part = parts.part_of(context.session, context.subject_id) if context.subject_id else None
    placed = None if part is None else queries.find(context.session, part.id)
    if placed is None:
        return _no(context, name, Text("The new part is not planned any more. Make the plan once more."))
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


@guard(reads=("merge_with",), relies_on=("groups", "meetings"))
def room_for_all(context: Context) -> Refusal | None:
    """Two groups that go together are of one kind, the other meets, and together they are not too many."""
    if _plan(context) != MERGE or _not_filled_in(context, "merge_with"):
        return None
    whole, other = the_group(context), _other(context)
    if other is None or other.group.id == whole.group.id or other.group.kind != whole.group.kind:
        return _no(context, "room_for_all", Text("Choose another group of the same kind."))
    if other.group.status not in COUNTED:
        return _no(
            context, "room_for_all", Text("%(group)s does not meet at present.", {"group": other.unit.name})
        )
    if open_about(context.session, context.process.workflow.key, other.group.id) is not None:
        text = Text("A change of %(group)s is under way; that is decided first.", {"group": other.unit.name})
        return _no(context, "room_for_all", text)
    if whole.group.kind != FAMILY_CLUB:
        return None
    most = limit(context.session, context.unit_path, "families_most")
    known = [families_of(context.session, one.group.id, context.today) for one in (whole, other)]
    if None in known:
        return _no(
            context, "room_for_all", Text("Say first how many families belong to each of the two clubs.")
        )
    together = sum(number or 0 for number in known)
    if together <= most:
        return None
    text = Text(
        "Together they would be %(together)s families; a family club has at most %(most)s.",
        {"together": together, "most": most},
    )
    return _no(context, "room_for_all", text)


@guard(reads=("look_again_on",))
def looked_at_again(context: Context) -> Refusal | None:
    """A rest has a day on which somebody looks again, not too far away."""
    if _plan(context) != REST or _not_filled_in(context, "look_again_on"):
        return None
    most = limit(context.session, context.unit_path, "rest_most_days")
    day: date | None = context.answers.get("look_again_on")
    if day is not None and 0 < (day - context.today).days <= most:
        return None
    return _no(
        context, "looked_at_again", Text("Choose a day within the next %(most)s days.", {"most": most})
    )


@guard(relies_on=("certificates", "assignments", "people", "groups"))
def somebody_sees_to_it(context: Context) -> Refusal | None:
    """No group is closed because nobody is there for it: it is helped, or rests, before that is decided."""
    if _plan(context) != CLOSE or the_group(context).group.status not in LED:
        return None
    if _basis(context, context.today) is not Basis.NOBODY:
        return None
    text = Text(
        "Nobody certified is there for the group now. Find a stand-in or let it rest before it is closed."
    )
    return _no(context, "somebody_sees_to_it", text)


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


@guard(reads=("minutes",))
def association_agrees(context: Context) -> Refusal | None:
    """In Sweden the board of the local association decides, and its minutes are named."""
    if country(context) != "SE" or str(context.answers.get("minutes") or "").strip():
        return None
    text = Text("Say in which minutes the board of the local association decided on the change.")
    return Refusal("association_agrees", text, mender=STAFF)


@guard()
def group_will_close(context: Context) -> Refusal | None:
    """The plan is that this group closes, by itself or to go together with another."""
    return None if _plan(context) in (MERGE, CLOSE) else _no(context, "group_will_close", _GOES_ON)


@guard()
def everybody_told(context: Context) -> Refusal | None:
    """The day is noted by which everybody in the group had been told in person, and it has come."""
    told: date | None = context.answers.get("told_on")
    if told is not None and told <= context.today:
        return None
    return Refusal(
        "everybody_told",
        Text("Note the day by which everybody in the group had been told in person."),
        mender=LEADER,
    )


@guard()
def handed_over(context: Context) -> Refusal | None:
    """When a group closes, money, keys and papers are with somebody, and nothing written about people is left."""
    answers = context.answers
    if _plan(context) not in (MERGE, CLOSE) or (answers.get("handed_to") and answers.get("erased")):
        return None
    return Refusal(
        "handed_over",
        Text("Money, keys and papers are handed over first, and what is written about people is erased."),
        mender=LEADER,
    )


@guard(relies_on=("groups",))
def new_part_approved(context: Context) -> Refusal | None:
    """In a split, the new part has been approved as a new group."""
    if _plan(context) != SPLIT:
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


@guard()
def group_rests(context: Context) -> Refusal | None:
    if _plan(context) == REST and the_group(context).group.status == RESTING:
        return None
    return _no(context, "group_rests", _GOES_ON)


@guard(relies_on=("certificates", "assignments", "people", "groups"))
def somebody_certified_again(context: Context) -> Refusal | None:
    """A group that has rested meets again only with somebody certified who has said yes to it."""
    if _basis(context, context.today) is Basis.CERTIFIED:
        return None
    text = Text("Nobody certified has said yes to this group. Ask an assistant first.")
    return _no(context, "somebody_certified_again", text)


@date_rule()
def look_again_day(context: Context) -> date | None:
    """The day a rest is looked at again; none for another plan."""
    day: date | None = context.answers.get("look_again_on")
    return day if day is not None and _plan(context) == REST else None


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


def tell_what_follows(context: Context) -> tuple[Text, ...]:
    """What is planned, in a sentence, before it is decided or done."""
    plan, other = _plan(context), _other(context)
    if plan == MERGE and other is not None:
        text = Text(
            "The group closes; everybody in it is invited to %(group)s, and each says for themselves.",
            {"group": other.unit.name},
        )
        return (text,)
    return (_FOLLOWS[plan],) if plan in _FOLLOWS else ()


@effect(says="What was planned may be carried out.", foretells=tell_what_follows)
def carry_out(context: Context) -> None:
    if _plan(context) == SPLIT and (part := parts.part_of(context.session, the_group(context).group.id)):
        parts.agree_split(context.session, context.moment, part.id)


@effect(says="The group is shown as it is from now on.", foretells=tell_what_follows)
def change_group(context: Context) -> None:
    session, moment, group_id, plan = context.session, context.moment, context.subject_id, _plan(context)
    if group_id is None:
        raise NotVisible
    if plan == SPLIT:
        _count_both(context)
    elif plan == MERGE:
        operations.merge_group(session, moment, group_id, context.answers["merge_with"])
    elif plan == REST:
        operations.rest_group(session, moment, group_id)
    elif plan == CLOSE:
        operations.close_group(session, moment, group_id)


def rest_again(context: Context) -> None:
    operations.rest_group(context.session, context.moment, the_group(context).group.id)


@effect(says="The group stands on the list again, as before it rested.", undo=rest_again)
def wake_group(context: Context) -> None:
    operations.wake_group(context.session, context.moment, the_group(context).group.id)


_ROOM = Text("There is room in the club.")
_GOES_ON = Text("The group goes on.")
_FOLLOWS = {
    SPLIT: Text("The group goes on as two; the new part is decided on by the office as a new group."),
    REST: Text("The group rests and is taken off the list until it meets again."),
    CLOSE: Text("The group closes and is taken off the list. It stays in the history."),
}


def _plan(context: Context) -> str | None:
    """What is planned: by the step that is asked for, or else by the one that was taken last."""
    step = context.transition if context.transition in PLANS else None
    if step is None and context.case_id is not None:
        step = last_taken(context.session, context.case_id, tuple(PLANS))
    return None if step is None else PLANS[step]


def _other(context: Context) -> Placed | None:
    """The group that is named to go together with."""
    named = context.answers.get("merge_with")
    return queries.find(context.session, named) if isinstance(named, uuid.UUID) else None


def _families_reach(context: Context, key: str) -> bool:
    group = the_group(context).group
    if group.kind != FAMILY_CLUB or group.status not in COUNTED:
        return False
    families = families_of(context.session, group.id, context.today)
    return families is not None and families >= limit(context.session, context.unit_path, key)


def _basis(context: Context, day: date) -> Basis:
    group = the_group(context).group
    limits_here = limits_at(context.session, context.unit_path)
    return covered(facts_of_group(context.session, group.id), day, limits_here).basis


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


def _count_both(context: Context) -> None:
    whole = the_group(context).group
    part = parts.part_of(context.session, whole.id)
    if whole.kind != FAMILY_CLUB or part is None:
        return
    for group_id, key in ((whole.id, "families_stay"), (part.id, "families_go")):
        note(
            context.session, context.moment, group_id, context.answers[key], context.today,
            by=context.actor.person_id,
        )  # fmt: skip


def _leaders(placed: Placed) -> list[uuid.UUID]:
    return [] if placed.group.leader_id is None else [placed.group.leader_id]


def _own_assistant(context: Context, name: str) -> Refusal:
    return _no(
        context, name, Text("Each part has an assistant of its own; this person leads the group already.")
    )


def _not_filled_in(context: Context, *fields: str) -> bool:
    """The form of this very step asks for it: nothing is said against what nobody has written yet."""
    return context.transition in PLANS and any(context.answers.get(field) is None for field in fields)


def _no(context: Context, name: str, text: Text) -> Refusal:
    """With the way to the group, but for what is mended in the form of the step that plans."""
    here = context.transition in PLANS and name != "somebody_sees_to_it"
    return Refusal(name, text, mender=COORDINATOR, link=None if here else group_link(the_group(context)))
