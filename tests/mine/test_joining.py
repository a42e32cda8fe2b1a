"""Becoming a member: by the person themselves, on their own page or a phone handed over, and by nobody for them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from intranet.cases.models import Case, CaseEvent
from intranet.memberships import operations
from intranet.memberships.details import details_of
from intranet.memberships.models import Membership
from intranet.memberships.pledges import current, wording
from intranet.organisation.models import Setting
from intranet.participants.models import PrivateSession
from intranet.privacy.models import Erasure
from tests.mine.stage import NAME, Stage
from tests.mine.test_handing_over import handed

LEGAL = "Rosa Kanariegul Eksempel"
SELF = {"legal_name": LEGAL, "birth_year": "1975"}


def filled_in(**changed: Any) -> dict[str, Any]:
    return {
        "pledge": "y", "pledge_version": current("NO"), "pledge_language": "en", "legal_name": LEGAL,
        "birth_year": "1975",
        "email": "rosa@post.example", "association": "", "fee_class": "middle", **changed,
    }  # fmt: skip


def ready(stage: Stage) -> uuid.UUID:
    whose = stage.somebody(NAME)
    stage.thinks_of_joining(whose)
    return whose


def memberships(stage: Stage) -> list[Membership]:
    with stage.reading() as session:
        return list(session.scalars(select(Membership)))


def test_somebody_joins_by_themselves(stage: Stage) -> None:
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    page = phone.get("/mine/pledge").text
    assert wording(current("NO"), "en") in page
    assert phone.post("/mine/pledge", filled_in()).headers["Location"].endswith("/mine")
    assert stage.state(whose) == "applied"
    mine = phone.get("/mine").text
    assert LEGAL in mine
    assert "On its way" in mine
    with stage.reading() as session:
        one = session.scalars(select(Membership)).one()
        assert details_of(session, one).name == LEGAL
        assert (one.pledge_version, one.pledge_language, one.pledge_channel) == (
            current("NO"),
            "en",
            "own_page",
        )
        taken = session.scalars(select(CaseEvent).where(CaseEvent.transition == "join")).one()
        assert taken.actor_id is None
        assert taken.facts["themselves"] is True


def test_what_it_costs_is_the_nations_own_number_or_none(stage: Stage) -> None:
    phone = stage.on_their_page(ready(stage))
    known = phone.get("/mine/pledge").text
    assert ("The first year: 50 kr." in known, "The middle fee: 200 kr" in known) == (True, True)
    with stage.writing() as session:
        for which in ("first", "low", "middle", "high"):
            session.add(
                Setting(
                    unit_id=stage.cast.units["nation"].id, key=f"member_fee_{which}", value="0",
                    set_by=stage.cast.staff.id, set_at=stage.clock(),
                )
            )  # fmt: skip
    untold = phone.get("/mine/pledge").text
    assert "The office tells you what it costs before you owe anything." in untold
    assert "The middle fee" in untold
    assert " kr" not in untold


def test_the_pledge_is_kept_in_the_language_it_was_read_in(stage: Stage) -> None:
    """Though the page speaks another one when the form arrives."""
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    assert 'name="pledge_language" type="hidden" value="en"' in phone.get("/mine/pledge").text
    phone.post("/mine/details", {"name": NAME, "language": "da"})
    assert phone.post("/mine/pledge", filled_in()).status_code == 303
    assert memberships(stage)[0].pledge_language == "en"


def test_whoever_changes_their_mind_is_erased_and_back_where_they_were(stage: Stage) -> None:
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    phone.post("/mine/pledge", filled_in())
    assert phone.post("/mine/pledge/undoing").status_code == 303
    assert stage.state(whose) == "regular"
    assert LEGAL not in phone.get("/mine").text
    one = memberships(stage)[0]
    assert (one.legal_name, one.contact, one.birth_year, one.ended_how) == (None, None, None, "undone")


def test_on_a_phone_handed_over_it_is_signed_and_the_phone_given_back(stage: Stage) -> None:
    whose = ready(stage)
    phone = handed(stage, whose, "pledge")
    answer = phone.post("/mine/pledge", filled_in())
    assert answer.headers["Location"].endswith("/mine/goodbye?phone=yes")
    shown = phone.get(answer.headers["Location"]).text
    assert "give the phone back" in shown
    assert LEGAL not in shown
    assert phone.get("/mine/pledge").status_code == 404
    assert stage.state(whose) == "applied"
    assert memberships(stage)[0].pledge_channel == "handed_over"
    again = handed(stage, whose, "pledge").get("/mine/pledge").text
    assert LEGAL not in again, "whose phone it is may be who holds it"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"pledge": ""}, "Only you can accept it"),
        ({"pledge_version": "0"}, "The pledge has been written anew"),
        ({"pledge_language": "fi"}, "The pledge has been written anew"),
        ({"birth_year": "2020"}, "Members are at least 12 years old"),
        ({"birth_year": "2010"}, "a parent or guardian knows of it"),
        ({"birth_year": "75"}, "Please write a year"),
        ({"legal_name": " "}, "Please fill this in"),
        ({"email": ""}, "Give one way to reach you"),
        ({"fee_class": "free"}, "Please choose one of these"),
        ({"association": "0c6f5f0e-7a7e-4c3f-9a43-5d0f3f1c0000"}, "Please choose one of these"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_missing_is_said_and_nothing_is_written(
    stage: Stage, changed: dict[str, str], says: str
) -> None:
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    sent = {name: value for name, value in filled_in(**changed).items() if value != ""}
    answer = phone.post("/mine/pledge", sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert memberships(stage) == []
    assert stage.state(whose) == "thinking"


def test_nobody_joins_before_they_have_said_that_they_want_to_know_more(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    phone = stage.on_their_page(whose)
    assert "Tell somebody in your group" in phone.get("/mine/pledge").text
    phone.post("/mine/pledge", filled_in())
    assert stage.state(whose) == "visitor"
    assert memberships(stage) == []


def test_sent_twice_it_is_one_membership(stage: Stage) -> None:
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    for _ in range(2):
        phone.post("/mine/pledge", filled_in())
    assert len(memberships(stage)) == 1


@pytest.mark.parametrize("name", ["volunteer", "assistant", "coordinator", "staff", "admin"])
def test_nobody_accepts_the_pledge_for_somebody(stage: Stage, name: str) -> None:
    """By the case, by the person's page, and with the person's own link in their own session."""
    whose = ready(stage)
    path, helper = stage.link_for(whose), stage.visitor(name)
    with stage.reading() as session:
        case_id = stage._case(session, whose).id  # noqa: SLF001 - the stage's own way to the case
    assert helper.post(f"/cases/{case_id}/transitions/join", filled_in()).status_code in {403, 404}
    assert helper.post("/mine/pledge", filled_in()).status_code == 404
    assert helper.post(path).status_code == 403
    assert helper.post("/mine/pledge", filled_in()).status_code == 404
    assert memberships(stage) == []
    assert stage.state(whose) == "thinking"


def test_after_handing_over_the_helper_is_nobody_there(stage: Stage) -> None:
    whose = ready(stage)
    phone = stage.visitor("volunteer")
    old = phone.client.get_cookie("intranet")
    assert old is not None
    phone.post(f"/participants/{whose}/handover/pledge")
    phone.post("/mine/closing")
    phone.client.set_cookie("intranet", old.value)
    assert phone.post("/mine/pledge", filled_in()).status_code in {400, 404}
    assert memberships(stage) == []


def test_a_member_ends_it_on_their_own_page(stage: Stage) -> None:
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    phone.post("/mine/pledge", filled_in())
    assert "Nobody asks you why" in phone.get("/mine/membership/ending").text
    assert phone.post("/mine/membership/ending").status_code == 303
    assert memberships(stage)[0].legal_name is None
    assert NAME in phone.get("/mine").text, "the group has nothing to do with it"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_member_writes_otherwise_how_the_office_reaches_them(stage: Stage) -> None:
    """The office sees that the member did it and in which month, and nothing of the group they come to."""
    whose = ready(stage)
    phone, staff = stage.on_their_page(whose), stage.visitor("staff")
    assert phone.post("/mine/membership", {"address": "Ny vei 2"}).status_code == 404, "no member yet"
    phone.post("/mine/pledge", filled_in())
    member = f"/members/{memberships(stage)[0].id}"
    assert "wrote this otherwise" not in staff.get(member).text
    assert 'value="rosa@post.example"' in phone.get("/mine/membership").text
    wrong = phone.post("/mine/membership", {**SELF, "phone": "ring me"})
    assert "does not look like a phone number" in wrong.text
    sent = {"address": "Ny vei 2, 5003 Bergen", "email": "", "phone": "41 00 00 77", "phone_allowed": "y"}
    assert phone.post("/mine/membership", {**SELF, **sent}).status_code == 303
    assert "Ny vei 2, 5003 Bergen" in phone.get("/mine").text
    shown = staff.get(member).text
    assert "Ny vei 2, 5003 Bergen" in shown
    assert "rosa@post.example" not in shown
    assert "The member wrote this otherwise themselves: May 2026." in shown
    assert NAME + "<" not in shown
    assert str(stage.group_id) not in shown
    sent = {"legal_name": LEGAL, "address": "Ny vei 2, 5003 Bergen"}
    assert staff.post(f"{member}/correct", sent).status_code == 303
    assert "wrote this otherwise" not in staff.get(member).text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_member_corrects_their_name_and_year_as_they_once_gave_them(stage: Stage) -> None:
    phone, staff = stage.on_their_page(ready(stage)), stage.visitor("staff")
    phone.post("/mine/pledge", filled_in())
    member = f"/members/{memberships(stage)[0].id}"
    shown = phone.get("/mine/membership").text
    assert f'value="{LEGAL}"' in shown
    assert 'value="1975"' in shown

    reached = {"email": "rosa@post.example"}
    wrong = {
        "Please fill this in": {"legal_name": " "},
        "Please write a year": {"birth_year": "75"},
        "Members are at least 12 years old": {"birth_year": "2020"},
        "a parent or guardian knows of it": {"birth_year": "2010"},
        "This may be about somebody&#39;s health": {"legal_name": "Rosa Diagnose Eksempel"},
        "Please write at most 100 letters": {"legal_name": "R" * 101},
    }
    for says, changed in wrong.items():
        answer = phone.post("/mine/membership", {**SELF, **reached, **changed})
        assert (answer.status_code, says in answer.text) == (422, True), (says, answer.text)
    assert LEGAL in staff.get(member).text

    changed = {
        "legal_name": "Rosa  Gul Eksempel ",
        "birth_year": "2010",
        "guardian_informed_on": "2026-04-30",
    }
    assert phone.post("/mine/membership", {**reached, **changed}).status_code == 303
    for page in (phone.get("/mine").text, staff.get(member).text):
        assert "Rosa Gul Eksempel" in page
        assert "2010" in page
        assert LEGAL not in page
    assert "The member wrote this otherwise themselves: May 2026." in staff.get(member).text
    stage.clock.forward(days=400)
    with stage.writing() as session:
        (row,) = memberships(stage)
        known = details_of(session, row)
        assert known.contact is not None
        operations.write_otherwise(
            session, stage.clock(), row.id, name="Rosa Eksempel", birth_year=2010,
            guardian_informed_on=date(2026, 4, 30), contact=known.contact,
        )  # fmt: skip
        # The year may turn out wrong later; the day on which a guardian was told stays what it was.
        operations.write_otherwise(
            session, stage.clock(), row.id, name="Rosa Eksempel", birth_year=2011,
            guardian_informed_on=date(2026, 4, 30), contact=known.contact,
        )  # fmt: skip


@pytest.mark.parametrize("meanwhile", ["nothing", "confirmed", "resigned"])
def test_whoever_leaves_while_it_is_on_its_way_leaves_at_once(stage: Stage, meanwhile: str) -> None:
    """The application is taken back with it; a membership that was confirmed is theirs and stays."""
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    phone.post("/mine/pledge", filled_in())
    if meanwhile != "nothing":
        with stage.writing() as session:
            operations.confirm(session, stage.clock(), memberships(stage)[0].id)
    if meanwhile == "resigned":
        phone.post("/mine/membership/ending")
    assert ("Your membership stays as it is" in phone.get("/mine/leaving").text) == (meanwhile == "confirmed")
    assert phone.post("/mine/leaving").headers["Location"].endswith("/mine/goodbye")
    assert stage.state(whose) == "left"
    with stage.reading() as session:
        one = session.scalars(select(Membership)).one()
        assert (details_of(session, one).name == LEGAL) == (meanwhile == "confirmed")


@pytest.mark.parametrize("ending", ["/mine/pledge/undoing", "/mine/membership/ending"])
def test_no_moment_tells_whose_membership_it_is(stage: Stage, ending: str) -> None:
    """Whoever has the database alone finds no two rows of one moment on the two sides (decision 0029)."""
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    for path, sent in (("/mine/pledge", filled_in()), (ending, {})):
        stage.clock.forward(minutes=2)
        phone.post(path, sent)
        phone.get("/mine")
    with stage.reading() as session:
        here: set[object] = set()
        there: set[object] = set()
        for at, workflow in session.execute(
            select(CaseEvent.at, Case.workflow).join(Case, Case.id == CaseEvent.case_id)
        ):
            (there if workflow == "member_follow_up" else here).add(at)
        for row in session.scalars(select(PrivateSession)):
            here |= {row.started_at, row.seen_at}
        member = session.scalars(select(Membership.id)).one()
        there |= set(session.scalars(select(Erasure.erased_at).where(Erasure.owner == member)))
    assert len(here) > 2
    assert len(there) > 0
    assert here & there == set()
