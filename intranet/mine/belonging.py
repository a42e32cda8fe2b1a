"""Whether somebody is a member, may become one, and where: read for their own page alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.memberships import fees, pledges
from intranet.memberships.details import Details, details_of
from intranet.memberships.models import Membership
from intranet.mine.about import JOIN, Stored
from intranet.organisation.models import Unit
from intranet.organisation.queries import associations_in, district_of, nation_of
from intranet.participants.membership import membership_of
from intranet.participants.models import Participant


@dataclass(frozen=True)
class Belonging:
    """A membership on its way or confirmed, and what was accepted with it."""

    membership: Membership
    details: Details
    where: str
    words: str


@dataclass(frozen=True)
class Offer:
    """What somebody of this place joins: the words to accept, what it costs, and the associations near."""

    version: str
    rules: fees.Rules
    associations: tuple[Unit, ...]


def belonging_of(session: Session, participant: Participant) -> Belonging | None:
    membership_id = membership_of(session, participant)
    membership = None if membership_id is None else session.get(Membership, membership_id)
    if membership is None or membership.ended_on is not None:
        return None
    return Belonging(
        membership,
        details_of(session, membership),
        session.get_one(Unit, membership.unit_id).name,
        pledges.wording(membership.pledge_version, membership.pledge_language),
    )


def may_join(known: Stored) -> bool:
    """Whether the path is where the next step is theirs: to become a member."""
    way = known.way
    return way is not None and JOIN in way.process.workflow.leaving(way.case.state)


def offer(session: Session, known: Stored) -> Offer:
    near = district_of(session, known.unit_path) or nation_of(session, known.unit_path)
    return Offer(
        pledges.current(known.country),
        fees.rules(session, nation_of(session, known.unit_path).path),
        associations_in(session, near.path),
    )
