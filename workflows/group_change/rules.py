"""What must hold before a group is split, merged, rested or closed, and what happens with it; no order of steps."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from intranet.cases.context import Context
from intranet.cases.queries.about_one import last_ended, open_about
from intranet.clock import local_date
from intranet.engine.rules import Refusal, date_rule, effect, guard
from intranet.engine.text import Text
from intranet.groups import operations, parts, silence
from intranet.groups.cover import Basis, covered
from intranet.groups.evidence import facts_of_group, limits_at
from intranet.groups.families import families_of, last_leave
from intranet.groups.models import COUNTED, FAMILY_CLUB, LED, RESTING
from intranet.groups.reasons import LEADER
from intranet.organisation.settings import limit
from intranet.policy import STAFF
from intranet.problems import NotVisible
from workflows.group_change.reading import (
    CLOSE,
    MERGE,
    REST,
    SPLIT,
    basis_today,
    families_reach,
    no,
    not_filled_in,
    planned,
    the_other_group,
)
from workflows.group_change.splitting import *  # noqa: F403 - one group that becomes two
from workflows.group_change.splitting import count_both
from workflows.shared import country, the_group

_GOES_ON = Text("The group goes on.")
_FOLLOWS = {
    SPLIT: Text("The group goes on as two; the new part is decided on by the office as a new group."),
    REST: Text("The group rests and is taken off the list until it meets again."),
    CLOSE: Text("The group closes and is taken off the list. It stays in the history."),
}


@guard()
def may_be_changed(context: Context) -> Refusal | None:
    """The group meets or rests, and no other change of it is under way."""
    placed = the_group(context)
    if placed.group.status not in (*COUNTED, RESTING):
        return no(context, "may_be_changed", Text("Only a group that meets or rests is changed in this way."))
    other = open_about(context.session, context.process.workflow.key, placed.group.id, but=context.case_id)
    if other is not None:
        return no(context, "may_be_changed", Text("A change of this group is under way already."))
    # What people have just decided upon, or against, is not proposed to them again at once.
    ended = last_ended(context.session, context.process.workflow.key, placed.group.id)
    rest = timedelta(limit(context.session, context.unit_path, "propose_again_days"))
    lately = ended is not None and context.moment - ended < rest and not _leave_ended_since(context, ended)
    if context.actor.is_system and lately:
        return no(context, "may_be_changed", Text("A change of this group was talked over lately."))
    return None


def _leave_ended_since(context: Context, moment: datetime) -> bool:
    """Whether a trainer's leave for one family more has ended since then: the club must talk about it again."""
    if context.transition != "propose_split" or not families_reach(context, "families_most"):
        return False
    until = last_leave(context.session, the_group(context).group.id)
    return until is not None and local_date(moment) <= until < context.today


@guard(relies_on=("days",))
def silent_for_long(context: Context) -> Refusal | None:
    """No meeting was reported for very long, though somebody certified is there."""
    placed = the_group(context)
    wait = limit(context.session, context.unit_path, "silent_close_days")
    silent = silence.silent_days(context.session, placed.group, context.today) >= wait
    if silent and basis_today(context) is not Basis.NOBODY:
        return None
    return no(context, "silent_for_long", Text("The group was heard of, or needs somebody to lead it first."))


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
    return no(context, "nobody_is_there", Text("Somebody certified was there lately."))


