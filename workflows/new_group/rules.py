"""What must hold for a new group to go on, and what happens with it; the order of the steps is workflow.yaml's."""

from __future__ import annotations

from datetime import date

from intranet.cases.context import Context
from intranet.cases.queries.about_one import takers_about
from intranet.certificates import queries as certificates
from intranet.certificates.status import entered_by
from intranet.engine.rules import Link, Refusal, effect, guard
from intranet.engine.text import Text
from intranet.groups import assignments, operations, queries
from intranet.groups.cover import may_lead_meeting, may_start, within_reach
from intranet.groups.evidence import facts_of_group, limits_at, weekly_of
from intranet.groups.models import FAMILY_CLUB, LED, PLANNED
from intranet.groups.nearby import SHOWN, in_words, nearest_assistants
from intranet.groups.queries import Placed
from intranet.groups.reasons import LEADER
from intranet.groups.times import WeeklyTime
from intranet.organisation.models import Unit
from intranet.organisation.queries import district_for
from intranet.organisation.settings import limit
from intranet.policy import COORDINATOR, STAFF, somewhere
from intranet.problems import NotVisible
from workflows.shared import country, group_link, refuse_leader, the_association, the_group, the_leader

ENOUGH_MEETINGS, OF_THE_LAST = 3, 4


@guard(relies_on=("groups",))
def has_district(context: Context) -> Refusal | None:
    """A coordinator has the district that the town falls to."""
    placed = the_group(context)
    if placed.unit.parent_id is not None:
        parent = context.session.get_one(Unit, placed.unit.parent_id)
        if parent.kind == "district" or district_for(context.session, placed.town) is not None:
            return None
    return Refusal(
        "has_district",
        Text("%(town)s does not belong to a district yet.", {"town": placed.town.name}),
        mender=STAFF,
        link=Link("organisation.index") if somewhere(context.app_actor, "see", "unit") else None,
    )


@guard(
    relies_on=("certificates", "assignments", "reach", "people", "groups"),
    people=(LEADER,),
    reads=(LEADER,),
)
def assistant_within_reach(context: Context) -> Refusal | None:
    """The named assistant, or else anybody, is certified, near or confirmed, and has room for one more group."""
    placed = the_group(context)
    named = the_leader(context, placed)
    if named is not None:
        limits = limits_at(context.session, context.unit_path)
        reasons = within_reach(named.facts, context.today, limits)
        return refuse_leader(context, "assistant_within_reach", placed, named, reasons)
    everybody = nearest_assistants(
        context.session, placed.town, context.today, limit=None, group_id=placed.group.id
    )
    if any(near.within_reach for near in everybody):
        return None
    reach = limit(context.session, context.unit_path, "reach_km")
    return Refusal(
        "assistant_within_reach",
        Text(
            "No certified assistant with room for one more group lives or works within %(km)s km of %(town)s. "
            "The coordinator can confirm somebody who can be there each week.",
            {"km": reach, "town": placed.town.name},
        ),
        mender=COORDINATOR,
        link=group_link(placed),
        details=in_words(everybody[:SHOWN], context.app_actor),
    )


@guard(reads=("parent",))
def association_named(context: Context) -> Refusal | None:
    """In Sweden a group is part of a local association."""
    if country(context) != "SE" or context.actor.is_system:
        # The system only looks whether the step is possible; whoever takes it names the association.
        return None
    if the_association(context) is not None:
        return None
    return Refusal(
        "association_named",
        Text("Name the local association that the group will be part of."),
        mender=COORDINATOR,
    )


@guard(
    relies_on=("certificates", "assignments", "reach", "people", "groups"),
    people=(LEADER,),
    reads=("first_meeting", "weekday", "start_time"),
)
def certified_assistant_on_site(context: Context) -> Refusal | None:
    """The named leader is certified for long enough, near or confirmed, accepted this group, and is free for it."""
    placed = the_group(context)
    named = the_leader(context, placed)
    reasons = may_start(
        None if named is None else named.facts,
        context.today,
        first_meeting_on=_first_meeting(context, placed),
        weekly=_weekly(context, placed),
        limits=limits_at(context.session, context.unit_path),
    )
    return refuse_leader(context, "certified_assistant_on_site", placed, named, reasons)


