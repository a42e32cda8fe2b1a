"""Whether a group is covered, for now or for good, and what helps it; why it is not is never asked or told here."""

from __future__ import annotations

from datetime import date, timedelta

from intranet import facts
from intranet.cases.context import Context
from intranet.clock import local_date
from intranet.engine.rules import Refusal, date_rule, effect, guard
from intranet.engine.text import Text
from intranet.groups.cover import Basis, GroupFacts, Limits, covered
from intranet.groups.evidence import facts_of_group, limits_at
from intranet.groups.foresight import first_uncovered, only_from_afar
from intranet.groups.models import COUNTED, LED, Group
from intranet.organisation.settings import limit
from intranet.policy import COORDINATOR
from workflows.shared import group_link, the_group

COVER = ("certificates", "assignments", "people", "reach", "groups", "days")
AS_FAR_AS_ONE_LOOKS = timedelta(days=366)


@guard(relies_on=COVER)
def nobody_covers(context: Context) -> Refusal | None:
    """The group is approved or meets, and nobody certified who accepted it is there today."""
    return None if _basis(context) is Basis.NOBODY else _no(context, "nobody_covers", _SOMEBODY)


@guard(relies_on=COVER)
def somebody_covers(context: Context) -> Refusal | None:
    """Somebody certified who accepted the group is there today, for now or for good."""
    covers = _basis(context) in (Basis.CERTIFIED, Basis.GRACE)
    return None if covers else _no(context, "somebody_covers", _NOBODY)


@guard(relies_on=COVER)
def covered_for_now_only(context: Context) -> Refusal | None:
    """Somebody is there, but only in grace after a certificate's end, or from further away than is agreed."""
    return None if _sure(context) is False else _no(context, "covered_for_now_only", _SURE)


@guard(relies_on=COVER)
def cover_is_sure(context: Context) -> Refusal | None:
    """Somebody certified who accepted the group is there, within reach or confirmed by the coordinator."""
    return None if _sure(context) else _no(context, "cover_is_sure", _FOR_NOW)


@guard()
def group_could_rest(context: Context) -> Refusal | None:
    """The group meets; one that has not opened yet is put on hold by its own process."""
    if the_group(context).group.status in COUNTED:
        return None
    return _no(context, "group_could_rest", Text("The group has not opened yet."))


@guard(relies_on=("groups",))
def group_does_not_meet(context: Context) -> Refusal | None:
    """The group rests, is closed, or is a plan once more."""
    if the_group(context).group.status not in LED:
        return None
    return _no(context, "group_does_not_meet", Text("The group meets."))


@date_rule()
def day_to_propose(context: Context) -> date | None:
    """When nobody has been there for as long as the organisation waits before it proposes to rest."""
    if the_group(context).group.status not in COUNTED:
        return None
    wait = limit(context.session, context.unit_path, "rest_after_days")
    if context.case is None or context.state != "uncovered":
        return context.today + timedelta(wait)
    return local_date(context.case.entered_at) + timedelta(wait)


@date_rule()
def first_day_without(context: Context) -> date | None:
    """The first day on which, as far as is known today, nobody covers the group."""
    last = context.today + AS_FAR_AS_ONE_LOOKS
    limits = limits_at(context.session, context.unit_path)
    if context.subject_id is None:
        return None
    return first_uncovered(facts_of_group(context.session, context.subject_id), context.today, last, limits)


@effect(says="If the group needs help as before, or of another kind, that begins by itself.")
def look_anew(context: Context) -> None:
    # Told when this case has ended, so that the next one may begin in the same transaction.
    facts.tell(context.session, facts.Fact("groups", context.moment, group_id=context.subject_id))


@effect(says="Whether the group would rather rest is taken up with it; people decide.")
def propose_to_rest(context: Context) -> None:
    # The process of changes proposes it by itself, unless a change of the group is under way already.
    facts.tell(context.session, facts.Fact("days", context.moment, group_id=context.subject_id))


_SOMEBODY = Text("Somebody certified is there, or the group does not meet.")
_NOBODY = Text("Nobody certified is there yet.")
_SURE = Text("The group is covered, or nobody is there.")
_FOR_NOW = Text("The group is not covered for the time to come yet.")


def _basis(context: Context) -> Basis | None:
    """What the group rests on today; None for one that does not need to be covered."""
    read = _read(context)
    return None if read is None else covered(read[1], context.today, read[2]).basis


def _sure(context: Context) -> bool | None:
    """Whether whoever is there is certified, and near or confirmed; None where nobody is or needs to be."""
    read = _read(context)
    if read is None:
        return None
    basis = covered(read[1], context.today, read[2]).basis
    if basis is Basis.CERTIFIED:
        return not only_from_afar(context.session, *read, context.today)
    return False if basis is Basis.GRACE else None


def _read(context: Context) -> tuple[Group, GroupFacts, Limits] | None:
    group = the_group(context).group
    if group.status not in LED:
        return None
    known = facts_of_group(context.session, group.id)
    return group, known, limits_at(context.session, context.unit_path)


def _no(context: Context, name: str, text: Text) -> Refusal:
    return Refusal(name, text, mender=COORDINATOR, link=group_link(the_group(context)))
