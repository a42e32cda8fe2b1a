"""What the rules of several processes are written with, as `workflows.shared`, and the guard they share."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from intranet.cases.context import CALENDAR, Context
from intranet.cases.queries.foretelling import without_them
from intranet.certificates import policy as certificates_policy
from intranet.certificates import queries as certificates
from intranet.clock import local_date
from intranet.engine.definition import THE_PERSON
from intranet.engine.rules import Link, Refusal, guard
from intranet.engine.text import Text
from intranet.groups import queries
from intranet.groups.cover import Reason
from intranet.groups.evidence import Known, candidate
from intranet.groups.nearby import SHOWN, in_words, nearest_assistants
from intranet.groups.queries import Placed
from intranet.groups.reasons import ANOTHER_COULD, LEADER, refuse
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit
from intranet.participants.looking import find
from intranet.participants.models import Participant
from intranet.policy import APPEALS, MENTOR, STAFF, TRAINER
from intranet.problems import NotVisible
from intranet.training.mentors import OWN_DOES_NOT_COUNT, may_mentor, may_train

MENTORED_BY = "mentored_by"


def the_group(context: Context) -> Placed:
    placed = None if context.subject_id is None else queries.find(context.session, context.subject_id)
    if placed is None:
        raise NotVisible
    return placed


def the_participant(context: Context) -> Participant:
    found = None if context.subject_id is None else find(context.session, context.subject_id)
    if found is None:
        raise NotVisible
    return found


def the_leader(context: Context, placed: Placed) -> Known | None:
    """The assistant who is named, in this step or before."""
    person_id: uuid.UUID | None = context.answers.get(LEADER) or context.people.get(LEADER)
    return None if person_id is None else candidate(context.session, placed.group, person_id)


def country(context: Context) -> str:
    return context.session.get_one(Unit, context.unit_id).country


def the_association(context: Context) -> Unit | None:
    """The local association named in this step or before, if there is one of that kind in this country."""
    named = context.answers.get("parent")
    unit = context.session.get(Unit, named) if isinstance(named, uuid.UUID) else None
    if unit is None or unit.kind != "association" or unit.closed_on is not None:
        return None
    return unit if unit.country == country(context) else None


def refuse_leader(
    context: Context, name: str, placed: Placed, named: Known | None, reasons: Sequence[Reason]
) -> Refusal | None:
    near: tuple[Text, ...] = ()
    if any(reason.why in ANOTHER_COULD for reason in reasons):
        others = [
            one
            for one in nearest_assistants(
                context.session, placed.town, context.today, limit=None, group_id=placed.group.id
            )
            if named is None or one.person_id != named.facts.person_id
        ]
        near = in_words(others[:SHOWN], context.app_actor)
    return refuse(
        name,
        reasons,
        name=named.name if named else "",
        group_id=placed.group.id,
        certificate_id=_certificate_to_open(context, named),
        name_of_group=lambda group_id: queries.name_of(context.session, group_id),
        near=near,
    )


def _certificate_to_open(context: Context, named: Known | None) -> uuid.UUID | None:
    if named is None or not certificates_policy.can_see(context.app_actor, named.path, named.facts.person_id):
        return None
    newest = certificates.newest_of(context.session, named.facts.person_id)
    return None if newest is None else newest.id


def group_link(placed: Placed) -> Link:
    return Link("groups.show", {"group_id": placed.group.id})


def foretell_lost_cover(context: Context) -> tuple[Text, ...]:
    """What it would mean that the person of this case leads nothing for now: which groups, and which cases."""
    person_id = context.people.get(THE_PERSON)
    if person_id is None:
        return ()
    return without_them(context.session, context.app_actor, person_id, context.today)


@guard(relies_on=("certificates", "days"))
def own_certificate_valid(context: Context) -> Refusal | None:
    """Whoever trains or mentors has no certificate of their own that does not count; a mentor has one that does."""
    me, roles = context.actor.person_id, context.actor.roles
    mentors = TRAINER not in roles and (MENTOR in roles or context.people.get(MENTORED_BY) == me)
    if me is None or not (mentors or TRAINER in roles):
        return None
    may = may_mentor if mentors else may_train
    if may(context.session, me, context.today):
        return None
    return Refusal(
        "own_certificate_valid", OWN_DOES_NOT_COUNT, mender=TRAINER, link=certificate_link(context, me)
    )


def certificate_link(context: Context, person_id: uuid.UUID) -> Link | None:
    """The page of one's own certificate; another's is not pointed at."""
    newest = certificates.newest_of(context.session, person_id)
    if newest is None or context.actor.person_id != person_id:
        return None
    return Link("certificates.show", {"certificate_id": newest.id})


def last_day(context: Context, since: date, setting: str, task: str) -> date:
    """The last of so many days as the organisation has set, on a day that does not rest.

    Whoever was told a later day by the task that has stood since then keeps it.
    """
    days = limit(context.session, context.unit_path, setting)
    until = CALENDAR.moved(since + timedelta(days))
    tasks = () if context.case is None else context.case.tasks
    told = (
        local_date(one.due_at)
        for one in tasks
        if one.key == task and one.due_at is not None and local_date(one.opened_at) >= since
    )
    return max((until, *told))


def refuse_whoever_waived(context: Context, name: str, givers: frozenset[uuid.UUID]) -> Refusal | None:
    """Whoever gave an exemption or entered hours that it rests on leaves the decision to others."""
    if context.actor.person_id not in givers:
        return None
    text = Text("You gave an exemption or entered hours that this rests on, so somebody else decides.")
    return Refusal(name, text, mender=STAFF)


def came_by(context: Context) -> str | None:
    """The step that led to where the case stands."""
    return None if context.case is None else context.case.via


def took_a_step(context: Context) -> bool:
    """Whether the actor took any step of this case."""
    taken = {} if context.case is None else context.case.takers
    return any(context.actor.person_id in people for people in taken.values())


def refuse_late_appeal(context: Context, decided_by: str, until: date, *, mender: str) -> Refusal | None:
    """One appeal, straight after the step that it is against, until the end of that day."""
    if came_by(context) != decided_by:
        return Refusal("appeal_in_time", Text("There has been an appeal already."), mender=APPEALS)
    if context.today <= until:
        return None
    text = Text("An appeal was possible until %(day)s.", {"day": until})
    return Refusal("appeal_in_time", text, mender=mender)


def refuse_without_appeal(context: Context) -> Refusal | None:
    if came_by(context) == "lodge_appeal":
        return None
    return Refusal("appeal_lodged", Text("There is no appeal to decide on."), mender=THE_PERSON)


def refuse_whoever_took_part(context: Context, *, took_part: bool) -> Refusal | None:
    if APPEALS not in context.actor.roles or not took_part:
        return None
    text = Text("You took part in this case before, so somebody else decides on the appeal.")
    return Refusal("took_no_part", text, mender=APPEALS)
