"""Once somebody has taken back that they may be contacted, no forged form writes down how, but for a new yes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.cases.models import Case, Task
from intranet.participants import details
from intranet.participants.consent_texts import CURRENT
from intranet.participants.models import CONTACT, Participant
from tests.cast import Cast
from tests.mine.stage import NAME, NUMBER, Stage
from tests.support.addresses import rules
from tests.support.visitors import NewVisitor
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

# Whatever any form calls it, the wish of somebody who has a number and no yes.
REACHED = {"way": "call", "value": NUMBER, "message": "y", "hours": "any", "phone": NUMBER, "contact": NUMBER}
SENT = {
    **REACHED, **{f"contact-{name}": value for name, value in REACHED.items()}, "name": NAME, "record-name": NAME,
    "language": "nb", "channel": "in_person", "harmless": "y", "purpose": CONTACT, "protected": "no",
}  # fmt: skip
YES = {"shown_version": CURRENT[CONTACT], "shown_language": "nb", "said_yes": "y"}
# Afterwards there is nobody any more to write something down of, or no session to do it in.
ENDS = ("leav", "clos", "transitions")


@pytest.fixture
def stage(app: Flask, cast: Cast, visitor: NewVisitor) -> Stage:
    made = Stage(app, cast, visitor)
    made.opens_a_group()
    return made


def addresses(stage: Stage, whose: uuid.UUID) -> Iterator[str]:
    """Every address of the url_map to which something about them can be sent; what ends it all comes last."""
    with stage.reading() as session:
        case_id = session.scalars(select(Case.id).where(Case.subject_id == whose)).one()
        task_id = session.scalars(select(Task.id).where(Task.case_id == case_id)).first()
    values = {
        "participant_id": whose, "case_id": case_id, "task_id": task_id, "purpose": CONTACT, "mode": "consent",
        "key": "rest", "bar_id": uuid.uuid4(), "group_id": stage.group_id,
    }  # fmt: skip
    found = []
    for rule in rules(stage.app, "POST"):
        about = rule.rule.startswith(("/mine", "/participants", "/cases", "/tasks"))
        if about and rule.arguments <= values.keys():
            built = rule.build({name: values[name] for name in rule.arguments})
            assert built is not None
            found.append(built[1])
    yield from sorted(found, key=lambda path: any(word in path for word in ENDS))


def contact(stage: Stage, whose: uuid.UUID) -> details.Contact | None:
    with stage.reading() as session:
        session.rollback()
        return details.contact_of(session, session.get_one(Participant, whose, populate_existing=True))


def test_no_form_brings_back_how_to_reach_somebody_who_took_it_back(stage: Stage) -> None:
    whose = stage.somebody(NAME, NUMBER)
    phone, helpers = stage.on_their_page(whose), [stage.visitor(name) for name in ("volunteer", "assistant")]
    assert contact(stage, whose) is not None
    assert phone.post("/mine/consent/contact/withdrawal").status_code == 303
    tried = list(addresses(stage, whose))
    for path in tried:
        for sender in (phone,) if path.startswith("/mine") else helpers:
            sender.post(path, SENT)
            assert contact(stage, whose) is None, path
    assert len(tried) > 25


def test_the_control_a_new_yes_does(stage: Stage) -> None:
    whose = stage.somebody(NAME, NUMBER)
    assert stage.on_their_page(whose).post("/mine/consent/contact/withdrawal").status_code == 303
    assert (
        stage.visitor("volunteer").post(f"/participants/{whose}/agreed/contact", SENT | YES).status_code
        == 303
    )
    found = contact(stage, whose)
    assert found is not None
    assert found.value == NUMBER