@guard(relies_on=("certificates",), people=(LEADER,))
def not_who_entered_certificate(context: Context) -> Refusal | None:
    """Whoever entered a certificate may not approve a group that rests on it."""
    leader = context.people.get(LEADER)
    if leader is None or context.actor.person_id is None:
        return None
    if not entered_by(
        certificates.facts_about(context.session, leader), context.today, context.actor.person_id
    ):
        return None
    return Refusal(
        "not_who_entered_certificate",
        Text("You entered the certificate that this group rests on, so somebody else approves it."),
        mender=STAFF,
    )


@guard(relies_on=("groups",))
def part_of_agreed_split(context: Context) -> Refusal | None:
    """The group was planned as the new part of a club whose split has been approved."""
    group = the_group(context).group
    if group.status == PLANNED and group.split_agreed_on is not None:
        return None
    return Refusal("part_of_agreed_split", Text("This is no part of a club whose split was approved."))


@guard()
def not_who_planned_split(context: Context) -> Refusal | None:
    """Whoever proposed a split, or sent it for decision, does not approve the group that comes of it."""
    group, actor = the_group(context).group, context.actor.person_id
    if group.split_from_id is None or actor is None:
        return None
    planned = takers_about(context.session, "group_change", group.split_from_id, ("propose", "submit"))
    if actor not in planned:
        return None
    text = Text("You proposed the split that this group comes of, so somebody else approves it.")
    return Refusal("not_who_planned_split", text, mender=STAFF)


@guard(
    relies_on=("record_checks", "people"),
    people=(LEADER, "contact_person", "stand_in"),
    reads=("children_welcome",),
)
def checks_seen(context: Context) -> Refusal | None:
    """Where children are welcome, a record check of everybody in charge was seen and is not out of date."""
    if not context.answers.get("children_welcome"):
        return None
    in_charge = [
        context.people[name] for name in (LEADER, "contact_person", "stand_in") if name in context.people
    ]
    missing = queries.without_seen_check(context.session, in_charge, context.today)
    if not missing:
        return None
    return Refusal(
        "checks_seen",
        Text(
            "Children are welcome, so one record check must be seen first.",
            plural="Children are welcome, so %(n)s record checks must be seen first.",
            n=len(missing),
        ),
        mender=COORDINATOR,
        link=Link("people.show", {"person_id": missing[0][0]})
        if somewhere(context.app_actor, "note", "record_check")
        else None,
        details=tuple(Text("%(name)s", {"name": name}) for _, name in missing),
    )


@guard(reads=("minutes", "parent"))
def start_papers(context: Context) -> Refusal | None:
    """The decision of the association's board in Sweden; elsewhere the start form, without an association."""
    if str(context.answers.get("minutes") or "").strip():
        return None
    if country(context) == "SE":
        text = Text("Say in which minutes the board of the local association decided on the group.")
    elif the_association(context) is None:
        number = limit(context.session, context.unit_path, "people_on_start_form")
        text = Text(
            "Say where the start form is kept, signed by at least %(number)s people, or name a local association.",
            {"number": number},
        )
    else:
        return None
    return Refusal("start_papers", text, mender=LEADER)


@guard(relies_on=("groups", "assignments", "certificates", "meetings"), people=(LEADER,))
def meeting_was_held(context: Context) -> Refusal | None:
    """The first meeting's day has come, and the leader was there."""
    placed = the_group(context)
    first_on = placed.group.first_meeting_on
    if first_on is None:
        return _about_meeting(placed, Text("The day of the first meeting has not been set."))
    if first_on > context.today:
        text = Text("The first meeting is on %(day)s. Come back when it has been held.", {"day": first_on})
        return _about_meeting(placed, text)
    leader = context.people.get(LEADER)
    limits = limits_at(context.session, context.unit_path)
    facts = facts_of_group(context.session, placed.group.id)
    if leader is None or not may_lead_meeting(facts, leader, first_on, limits):
        text = Text(
            "On %(day)s the assistant had not accepted the group, or had no certificate that counted. "
            "If the meeting was held on another day, change its day.",
            {"day": first_on},
        )
        return _about_meeting(placed, text)
    return None


