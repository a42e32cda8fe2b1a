"""Who visits a group is readable in no file, and who left in no copy, however old; a neighbour stays whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from intranet.cases import operations
from intranet.cases.models import Case
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.actors import actor_of
from intranet.organisation.models import RoleAssignment
from intranet.participants import consents, details
from intranet.participants.details import Contact
from intranet.participants.models import CONTACT, IN_PERSON, RECORD, Participant
from intranet.policy import ASSISTANT
from tests.support import canary
from tests.support.clock import Clock
from tests.support.databases import KINDS
from tests.support.installations import Installation, NewInstallation, begun
from tests.workflows.participant_path.driver import Path as Way

ANNA, BO = canary.word("Anna "), canary.word("Bo ")
ANNAS_MAIL, BOS_MAIL = canary.word("anna-"), canary.word("bo-")


@pytest.fixture(params=KINDS)
def installation(
    new_installation: NewInstallation, request: pytest.FixtureRequest, clock: Clock
) -> Installation:
    """Anna and Bo come to one group; both agreed to a name and to being contacted."""
    made = new_installation(request.param)
    with begun(made, clock) as (session, people):
        way = Way(session, people, clock)
        for name, mail in ((ANNA, ANNAS_MAIL), (BO, BOS_MAIL)):
            way.brought_to("regular")
            way.agrees(RECORD, name=name)
            way.agrees(CONTACT, contact=Contact("email", f"{mail}@post.example"))
    return made


def readable(installation: Installation) -> set[str]:
    """Which words still open on the pages of the group."""
    with installation.opened():
        session = db.session()
        found: set[str] = set()
        for one in session.scalars(select(Participant)):
            contact = details.contact_of(session, one)
            found |= {details.name_of(session, one) or "", contact.value.partition("@")[0] if contact else ""}
        return found - {""}


def does(installation: Installation, clock: Clock, what: str) -> None:
    """Anna leaves, or takes back that she may be contacted."""
    with installation.opened():
        session = db.session()
        anna = next(
            one for one in session.scalars(select(Participant)) if details.name_of(session, one) == ANNA
        )
        helper = session.scalars(
            select(RoleAssignment.person_id).where(
                RoleAssignment.unit_id == anna.group_id, RoleAssignment.role == ASSISTANT
            )
        ).first()
        assert helper is not None
        actor = actor_of(session, helper, local_date(clock()))
        case_id = session.scalars(select(Case.id).where(Case.subject_id == anna.id)).one()
        with writing(session):
            if what == "leave":
                operations.advance(session, case_id, "leave", actor, clock(), {})
            else:
                consents.withdraw(session, actor, clock(), anna.id, CONTACT, channel=IN_PERSON)


def sealed(installation: Installation) -> int:
    """How many rows hold a sealed contact."""
    with installation.opened():
        return len(db.session.scalars(select(Participant).where(Participant.contact.is_not(None))).all())


def places(installation: Installation) -> tuple[Path | str, ...]:
    with installation.opened() as app:
        return canary.places(app)


def test_while_they_come_their_words_are_in_no_file(installation: Installation, tmp_path: Path) -> None:
    assert installation.run("backup", tmp_path / "copy").code == 0
    words = [ANNA, BO, ANNAS_MAIL, BOS_MAIL]
    assert readable(installation) == set(words)
    assert canary.seen(words, *places(installation), tmp_path / "copy", tmp_path / "copy.keys") == []


@pytest.mark.parametrize(("what", "stays"), [("leave", {BO, BOS_MAIL}), ("withdraw", {ANNA, BO, BOS_MAIL})])
def test_what_was_erased_opens_in_no_older_backup_and_the_neighbour_is_whole(
    installation: Installation, clock: Clock, tmp_path: Path, what: str, stays: set[str]
) -> None:
    assert installation.run("backup", tmp_path / "copy").code == 0
    does(installation, clock, what)
    assert readable(installation) == stays

    answer = installation.run("restore", tmp_path / "copy", "--replace")

    assert answer.code == 0, answer
    # The control: the older rows are back as they were, and only their keys are gone.
    assert sealed(installation) == 2
    # What was sealed anew since then is not in the older copy; what was erased is in neither.
    assert readable(installation) <= stays
    assert readable(installation) >= {BO, BOS_MAIL}
