"""Those who ask, come and join in the demonstration: who sees them, what they agreed to, and what no file tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.auth.passwords import matches
from intranet.cases.models import Case
from intranet.clock import local_date
from intranet.demo.accounts import PASSWORD
from intranet.demo.acts import UNKNOWN_HERE
from intranet.enquiries.models import Enquiry
from intranet.enquiries.reading import contact_of as contact_of_enquiry
from intranet.enquiries.reading import opened
from intranet.memberships.details import details_of
from intranet.memberships.models import Membership
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.participants import bars, own_word
from intranet.participants.details import contact_of, name_of
from intranet.participants.models import FAMILY, Bar, Consent, Participant, PrivateLink
from intranet.participants.queries import participants_of
from intranet.people.models import Person
from tests.demo.reading import account
from tests.support import canary
from tests.support.clock import Clock

# Who helps in which group: "Øystein" and "Greta" have no account.
HELPERS = {
    "Sauda": {"Astrid Eksempel", "Vigdis Eksempel", "Øystein Eksempel"},
    "Linköping": {"Greta Exempel", "Vera Exempel"},
}
OTHERS = (
    "coordinator",
    "staff",
    "admin",
    "board",
    "coordinator.sweden",
    "staff.sweden",
    "trainer",
    "outsider",
)
EXAMPLE = re.compile(r"\b(Eksempel|Exempel)$")


def here(session: Session) -> list[Participant]:
    return list(session.scalars(select(Participant).where(Participant.left_on.is_(None))))


def test_nobody_knows_of_a_participant_but_those_who_help_in_the_group(story: Session, clock: Clock) -> None:
    today = local_date(clock())
    groups = story.execute(select(Unit.name, Unit.id).where(Unit.id.in_(select(Participant.group_id)))).all()
    knows = {
        town: {
            person.name
            for person in story.scalars(select(Person))
            if participants_of(story, actor_of(story, person.id, today), group_id)
        }
        for town, group_id in groups
    }

    assert knows == HELPERS


def test_one_is_unknown_to_somebody_who_helps_there(story: Session, clock: Clock) -> None:
    today, sauda = local_date(clock()), story.scalars(select(Unit.id).where(Unit.name == "Sauda")).one()
    known = {
        who: {one.id for one in participants_of(story, actor_of(story, account(story, who), today), sauda)}
        for who in ("assistant", "volunteer")
    }
    volunteer = account(story, "volunteer")
    barred = story.scalars(select(Bar.participant_id).where(Bar.person_id == volunteer)).all()

    assert known["assistant"] - known["volunteer"] == set(barred)
    assert known["volunteer"] < known["assistant"]
    assert [bars.barred_by(story, one) for one in barred] == [{volunteer}]


def test_a_name_is_kept_away_that_nobody_here_bears(story: Session) -> None:
    who = story.scalars(select(Bar.participant_id).where(Bar.name_index.is_not(None))).one()

    assert [one.name for one in bars.standing(story, who)] == [UNKNOWN_HERE]
    assert bars.barred_by(story, who) == set()


def test_two_in_linkoping_keep_its_only_leader_away_and_for_one_somebody_else_was_found(
    story: Session, clock: Clock
) -> None:
    greta = story.scalars(select(Person).where(Person.name == "Greta Exempel")).one()
    unknown = set(story.scalars(select(Bar.participant_id).where(Bar.person_id == greta.id)))
    town = story.scalars(select(Unit.id).where(Unit.name == "Linköping")).one()
    known = {one.id for one in participants_of(story, actor_of(story, greta.id, local_date(clock())), town)}
    wishes = select(Case.subject_id, Case.state).where(Case.workflow == "another_to_talk_to")

    assert {one.id for one in here(story) if one.group_id == town} - known == unknown
    assert len(unknown) == 2
    assert sorted(tuple(row) for row in story.execute(wishes)) == [(town, "there"), (town, "wished")]


def test_whoever_lives_under_protection_is_named_on_no_page(story: Session, demo_app: Flask) -> None:
    one = story.scalars(select(Participant).where(Participant.protected)).one()

    page = browser(demo_app, "assistant").get(f"/groups/{one.group_id}/participants")

    assert str(one.id) in page.text
    assert str(name_of(story, one)) == "Sunna Eksempel"
    assert "Sunna" not in page.text


def browser(app: Flask, who: str) -> FlaskClient:
    client = app.test_client()
    token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/sign-in", data={"csrf_token": token, "email": f"{who}@demo.example", "password": PASSWORD})
    return client


@pytest.mark.parametrize("who", OTHERS)
def test_for_everybody_else_there_is_no_page_of_theirs(who: str, story: Session, demo_app: Flask) -> None:
    some = {one.group_id: one for one in here(story)}
    client = browser(demo_app, who)

    for group_id, participant in some.items():
        case_id = story.scalars(select(Case.id).where(Case.subject_id == participant.id)).first()
        for path in (
            f"/groups/{group_id}/participants", f"/participants/{participant.id}", f"/cases/{case_id}",
        ):  # fmt: skip
            assert client.get(path).status_code == 404, path


def test_whoever_leads_the_group_reads_their_names(story: Session, demo_app: Flask) -> None:
    sauda = story.scalars(select(Unit.id).where(Unit.name == "Sauda")).one()
    inside = (one for one in here(story) if one.group_id == sauda and not one.protected)
    named = {name_of(story, one) for one in inside if one.name is not None}

    page = browser(demo_app, "assistant").get(f"/groups/{sauda}/participants")

    assert page.status_code == 200
    assert len(named) == 8
    assert [name for name in named if str(name) not in page.text] == []


def test_consents_were_given_and_taken_back_and_what_they_were_for_is_gone(story: Session) -> None:
    rows = story.execute(
        select(Consent.purpose, Consent.participant_id)
        .join(Participant, Participant.id == Consent.participant_id)
        .where(Consent.withdrawn_at.is_not(None), Participant.left_on.is_(None))
    ).all()
    taken_back = {purpose: story.get_one(Participant, one) for purpose, one in rows}

    assert taken_back.keys() == {"record", "contact", "support"}
    assert (taken_back["record"].name, taken_back["contact"].contact) == (None, None)
    assert taken_back["contact"].name is not None


def test_there_are_families_somebody_beside_one_who_comes_alone_and_a_private_link(story: Session) -> None:
    families = [(one.adults, one.children) for one in here(story) if one.kind == FAMILY]

    assert sorted(families) == [(1, 2), (2, 3)]
    assert {one.paired_with for one in here(story)} >= {account(story, "volunteer")}
    assert len(story.scalars(select(PrivateLink).where(PrivateLink.used_at.is_(None))).all()) == 1


def test_whoever_wanted_support_or_joined_has_chosen_a_word_which_is_the_password_of_the_accounts(
    story: Session,
) -> None:
    chosen = {name_of(story, one): own_word.hash_of(story, one) for one in here(story) if one.word}

    assert chosen.keys() >= {"Tuva Eksempel", "Mikael Eksempel", "Solfrid Eksempel", "Ellis Exempel"}
    assert matches(chosen["Tuva Eksempel"], PASSWORD)


def test_the_same_caller_is_found_again_and_an_old_enquiry_is_erased(story: Session) -> None:
    same = (
        select(Enquiry.contact_index)
        .where(Enquiry.contact_index.is_not(None))
        .group_by(Enquiry.contact_index)
        .having(func.count() > 1)
    )
    erased = story.scalars(select(Enquiry).where(Enquiry.erased_at.is_not(None))).all()

    assert len(story.scalars(same).all()) == 1
    assert {(one.contact, one.name, one.outcome) for one in erased} == {(None, None, "own_way")}


def test_everybody_in_it_is_named_as_an_example(story: Session) -> None:
    names = set(names_in(story))

    assert len(names) >= 25
    assert [name for name in names if not EXAMPLE.search(name)] == []
    assert not names & set(story.scalars(select(Person.name)))


def test_no_file_of_the_demonstration_tells_who_they_are(story: Session, demo_app: Flask) -> None:
    words = {*names_in(story), *ways_in(story), UNKNOWN_HERE}

    assert len(words) >= 45
    assert canary.seen(words, *canary.places(demo_app)) == []
    # That the search would find one: those who work here stand in it.
    assert canary.seen(["Vigdis Eksempel"], *canary.places(demo_app)) != []


def names_in(session: Session) -> Iterator[str]:
    """What everybody who asked, came or joined is called."""
    known = [name_of(session, one) for one in here(session)]
    known += [opened(session, one, with_contact=False).name for one in session.scalars(select(Enquiry))]
    known += [details_of(session, one).name for one in session.scalars(select(Membership))]
    yield from filter(None, known)


def ways_in(session: Session) -> Iterator[str]:
    """How each of them is reached, and the notes of those who asked."""
    for one in here(session):
        if (contact := contact_of(session, one)) is not None:
            yield contact.value
    for enquiry in session.scalars(select(Enquiry)):
        if (asked := contact_of_enquiry(session, enquiry)) is not None:
            yield asked.value
        if note := opened(session, enquiry, with_contact=True).note:
            yield note
    for member in session.scalars(select(Membership)):
        if (given := details_of(session, member).contact) is not None:
            yield from filter(None, (given.email, given.phone))
