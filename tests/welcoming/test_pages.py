"""The pages of those who help in a group: who finds them, what stands there, and what a press does."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from intranet.cases.models import Case, SensitiveRead
from intranet.clock import local_date
from intranet.db import writing
from intranet.groups import families
from intranet.participants import bars, consents
from intranet.participants.consent_texts import CURRENT
from intranet.participants.models import CONTACT, RECORD, Consent, Participant
from tests import factories
from tests.support.visitors import NewVisitor, Visitor
from tests.welcoming.conftest import Circle
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

YES = {"shown_version": "2026-1", "shown_language": "nb", "channel": "in_person", "said_yes": "y"}
# Everybody of the cast who does not help in this very group, whatever they are above it.
ELSEWHERE = (
    "volunteer", "assistant", "trainer", "coordinator", "staff", "board", "admin", "outsider", "of_neighbour",
)  # fmt: skip


def agrees(somebody: Visitor, participant_id: object, purpose: str, **fields: str) -> int:
    return somebody.post(f"/participants/{participant_id}/agreed/{purpose}", {**YES, **fields}).status_code


def said(page: str) -> str:
    """Without what is another in every answer: the token, which carries the second it was made in."""
    return re.sub(r'name="(csrf_token|idempotency_key)" value="[^"]*"', "", page)


def reads(circle: Circle) -> list[list[str]]:
    with circle.session() as session:
        return list(session.scalars(select(SensitiveRead.fields).order_by(SensitiveRead.read_at)))


def test_a_first_visit_is_a_number_and_no_name_is_asked(circle: Circle, visitor: NewVisitor) -> None:
    helper = visitor("helper")
    page = helper.get(f"/groups/{circle.groups['group']}/participants")
    assert "Nobody stands here yet" in page.text
    assert not re.search(r'name="[a-z_]*name"', page.text)
    answer = helper.post(f"/groups/{circle.groups['group']}/participants")
    assert answer.status_code == 303
    page = helper.get(answer.headers["Location"])
    assert re.search(r"<h1>Visitor [1-9]\d\d</h1>", page.text), "drawn, and never the next of a row"
    assert "<title>One who comes" in page.text


@pytest.mark.parametrize("name", ELSEWHERE)
def test_whoever_does_not_help_in_the_very_group_finds_nothing(
    circle: Circle, visitor: NewVisitor, name: str
) -> None:
    somebody_id = circle.comes()
    somebody = visitor(name)
    never = somebody.get("/participants/00000000-0000-4000-8000-000000000000")
    for path in (f"/participants/{somebody_id}", f"/participants/{somebody_id}/contact"):
        page = somebody.get(path)
        assert (page.status_code, said(page.text)) == (404, said(never.text)), path
    assert somebody.get(f"/groups/{circle.groups['group']}/participants").status_code == 404
    for path, sent in (
        (f"/groups/{circle.groups['group']}/participants", {}),
        (f"/participants/{somebody_id}/here", {}),
        (f"/participants/{somebody_id}/agreed/record", {**YES, "name": "Kari"}),
        (f"/participants/{somebody_id}/withdrawn/record", {}),
        (f"/participants/{somebody_id}/together", {"adults": "2"}),
        (f"/participants/{somebody_id}/beside", {}),
        (f"/participants/{somebody_id}/protected", {"protected": "yes"}),
    ):
        assert somebody.post(path, sent).status_code == 404, path
    with circle.session() as session:
        assert session.scalar(select(func.count()).select_from(Participant)) == 1


def test_a_name_needs_its_consent_in_the_same_step(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    without = {key: value for key, value in YES.items() if key != "said_yes"}
    assert (
        helper.post(f"/participants/{somebody_id}/agreed/record", {**without, "name": "Kari"}).status_code
        == 422
    )
    assert circle.row(somebody_id).name is None
    assert agrees(helper, somebody_id, RECORD, name="Kari fra torget") == 303
    assert "<h1>Kari fra torget</h1>" in helper.get(f"/participants/{somebody_id}").text


def test_what_is_agreed_to_is_recorded_with_its_words_and_who_noted_it(
    circle: Circle, visitor: NewVisitor
) -> None:
    somebody_id = circle.comes()
    assert agrees(visitor("helper"), somebody_id, RECORD, name="Kari") == 303
    with circle.session() as session:
        (one,) = consents.history(session, somebody_id)
        assert (one.purpose, one.text_version, one.language, one.channel) == (
            RECORD, CURRENT[RECORD], "nb", "in_person",
        )  # fmt: skip
        assert one.recorded_by == circle.people.helper.id


def test_words_that_are_shown_no_more_are_not_agreed_to(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    assert agrees(helper, somebody_id, RECORD, name="Kari", shown_version="2020-1") == 422
    assert agrees(helper, somebody_id, RECORD, name="Kari", channel="own_page") == 422
    assert circle.row(somebody_id).name is None


def test_how_to_reach_somebody_is_shown_after_a_press_and_each_look_is_noted(
    circle: Circle, visitor: NewVisitor
) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    way = {"way": "call", "value": "+47 000 11 222", "hours": "evenings"}
    assert agrees(helper, somebody_id, CONTACT, **way) == 303
    assert "000 11 222" not in helper.get(f"/participants/{somebody_id}").text
    assert reads(circle) == []
    assert "000 11 222" in helper.get(f"/participants/{somebody_id}/contact").text
    assert reads(circle) == [["contact"]]


def test_a_name_in_the_list_is_noted_once_a_day_for_each_reader(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper, leader = circle.comes(), visitor("helper"), visitor("leader")
    other = circle.row(circle.comes()).number
    agrees(helper, somebody_id, RECORD, name="Kari")
    for reader in (helper, helper, leader):
        page = reader.get(f"/groups/{circle.groups['group']}/participants")
        assert "Kari" in page.text
        assert f"Visitor {other}" in page.text
    assert reads(circle) == [["name"], ["name"]]


def test_taking_it_back_erases_at_once(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    agrees(helper, somebody_id, RECORD, name="Kari")
    agrees(helper, somebody_id, CONTACT, way="text", value="+47 000 11 222", hours="any")
    before = circle.row(somebody_id).seal_id
    assert helper.post(f"/participants/{somebody_id}/withdrawn/contact").status_code == 303
    after = circle.row(somebody_id)
    assert (after.contact, after.name is None, after.seal_id == before) == (None, False, False)
    page = helper.get(f"/participants/{somebody_id}")
    assert "<h1>Kari</h1>" in page.text
    assert "000 11 222" not in helper.get(f"/participants/{somebody_id}/contact").text
    assert helper.post(f"/participants/{somebody_id}/withdrawn/record").status_code == 303
    assert circle.row(somebody_id).name is None
    assert f"<h1>Visitor {after.number}</h1>" in helper.get(f"/participants/{somebody_id}").text


@pytest.mark.parametrize(
    ("said", "noted"),
    [({}, "in_person"), ({"channel": "by_phone"}, "by_phone"), ({"channel": "in_writing"}, "in_writing")],
)
def test_how_somebody_said_that_they_take_it_back_is_noted(
    circle: Circle, visitor: NewVisitor, said: dict[str, str], noted: str
) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    agrees(helper, somebody_id, RECORD, name="Kari")
    for never in ("own_page", "handed_over", "guessed"):
        page = helper.post(f"/participants/{somebody_id}/withdrawn/record", {"channel": never})
        assert (page.status_code, 'id="record-back-channel-error"' in page.text) == (422, True)
    assert helper.post(f"/participants/{somebody_id}/withdrawn/record", said).status_code == 303
    with circle.session() as session:
        one = session.scalars(select(Consent)).one()
        assert (one.withdrawn_channel, one.withdrawn_by) == (noted, circle.people.helper.id)


def test_nobody_writes_down_how_to_reach_whoever_lives_under_protection(
    circle: Circle, visitor: NewVisitor
) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    agrees(helper, somebody_id, CONTACT, way="text", value="+47 000 11 222", hours="any")
    assert helper.post(f"/participants/{somebody_id}/protected", {"protected": "yes"}).status_code == 303
    assert (circle.row(somebody_id).contact, circle.row(somebody_id).protected) == (None, True)
    page = helper.get(f"/participants/{somebody_id}")
    assert "Protected" in page.text
    assert agrees(helper, somebody_id, CONTACT, way="text", value="+47 000 11 222", hours="any") == 404
    assert agrees(helper, somebody_id, RECORD, name="Kari") == 404
    assert circle.row(somebody_id).name is None


def test_protection_is_lifted_by_whoever_leads_the_group(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper, leader = circle.comes(), visitor("helper"), visitor("leader")
    path, lift = f"/participants/{somebody_id}/protected", "They are not under protection any more"
    assert helper.post(path, {"protected": "yes"}).status_code == 303
    assert lift not in helper.get(f"/participants/{somebody_id}").text
    assert helper.post(path, {"protected": "no"}).status_code == 403
    assert circle.row(somebody_id).protected
    assert lift in leader.get(f"/participants/{somebody_id}").text
    assert leader.post(path, {"protected": "no"}).status_code == 303
    assert not circle.row(somebody_id).protected


def test_how_to_reach_somebody_is_a_number_or_an_address(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    given = {"way": "call", "value": "mor, han er på avrusning", "hours": "any"}
    assert agrees(helper, somebody_id, CONTACT, **given) == 422
    assert circle.row(somebody_id).contact is None


def test_a_name_that_speaks_of_health_is_asked_about_once(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    assert agrees(helper, somebody_id, RECORD, name="Kari med angst") == 422
    assert circle.row(somebody_id).name is None
    assert agrees(helper, somebody_id, RECORD, name="Kari med angst", harmless="y") == 303


def test_whoever_comes_alone_to_a_family_club_has_somebody_beside_them(
    circle: Circle, visitor: NewVisitor
) -> None:
    somebody_id, leader = circle.comes("club", "of_club"), visitor("of_club")
    page = leader.get(f"/participants/{somebody_id}")
    assert "Nobody is beside them yet" in page.text
    stranger = str(circle.people.helper.id)
    assert leader.post(f"/participants/{somebody_id}/beside", {"person": stranger}).status_code == 422
    own = str(circle.people.of_club.id)
    assert leader.post(f"/participants/{somebody_id}/beside", {"person": own}).status_code == 303
    assert circle.row(somebody_id).paired_with == circle.people.of_club.id


def test_whom_they_keep_away_is_not_offered_beside_them(circle: Circle, visitor: NewVisitor) -> None:
    """And is refused like somebody from elsewhere: no word tells more than that the name is not there."""
    circle.helps("kept_away", "volunteer", "club")
    somebody_id, leader = circle.comes("club", "of_club"), visitor("of_club")
    page, beside = f"/participants/{somebody_id}", f"/participants/{somebody_id}/beside"
    kept_away, stranger = (circle.people.people[name].id for name in ("kept_away", "helper"))
    assert f'value="{kept_away}"' in leader.get(page).text
    with circle.session() as session, writing(session):
        bars.bar_helper(session, circle.clock(), somebody_id, kept_away)
    assert f'value="{kept_away}"' not in leader.get(page).text
    answers = [leader.post(beside, {"person": str(one)}) for one in (kept_away, stranger)]
    assert [one.status_code for one in answers] == [422, 422]
    assert said(answers[0].text) == said(answers[1].text)


def test_a_family_is_two_numbers(circle: Circle, visitor: NewVisitor) -> None:
    leader, club = visitor("of_club"), circle.groups["club"]
    answer = leader.post(f"/groups/{club}/participants", {"adults": "2", "children": "3"})
    assert answer.status_code == 303
    with circle.session() as session:
        row = session.scalars(select(Participant)).one()
        assert (row.kind, row.adults, row.children) == ("family", 2, 3)
    assert leader.post(f"/groups/{club}/participants", {"adults": "200"}).status_code == 422


def test_there_are_no_families_outside_a_family_club(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    assert helper.post(f"/participants/{somebody_id}/together", {"adults": "2"}).status_code == 422
    assert circle.row(somebody_id).kind == "person"


def test_no_two_fields_of_a_page_share_a_place(circle: Circle, visitor: NewVisitor) -> None:
    for somebody_id, name in ((circle.comes(), "helper"), (circle.comes("club", "of_club"), "of_club")):
        ids = re.findall(
            r'<(?:input|select)[^>]* id="([^"]+)"', visitor(name).get(f"/participants/{somebody_id}").text
        )
        assert ids
        assert len(ids) == len(set(ids))


def test_the_same_form_twice_is_one_visit(circle: Circle, visitor: NewVisitor) -> None:
    helper, key = visitor("helper"), "3f0f7f0e-9d57-4e2e-8c9c-7f9d4f3a1b2c"
    path = f"/groups/{circle.groups['group']}/participants"
    first = helper.post(path, {"idempotency_key": key})
    second = helper.post(path, {"idempotency_key": key})
    assert first.headers["Location"] == second.headers["Location"]
    with circle.session() as session:
        assert session.scalar(select(func.count()).select_from(Participant)) == 1


def leads_the_club(circle: Circle) -> None:
    with circle.session() as session, writing(session):
        people, club = circle.people, circle.groups["club"]
        factories.accepted_assignment(session, club, people.of_club, people.coordinator, circle.clock())


def families_now(circle: Circle) -> int | None:
    with circle.session() as session:
        return families.families_of(session, circle.groups["club"], local_date(circle.clock()))


def test_whoever_leads_a_club_counts_one_more_family_and_never_a_thirteenth(
    circle: Circle, visitor: NewVisitor
) -> None:
    leads_the_club(circle)
    leader, path = visitor("of_club"), f"/groups/{circle.groups['club']}/participants"
    for number in range(1, 13):
        assert leader.post(path, {"adults": "2", "one_more": "y"}).status_code == 303
        assert families_now(circle) == number
    refused = leader.post(path, {"adults": "2", "one_more": "y"})
    assert refused.status_code == 422
    assert "at most 12 families" in refused.text
    assert families_now(circle) == 12
    again = leader.post(path, {"adults": "2", "idempotency_key": "3f0f7f0e-9d57-4e2e-8c9c-7f9d4f3a1b2c"})
    assert again.status_code == 303
    with circle.session() as session:
        assert session.scalar(select(func.count()).select_from(Participant)) == 13


def test_the_same_form_twice_counts_one_family(circle: Circle, visitor: NewVisitor) -> None:
    leads_the_club(circle)
    leader, path = visitor("of_club"), f"/groups/{circle.groups['club']}/participants"
    sent = {"adults": "2", "one_more": "y", "idempotency_key": "3f0f7f0e-9d57-4e2e-8c9c-7f9d4f3a1b2c"}
    assert [leader.post(path, sent).status_code for _ in range(2)] == [303, 303]
    assert families_now(circle) == 1


def test_no_other_page_begins_or_moves_what_is_known_in_the_group_alone(
    circle: Circle, visitor: NewVisitor
) -> None:
    somebody_id = circle.comes()
    with circle.session() as session:
        case_id = session.scalars(select(Case.id).where(Case.subject_id == somebody_id)).one()
    for name in ELSEWHERE:
        somebody = visitor(name)
        for method, path in (
            ("get", f"/cases/{case_id}"),
            ("get", f"/cases/{case_id}/transitions/leave"),
            ("post", f"/cases/{case_id}/transitions/leave"),
            ("post", f"/cases/{case_id}/transitions/welcome"),
            ("post", f"/cases/{case_id}/undo"),
        ):
            sent = getattr(somebody, method)(path)
            assert sent.status_code == 404, (name, path)
        for unit_id in circle.groups.values():
            begun = somebody.post(
                "/workflows/participant_path/start?transition=first_visit", {"unit": str(unit_id)}
            )
            assert begun.status_code != 303 or name == "of_neighbour", name
    with circle.session() as session:
        rows = session.scalars(select(Participant.group_id)).all()
        assert set(rows) <= {circle.groups["group"], circle.groups["neighbour"]}
        assert rows.count(circle.groups["group"]) == 1


def test_a_helper_cannot_press_what_is_the_persons_alone(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    with circle.session() as session:
        case_id = session.scalars(select(Case.id).where(Case.subject_id == somebody_id)).one()
    steps = f"/cases/{case_id}/transitions"
    assert helper.post(f"{steps}/welcome", {"informed": "yes", "version": "1"}).status_code == 303
    assert helper.post(f"{steps}/consider", {"raised": "they", "version": "2"}).status_code == 303
    assert helper.post(f"{steps}/join", {"version": "3"}).status_code == 403
    for step in ("confirm", "silent", "thought_long"):
        assert helper.post(f"{steps}/{step}", {"version": "3"}).status_code == 404
    with circle.session() as session:
        assert session.get_one(Case, case_id).state == "thinking"


def test_of_the_ways_back_the_one_that_fits_is_told(circle: Circle, visitor: NewVisitor) -> None:
    somebody_id, helper = circle.comes(), visitor("helper")
    with circle.session() as session:
        case_id = session.scalars(select(Case.id).where(Case.subject_id == somebody_id)).one()
    steps = f"/cases/{case_id}/transitions"
    assert helper.post(f"{steps}/welcome", {"informed": "yes", "version": "1"}).status_code == 303
    assert helper.post(f"{steps}/pause", {"version": "2"}).status_code == 303
    for path in (f"/participants/{somebody_id}", f"/cases/{case_id}"):
        page = helper.get(path).text
        assert "Welcome back, still getting to know us" in page, path
        for other in ("as a member", "still thinking", "and that was not there"):
            assert other not in page, (path, other)
    assert helper.post(f"{steps}/return_member", {"version": "3"}).status_code == 422
