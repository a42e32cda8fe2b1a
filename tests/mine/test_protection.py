"""Whoever lives under protection is a label to others: in the group, to the office, and after they have left it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intranet.memberships.details import Details, details_of
from intranet.memberships.models import Membership
from intranet.participants import consents
from intranet.participants.models import CONTACT, Participant
from tests.mine.stage import NAME, NUMBER, Stage
from tests.mine.test_joining import LEGAL, filled_in, ready
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

RENAMED = "Rosa Nynavn Eksempel"
ADDRESS = "Eksempelveien 7, 5003 Bergen"


def details(stage: Stage) -> Details:
    with stage.reading() as session:
        return details_of(session, session.scalars(select(Membership)).one())


def test_they_set_it_themselves_and_it_is_not_theirs_to_lift(stage: Stage) -> None:
    whose = stage.somebody(NAME, NUMBER)
    phone, assistant = stage.on_their_page(whose), stage.visitor("assistant")
    assert NAME in assistant.get(f"/participants/{whose}").text
    assert "I live under protection" in phone.get("/mine/bars").text
    assert phone.post("/mine/protection").status_code == 303

    # Nor by a forged form: whoever could be made to lift it cannot.
    for forged in ({"protected": "no"}, {"protected": ""}, {}):
        phone.post("/mine/protection", forged)
    assert "I live under protection" not in phone.get("/mine/bars").text
    with stage.reading() as session:
        row = session.get_one(Participant, whose)
        assert (row.protected, row.contact) == (True, None)
    for path in (f"/participants/{whose}", f"/groups/{stage.group_id}/participants", "/tasks", "/"):
        shown = assistant.get(path).text
        assert NAME not in shown, path
    assert f"<h1>Protected · {row.number}</h1>" in assistant.get(f"/participants/{whose}").text
    assert NAME in phone.get("/mine").text, "their own page is theirs"

    volunteer = stage.visitor("volunteer")
    assert volunteer.post(f"/participants/{whose}/protected", {"protected": "no"}).status_code == 403
    assert assistant.post(f"/participants/{whose}/protected", {"protected": "no"}).status_code == 303
    assert NAME in assistant.get(f"/participants/{whose}").text


@pytest.mark.parametrize("who", ["they themselves", "somebody who helps"])
def test_what_ended_with_protection_is_not_said_to_have_been_taken_back_in_person(
    stage: Stage, who: str
) -> None:
    whose = stage.somebody(NAME, NUMBER)
    if who == "they themselves":
        stage.on_their_page(whose).post("/mine/protection")
    else:
        stage.visitor("volunteer").post(f"/participants/{whose}/protected", {"protected": "yes"})
    with stage.reading() as session:
        ended = [one for one in consents.history(session, whose) if one.withdrawn_at is not None]
        (told,) = ((one.purpose, one.withdrawn_channel, one.withdrawn_by) for one in ended)
    if who == "they themselves":
        assert told == (CONTACT, "own_page", None)
    else:
        assert told == (CONTACT, "by_protection", stage.cast.volunteer.id)
        page = stage.on_their_page(whose).get("/mine").text
        assert "for you live under protection" in page
        assert "taken back on" not in page


@pytest.mark.parametrize("protected_first", [True, False])
def test_the_office_sees_neither_name_nor_postal_address(stage: Stage, protected_first: bool) -> None:
    whose = ready(stage)
    phone, staff = stage.on_their_page(whose), stage.visitor("staff")
    if protected_first:
        phone.post("/mine/protection")
    assert phone.post("/mine/pledge", filled_in(address=ADDRESS)).status_code == 303
    with stage.reading() as session:
        member = session.scalars(select(Membership.id)).one()
    if not protected_first:
        assert LEGAL in staff.get(f"/members/{member}").text, "the control: they see whoever is not protected"
        assert ADDRESS in staff.get(f"/members/{member}").text
        assert LEGAL in staff.get("/tasks").text, "a task is called by the name, and not by a number"
        phone.post("/mine/protection")

    def to_the_office() -> str:
        pages = [staff.get(path).text for path in (f"/members/{member}", "/members?names=1", "/tasks")]
        return "".join([*pages, staff.post("/members/find", {"sought": "Rosa"}).text])

    assert LEGAL not in to_the_office()
    assert ADDRESS not in to_the_office()
    assert "lives under protection" in staff.get(f"/members/{member}").text
    forged = {"legal_name": "Rosa Annen", "address": "Et annet sted 1"}
    assert staff.get(f"/members/{member}/correct").status_code == 404
    assert staff.post(f"/members/{member}/correct", forged).status_code == 404
    assert LEGAL in phone.get("/mine").text, "their own page is theirs"
    renamed = {"legal_name": RENAMED, "birth_year": "1974", "address": ADDRESS}
    assert phone.post("/mine/membership", renamed).status_code == 303
    assert RENAMED in phone.get("/mine").text
    assert RENAMED not in to_the_office()

    # The thread to the group is cut when they leave it; the membership knows still.
    stage.goes(whose, ("leave", {}))
    assert RENAMED not in to_the_office()
    known = details(stage)
    assert (known.name, known.birth_year, known.is_protected) == (RENAMED, 1974, True)


def test_lifted_by_whoever_leads_the_office_sees_them_again(stage: Stage) -> None:
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    phone.post("/mine/pledge", filled_in(address=ADDRESS))
    phone.post("/mine/protection")
    assert details(stage).is_protected
    stage.visitor("assistant").post(f"/participants/{whose}/protected", {"protected": "no"})
    assert details(stage).to_others() == details(stage)
    assert details(stage).name == LEGAL
