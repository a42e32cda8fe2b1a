"""What the rules of several processes are written with, imported as `workflows.shared`; no rule of its own."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from intranet.cases.context import Context
from intranet.cases.queries.foretelling import without_them
from intranet.certificates import policy as certificates_policy
from intranet.certificates import queries as certificates
from intranet.engine.definition import THE_PERSON
from intranet.engine.rules import Link, Refusal
from intranet.engine.text import Text
from intranet.groups import queries
from intranet.groups.cover import Reason
from intranet.groups.evidence import Known, candidate
from intranet.groups.nearby import SHOWN, in_words, nearest_assistants
from intranet.groups.queries import Placed
from intranet.groups.reasons import ANOTHER_COULD, LEADER, refuse
from intranet.organisation.models import Unit
from intranet.problems import NotVisible


def the_group(context: Context) -> Placed:
    placed = None if context.subject_id is None else queries.find(context.session, context.subject_id)
    if placed is None:
        raise NotVisible
    return placed


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
