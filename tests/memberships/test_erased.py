"""Who a member is stands nowhere to be read; once they have left, an older copy of the row opens no more either."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from intranet.db import writing
from intranet.memberships.details import Contact, Details, details_of
from intranet.memberships.models import Membership
from tests.support import canary
from tests.workflows.member_follow_up.driver import Joining


def _sealed(joining: Joining) -> dict[str, bytes | None]:
    row = joining.row
    return {"legal_name": row.legal_name, "contact": row.contact, "birth_year": row.birth_year}


def test_an_older_copy_opens_no_more_and_one_neighbour_is_whole(
    joining: Joining, database_url: str, tmp_path: Path
) -> None:
    name, street = canary.word("Kanari"), canary.word("Veien")
    joining.apply(legal_name=name, contact=Contact(address=street)).confirm()
    mine, older, case_id = joining.membership_id, _sealed(joining), joining.id
    neighbour = joining.applies(legal_name="Spurv Eksempel", contact=Contact(address="Gaten 1"))
    assert joining.details == Details(name, Contact(address=street), 1975)
    assert canary.seen([name, street], database_url, tmp_path) == []

    joining.membership_id, joining.id = mine, case_id
    joining.take("resign", joining.people.staff)
    with writing(joining.session):
        # As if the database were restored from before.
        joining.session.execute(update(Membership).where(Membership.id == mine).values(**older))
    assert _sealed(joining) == older
    assert joining.details == Details(None, None, None)
    other = joining.session.get_one(Membership, neighbour)
    assert details_of(joining.session, other) == Details("Spurv Eksempel", Contact(address="Gaten 1"), 1975)
    assert canary.seen([name, street], database_url, tmp_path) == []


def test_what_was_sealed_for_one_member_opens_for_no_other(joining: Joining) -> None:
    joining.apply(legal_name="Kanari Eksempel")
    mine = _sealed(joining)
    other = joining.applies(legal_name="Spurv Eksempel")
    with writing(joining.session):
        joining.session.execute(update(Membership).where(Membership.id == other).values(**mine))
    joining.membership_id = other
    assert joining.details == Details(None, None, None)
