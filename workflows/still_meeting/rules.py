"""Whether anything was heard of a group lately, and what the answer does; no rule tells who found nobody there."""

from __future__ import annotations

from datetime import date, timedelta

from intranet.cases import operations
from intranet.cases.context import Context
from intranet.cases.queries.about_one import open_about
from intranet.clock import local_date
from intranet.engine.rules import Refusal, date_rule, effect, guard
from intranet.engine.text import Text
from intranet.groups import silence
from intranet.groups.models import COUNTED
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit
from intranet.policy import COORDINATOR
from workflows.shared import group_link, the_group

SATURDAY = 5


@guard(relies_on=("days",))
def quiet_for_a_while(context: Context) -> Refusal | None:
    """No meeting was reported for as long as the organisation waits before it asks, and no change is proposed yet."""
    proposed = open_about(context.session, "group_change", the_group(context).group.id) is not None
    if _silent(context, "silent_remind_days") and not proposed and not _silent(context, "silent_close_days"):
        return None
    return _no(context, "quiet_for_a_while", _HEARD)


@guard(relies_on=("groups",))
def somebody_found_nobody(context: Context) -> Refusal | None:
    """Somebody said that the group does not meet, and nobody has answered yet."""
    if silence.open_report(context.session, the_group(context).group.id) is not None:
        return None
    return _no(context, "somebody_found_nobody", _HEARD)


@guard(relies_on=("meetings", "groups"))
def heard_again(context: Context) -> Refusal | None:
    """A meeting was reported lately, and the group stands on the list."""
    placed = the_group(context)
    met = placed.group.status in COUNTED and placed.group.hidden_for is None
    if met and not _silent(context, "silent_remind_days"):
        return None
    return _no(context, "heard_again", Text("No meeting has been reported for a while."))


@guard(relies_on=("groups", "days"))
def not_asked_any_more(context: Context) -> Refusal | None:
    """The group does not count as one that meets, or was silent for so long that closing is proposed."""
    if the_group(context).group.status not in COUNTED or _silent(context, "silent_close_days"):
        return None
    return _no(context, "not_asked_any_more", Text("The group is still asked whether it meets."))


@date_rule()
def answer_day(context: Context) -> date | None:
    """The last of the working days in which somebody who found nobody there is answered."""
    if context.subject_id is None:
        return None
    report = silence.open_report(context.session, context.subject_id)
    if report is None:
        return None
    day, left = (
        local_date(report.reported_at),
        limit(context.session, context.unit_path, "silent_answer_days"),
    )
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


@effect(says="The group stands on the list again, and whoever found nobody there is answered with it.")
def show_again(context: Context) -> None:
    silence.say_it_meets(context.session, context.moment, the_group(context).group.id)


@effect(says="What could be done is taken up with the group, unless a change of it is under way already.")
def propose_change(context: Context) -> None:
    group_id = the_group(context).group.id
    if open_about(context.session, "group_change", group_id) is not None:
        return
    answers = {"change": context.answers["change"], "why": context.answers["why"]}
    unit = context.session.get_one(Unit, context.unit_id)
    operations.begin(
        context.session, "group_change", "propose", context.app_actor, unit, context.moment, answers,
        subject_id=group_id,
    )  # fmt: skip


_HEARD = Text("The group was heard of lately.")


def _silent(context: Context, key: str) -> bool:
    group = the_group(context).group
    wait = limit(context.session, context.unit_path, key)
    return silence.silent_days(context.session, group, context.today) >= wait


def _no(context: Context, name: str, text: Text) -> Refusal:
    return Refusal(name, text, mender=COORDINATOR, link=group_link(the_group(context)))
