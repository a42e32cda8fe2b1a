"""What must hold for a gathering to go on, and what happens with it; the order of the steps is workflow.yaml's."""

from __future__ import annotations

from datetime import date

from intranet.cases.context import Context
from intranet.engine.rules import Link, Refusal, date_rule, effect, guard, opposite
from intranet.engine.text import Text
from intranet.gatherings import attendance, inviting, operations, seats
from intranet.gatherings.looking import Seen, days_of, find
from intranet.gatherings.models import NATIONAL, NORDIC
from intranet.gatherings.operations import Plan
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit
from intranet.policy import TRAINER
from intranet.problems import NotVisible

LEADER = "leader"
# These take a journey, and so are announced earlier than the others.
FAR = (NATIONAL, NORDIC)


def the_gathering(context: Context) -> Seen:
    here = None if context.subject_id is None else find(context.session, context.subject_id)
    if here is None:
        raise NotVisible
    return here


@date_rule()
def ends_on(context: Context) -> date | None:
    """Its last day, as it was planned."""
    last: date | None = context.answers.get("last_day") or context.answers.get("first_day")
    return last


@guard(relies_on=("people",), people=(LEADER,))
def leader_named(context: Context) -> Refusal | None:
    """Whoever leads it notes who was there, and so is known before anybody is asked to come."""
    if LEADER in context.people and LEADER not in context.gone:
        return None
    text = Text("Whoever was to lead it is no longer here. Change the plan first.")
    return Refusal("leader_named", text, mender=TRAINER)


@guard(reads=("first_day",))
def announced_in_time(context: Context) -> Refusal | None:
    """So that people can plan: six weeks for what takes a journey, two for the others."""
    here = the_gathering(context)
    key = "notice_days_national" if here.gathering.kind in FAR else "notice_days"
    notice = limit(context.session, here.path, key)
    ahead = (_first_day(here) - context.today).days
    if ahead >= notice:
        return None
    text = Text(
        "It is announced at least %(notice)s days before; from today it is %(ahead)s days. Choose a later day.",
        {"notice": notice, "ahead": max(ahead, 0)},
    )
    return Refusal("announced_in_time", text, mender=TRAINER)


@guard(relies_on=("gatherings",))
def seats_taken(context: Context) -> Refusal | None:
    """As many have said yes as there are seats."""
    free = the_gathering(context).free
    if free <= 0:
        return None
    text = Text("One seat is free.", plural="%(n)s seats are free.", n=free)
    return Refusal("seats_taken", text)


seat_free = opposite(seats_taken, Refusal("seat_free", Text("All seats are taken.")))


@guard()
def day_has_passed(context: Context) -> Refusal | None:
    """Its last day has come."""
    here = the_gathering(context)
    if here.gathering.ends_at <= context.moment:
        return None
    text = Text("It ends on %(day)s. Come back when it has been held.", {"day": here.gathering.ends_at})
    return Refusal("day_has_passed", text, mender=LEADER, link=_link(here))


@guard(relies_on=("gatherings",))
def attendance_marked(context: Context) -> Refusal | None:
    """For everybody with a seat the leader has said, day by day, whether they were there."""
    here = the_gathering(context)
    missing = len(attendance.unmarked(context.session, here.gathering.id))
    if not missing:
        return None
    text = Text(
        "For one person it is not marked yet whether they were there.",
        plural="For %(n)s people it is not marked yet whether they were there.",
        n=missing,
    )
    return Refusal("attendance_marked", text, mender=LEADER, link=_link(here))


@effect(says="It stands in the calendar of those who plan. Nobody is asked yet.", makes_subject=True)
def plan_gathering(context: Context) -> None:
    unit = context.session.get_one(Unit, context.unit_id)
    by = context.actor.person_id
    gathering = operations.plan(context.session, context.moment, _planned(context), unit, by)
    home = context.session.get_one(Unit, gathering.unit_id)
    context.is_about(gathering.id, gathering.title, home.id, home.path)


@effect(says="Day, place, leader and seats are as you write them here.")
def change_plan(context: Context) -> None:
    here = the_gathering(context)
    gathering = operations.change(
        context.session, context.moment, here.gathering.id, _planned(context), here.unit
    )
    home = context.session.get_one(Unit, gathering.unit_id)
    context.is_about(gathering.id, gathering.title, home.id, home.path)


@effect(
    says="Those invited are asked on their first page, and everybody in the country sees it in the calendar."
)
def send_invitations(context: Context) -> None:
    here = the_gathering(context)
    people = inviting.wanted(context.session, context.today, here, context.answers["whom"])
    seats.ask_people(context.session, context.moment, here, people, by=context.actor.person_id)
    operations.announce(context.session, context.moment, here.gathering.id)


@effect(says="The new leader says that it was held, and who was there.")
def hand_over(context: Context) -> None:
    here = the_gathering(context)
    operations.name_leader(context.session, context.moment, here.gathering.id, context.people[LEADER])


def take_holding_back(context: Context) -> None:
    operations.unhold(context.session, context.moment, the_gathering(context).gathering.id)


@effect(says="Nobody answers any more; the leader notes who was there.", undo=take_holding_back)
def mark_held(context: Context) -> None:
    operations.hold(context.session, context.moment, the_gathering(context).gathering.id)


@effect(says="The hours of everybody who was there are credited.")
def credit_hours(context: Context) -> None:
    gathering_id = the_gathering(context).gathering.id
    attendance.lock_everybody(context.session, gathering_id)
    gathering = operations.follow_up(context.session, context.moment, gathering_id)
    attendance.credit_everybody(context.session, context.moment, gathering)


@effect(
    says="Everybody who said yes is told on their first page. You can give them seats in another one afterwards."
)
def cancel_gathering(context: Context) -> None:
    operations.cancel(context.session, context.moment, the_gathering(context).gathering.id)


def _planned(context: Context) -> Plan:
    given = context.answers.get
    return Plan(
        kind=context.answers["gathering_kind"],
        title=given("other_name") or context.answers["called"],
        first_day=context.answers["first_day"],
        last_day=given("last_day"),
        start_time=context.answers["start_time"],
        end_time=context.answers["end_time"],
        town=given("town"),
        room=given("room"),
        online_link=given("online_link"),
        leader_id=context.people[LEADER],
        seats=context.answers["seats"],
        minutes=context.answers["minutes"],
        ethics_minutes=given("ethics_minutes"),
    )


def _first_day(here: Seen) -> date:
    return days_of(here.gathering)[0]


def _link(here: Seen) -> Link:
    return Link("gatherings.show", {"gathering_id": here.gathering.id})