@guard(reads=("merge_with",), relies_on=("groups", "meetings"))
def room_for_all(context: Context) -> Refusal | None:
    """Two groups that go together are of one kind, the other meets, and together they are not too many."""
    if planned(context) != MERGE or not_filled_in(context, "merge_with"):
        return None
    whole, other = the_group(context), the_other_group(context)
    if other is None or other.group.id == whole.group.id or other.group.kind != whole.group.kind:
        return no(context, "room_for_all", Text("Choose another group of the same kind."))
    if other.group.status not in COUNTED:
        return no(
            context, "room_for_all", Text("%(group)s does not meet at present.", {"group": other.unit.name})
        )
    if open_about(context.session, context.process.workflow.key, other.group.id) is not None:
        text = Text("A change of %(group)s is under way; that is decided first.", {"group": other.unit.name})
        return no(context, "room_for_all", text)
    if whole.group.kind != FAMILY_CLUB:
        return None
    most = limit(context.session, context.unit_path, "families_most")
    known = [families_of(context.session, one.group.id, context.today) for one in (whole, other)]
    if None in known:
        return no(
            context, "room_for_all", Text("Say first how many families belong to each of the two clubs.")
        )
    together = sum(number or 0 for number in known)
    if together <= most:
        return None
    text = Text(
        "Together they would be %(together)s families; a family club has at most %(most)s.",
        {"together": together, "most": most},
    )
    return no(context, "room_for_all", text)


@guard(reads=("look_again_on",))
def looked_at_again(context: Context) -> Refusal | None:
    """A rest has a day on which somebody looks again, not too far away."""
    if planned(context) != REST or not_filled_in(context, "look_again_on"):
        return None
    most = limit(context.session, context.unit_path, "rest_most_days")
    day: date | None = context.answers.get("look_again_on")
    if day is not None and 0 < (day - context.today).days <= most:
        return None
    return no(context, "looked_at_again", Text("Choose a day within the next %(most)s days.", {"most": most}))


@guard(relies_on=("certificates", "assignments", "people", "groups"))
def somebody_sees_to_it(context: Context) -> Refusal | None:
    """No group is closed because nobody is there for it: it is helped, or rests, before that is decided."""
    if planned(context) != CLOSE or the_group(context).group.status not in LED:
        return None
    if basis_today(context) is not Basis.NOBODY:
        return None
    text = Text(
        "Nobody certified is there for the group now. Find a stand-in or let it rest before it is closed."
    )
    return no(context, "somebody_sees_to_it", text)


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
    return None if planned(context) in (MERGE, CLOSE) else no(context, "group_will_close", _GOES_ON)


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
    if planned(context) not in (MERGE, CLOSE) or (answers.get("handed_to") and answers.get("erased")):
        return None
    return Refusal(
        "handed_over",
        Text("Money, keys and papers are handed over first, and what is written about people is erased."),
        mender=LEADER,
    )


@guard()
def group_rests(context: Context) -> Refusal | None:
    if planned(context) == REST and the_group(context).group.status == RESTING:
        return None
    return no(context, "group_rests", _GOES_ON)


@guard(relies_on=("certificates", "assignments", "people", "groups"))
def somebody_certified_again(context: Context) -> Refusal | None:
    """A group that has rested meets again only with somebody certified who has said yes to it."""
    if basis_today(context) is Basis.CERTIFIED:
        return None
    text = Text("Nobody certified has said yes to this group. Ask an assistant first.")
    return no(context, "somebody_certified_again", text)


@date_rule()
def look_again_day(context: Context) -> date | None:
    """The day a rest is looked at again; none for another plan."""
    day: date | None = context.answers.get("look_again_on")
    return day if day is not None and planned(context) == REST else None


def tell_what_follows(context: Context) -> tuple[Text, ...]:
    """What is planned, in a sentence, before it is decided or done."""
    plan, other = planned(context), the_other_group(context)
    if plan == MERGE and other is not None:
        text = Text(
            "The group closes; everybody in it is invited to %(group)s, and each says for themselves.",
            {"group": other.unit.name},
        )
        return (text,)
    return (_FOLLOWS[plan],) if plan in _FOLLOWS else ()


@effect(says="What was planned may be carried out.", foretells=tell_what_follows)
def carry_out(context: Context) -> None:
    if planned(context) == SPLIT and (part := parts.part_of(context.session, the_group(context).group.id)):
        parts.agree_split(context.session, context.moment, part.id)


@effect(says="The group is shown as it is from now on.", foretells=tell_what_follows)
def change_group(context: Context) -> None:
    session, moment, group_id, plan = context.session, context.moment, context.subject_id, planned(context)
    if group_id is None:
        raise NotVisible
    if plan == SPLIT:
        count_both(context)
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