@guard(relies_on=("meetings", "groups"))
def enough_people(context: Context) -> Refusal | None:
    """Two families in three of the last four meetings; in peer support four different visitors in four weeks."""
    placed = the_group(context)
    if placed.group.kind == FAMILY_CLUB:
        families = limit(context.session, context.unit_path, "families_needed")
        latest = queries.meetings_of(context.session, placed.group.id, OF_THE_LAST)
        good = sum(meeting.came >= families for meeting in latest)
        if good >= ENOUGH_MEETINGS:
            return None
        text = Text(
            "At least %(families)s families came to %(good)s of the last %(of)s meetings; %(needed)s are needed.",
            {"families": families, "good": good, "of": OF_THE_LAST, "needed": ENOUGH_MEETINGS},
        )
    else:
        visitors = limit(context.session, context.unit_path, "visitors_needed")
        estimate = queries.newest_estimate(context.session, placed.group.id, context.today)
        if estimate is not None and estimate >= visitors:
            return None
        text = Text(
            "The assistant has estimated %(estimate)s different visitors in the last four weeks; "
            "%(needed)s are needed.",
            {"estimate": estimate or 0, "needed": visitors},
        )
    return Refusal("enough_people", text, mender=LEADER, link=group_link(placed))


@effect(
    says="The group is planned, in the district its town belongs to. It stands on no list yet.",
    makes_subject=True,
)
def plan_group(context: Context) -> None:
    placed = operations.plan_group(
        context.session,
        context.moment,
        kind=context.answers["group_kind"],
        town_name=context.answers["place"],
        country=country(context),
        entered_by=context.actor.person_id,
    )
    parent = context.session.get_one(Unit, placed.unit.parent_id)
    context.is_about(placed.group.id, placed.unit.name, parent.id, parent.path)


def take_question_back(context: Context) -> None:
    """A question that was not answered yet is taken back; an answer stays."""
    for row in queries.open_assignments(context.session, the_group(context).group.id):
        if row.person_id == context.people.get(LEADER) and row.accepted_at is None:
            assignments.end(context.session, context.app_actor, context.moment, row.id)


@effect(
    says="The assistant is asked, and answers in person on their first page.",
    undo=take_question_back,
)
def ask_assistant(context: Context) -> None:
    group_id = the_group(context).group.id
    operations.note_answers(context.session, context.moment, group_id, context.answers)
    operations.plan_again(context.session, context.moment, group_id)
    asked = {row.person_id for row in queries.open_assignments(context.session, group_id)}
    leader = context.people[LEADER]
    if leader not in asked:
        assignments.ask(
            context.session, context.app_actor, context.moment, group_id=group_id, person_id=leader
        )


def take_off_list(context: Context) -> None:
    operations.unlist_group(context.session, context.moment, the_group(context).group.id)


@effect(says="The group stands on the list of groups, with its place and time.", undo=take_off_list)
def list_group(context: Context) -> None:
    operations.list_group(context.session, context.moment, the_group(context).group.id, context.answers)


def take_opening_back(context: Context) -> None:
    operations.unopen_group(context.session, context.moment, the_group(context).group.id)


@effect(says="It counts as a group from now on, and the first meeting is noted.", undo=take_opening_back)
def open_group(context: Context) -> None:
    if context.actor.person_id is None:
        raise NotVisible
    operations.open_group(
        context.session,
        context.moment,
        the_group(context).group.id,
        led_by=context.people[LEADER],
        came=context.answers["came"],
        by=context.actor.person_id,
    )


@effect(says="The group is shown as running.")
def establish_group(context: Context) -> None:
    operations.establish_group(context.session, context.moment, the_group(context).group.id)


def wake_group(context: Context) -> None:
    operations.wake_group(context.session, context.moment, the_group(context).group.id)


@effect(says="The group is taken off the list of groups.", undo=wake_group)
def rest_group(context: Context) -> None:
    operations.rest_group(context.session, context.moment, the_group(context).group.id)


@effect(says="The plan is closed. It stays in the history and stands on no list.")
def close_group(context: Context) -> None:
    operations.close_group(context.session, context.moment, the_group(context).group.id)


def _first_meeting(context: Context, placed: Placed) -> date | None:
    """From the approval on, what the group says; before it, the day that is asked for, never one long past."""
    if placed.group.status in LED:
        return placed.group.first_meeting_on
    asked: date | None = context.answers.get("first_meeting")
    return None if asked is None or asked < context.today else asked


def _weekly(context: Context, placed: Placed) -> WeeklyTime | None:
    if placed.group.status in LED:
        return weekly_of(placed.group)
    weekday, start = context.answers.get("weekday"), context.answers.get("start_time")
    # What nobody was asked in this case stands on the group: a part of a split comes with its time.
    return weekly_of(placed.group) if weekday is None or start is None else WeeklyTime(weekday, start)


def _about_meeting(placed: Placed, text: Text) -> Refusal:
    return Refusal("meeting_was_held", text, mender=COORDINATOR, link=group_link(placed))
