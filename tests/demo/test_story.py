"""The demonstration tells of the organisation that the sources describe, and shows everything that can go on in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, delete, select
from sqlalchemy.orm import Session

from intranet import create_app
from intranet.auth.models import Account
from intranet.cases import load_processes, runtime
from intranet.cases.models import CaseEvent
from intranet.db import Base, prepare_engine, writing
from intranet.demo import build
from intranet.demo.accounts import NORWAY, PASSWORD, SWEDEN
from intranet.demo.story import tell
from intranet.people.models import Person
from intranet.privacy.keystore import KeyStore
from intranet.safety.history import broken_histories
from intranet.training.models import Credit, Exemption, PracticeMeeting, Signature
from tests.demo.reading import account, new_group, not_told_of
from tests.support.schema import import_models

CONTRACT = {
    "volunteer", "assistant", "mentor", "trainer", "coordinator", "staff", "board", "appeals", "admin",
    "safeguarding", "dataprotection", "outsider", "coordinator.sweden", "volunteer.linkoping",
}  # fmt: skip


def test_every_state_has_a_case_and_tasks_of_every_kind_wait_for_somebody(story: Session) -> None:
    assert not_told_of(story) == []


def test_of_certificates_and_training_there_is_everything_that_a_page_can_show(story: Session) -> None:
    for kind in (Credit, Exemption, Signature, PracticeMeeting):
        assert story.scalars(select(kind)).first() is not None, kind
    to_confirm = select(PracticeMeeting).where(
        PracticeMeeting.confirmed_at.is_(None),
        PracticeMeeting.withdrawn_at.is_(None),
        PracticeMeeting.mentor_id == account(story, "mentor"),
    )
    assert len(story.scalars(to_confirm).all()) == 2


def test_every_history_leads_to_where_its_case_stands(story: Session) -> None:
    assert list(broken_histories(story)) == []


def test_a_history_with_a_gap_is_noticed(story: Session) -> None:
    bergen = new_group(story, "Bergen")
    with writing(story):
        story.execute(delete(CaseEvent).where(CaseEvent.case_id == bergen.id, CaseEvent.number == 2))

    assert [case_id for case_id, _ in broken_histories(story)] == [bergen.id]


def test_everybody_is_named_as_an_example_and_has_no_phone(story: Session) -> None:
    people = story.scalars(select(Person)).all()

    assert {person.name.split()[-1] for person in people} == {"Eksempel", "Exempel"}
    assert len({person.name for person in people}) == len(people)
    assert {person.phone for person in people} == {None}
    assert {email.split("@")[1] for email in story.scalars(select(Account.email))} == {"demo.example"}


def test_every_account_of_the_contract_is_there() -> None:
    assert {one.who for one in (*NORWAY, *SWEDEN)} >= CONTRACT


def test_each_account_signs_in_and_sees_a_first_page(demo_app: Flask) -> None:
    for who in (one.who for one in (*NORWAY, *SWEDEN)):
        client = demo_app.test_client()
        token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
        sent = {"csrf_token": token, "email": f"{who}@demo.example", "password": PASSWORD}

        assert client.post("/sign-in", data=sent).status_code == 303, who
        assert client.get("/").status_code == 200, who


@pytest.mark.parametrize(
    "day", [datetime(2026, 7, 15, 4, tzinfo=UTC), datetime(2026, 12, 24, 18, tzinfo=UTC)], ids=str
)
def test_it_is_the_same_story_in_quiet_weeks(day: datetime, tmp_path: Path) -> None:
    """Days are counted from today, and move when they fall into July or the weeks around New Year."""
    import_models()
    create_app(build.settings(tmp_path / "listens"))  # whoever lives by a fact listens from here on
    engine = create_engine(f"sqlite:///{tmp_path / 'story.sqlite'}")
    prepare_engine(engine)
    Base.metadata.create_all(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        runtime.equip(
            session, load_processes(None), KeyStore(tmp_path / "keys", "a secret of this test alone")
        )
        tell(session, day)
        assert not_told_of(session) == []
    engine.dispose()
