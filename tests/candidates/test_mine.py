"""One's own page: the way and what to do next, the certificate with its renewal, and nobody else's."""

from __future__ import annotations

import re

import pytest

from tests.cases.bergen import words
from tests.support.visitors import NewVisitor
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.new_group.driver import NewGroup


def main_button(page: str) -> str | None:
    """The one button that stands out under "What comes next"."""
    found = re.search(r'<section aria-labelledby="next".*?</section>', page, re.DOTALL)
    if found is None:
        return None
    buttons = re.findall(r'<a[^>]*class="button[^"]*primary[^"]*"[^>]*>(.*?)</a>', found[0], re.DOTALL)
    assert len(buttons) <= 1
    return " ".join(re.sub(r"<[^>]+>", " ", buttons[0]).split()) if buttons else None


@pytest.mark.parametrize(
    ("state", "button"),
    [
        ("interested", "Apply, when you feel like it"),
        ("applied", None),
        ("talk", "Read and sign the two promises"),
        ("accepted", "Confirm the place"),
        ("practice", "Note a practice meeting"),
    ],
)
def test_the_page_says_where_one_is_and_has_one_button(
    candidate: Candidate, visitor: NewVisitor, state: str, button: str | None
) -> None:
    candidate.until(state)
    page = visitor("volunteer").get("/candidates/mine").text
    assert f'data-state="{state}"' in page
    assert main_button(page) == button
    assert 'href="/training"' in page


def test_the_candidate_reads_the_same_numbers_as_the_trainer(
    candidate: Candidate, visitor: NewVisitor
) -> None:
    candidate.until("practice")
    candidate.take("change_mentor", candidate.people.trainer, mentored_by=candidate.people.mentor.id)
    candidate.practise("observed", 3)
    candidate.supervise(1)
    said = "3 of 4 observed meetings, 0 of 6 led meetings, 1 of 2 supervisions"
    for name, address in (("volunteer", "/candidates/mine"), ("volunteer", "/"), ("trainer", "/candidates")):
        assert said in words(visitor(name).get(address).text)


def test_who_waits_for_others_reads_for_whom(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.until("applied")
    page = words(visitor("volunteer").get("/candidates/mine").text)
    assert (
        "There is nothing for you to do just now. Next comes “Book conversation”; that is for a trainer."
        in page
    )


def test_whoever_stepped_back_or_was_turned_down_finds_the_way_back(
    candidate: Candidate, visitor: NewVisitor
) -> None:
    candidate.until("applied").take("withdraw", candidate.whose)
    page = visitor("volunteer").get("/candidates/mine").text
    assert "How it stands: Withdrawn" in words(page)
    assert f'href="/cases/{candidate.id}/transitions/reapply"' in page


def test_whose_certificate_was_revoked_finds_how_to_appeal(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.revoked()
    page = visitor("volunteer").get("/candidates/mine").text
    assert "You may appeal" in words(page)
    assert "I need a break" not in words(page)


def test_who_is_not_on_the_way_is_asked_kindly(visitor: NewVisitor) -> None:
    page = visitor("volunteer").get("/candidates/mine").text
    assert "Would you like to lead a group one day?" in words(page)
    assert 'href="/workflows/assistant_certification/start"' in page
    assert (
        'href="/workflows/assistant_certification/start"'
        not in visitor("outsider").get("/candidates/mine").text
    )


@pytest.mark.parametrize(("name", "finds"), [("volunteer", True), ("trainer", False), ("outsider", False)])
def test_who_could_begin_the_way_finds_where_on_the_first_page(
    visitor: NewVisitor, name: str, finds: bool
) -> None:
    somebody = visitor(name)
    begin = "/workflows/assistant_certification/start"
    assert (f'href="{begin}"' in somebody.get("/").text) is finds
    if finds:
        assert somebody.get(begin).status_code == 200


def test_who_is_on_the_way_is_not_asked_to_begin(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.until("interested")
    assert "/workflows/assistant_certification/start" not in visitor("volunteer").get("/").text


def test_a_certified_person_finds_certificate_renewal_groups_and_break(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("trial")
    assistant = visitor("assistant")
    page = assistant.get("/candidates/mine").text
    read = words(page)
    assert "Your certificate Certified" in read
    assert "The renewal: Valid" in read
    assert f'href="/groups/{bergen.case.subject_id}"' in page
    assert 'href="/break"' in page
    first = assistant.get("/").text
    assert f'href="/groups/{bergen.case.subject_id}"' in first
    assert 'href="/candidates/mine"' in first


def test_nobody_reads_anybody_elses_page(candidate: Candidate, bergen: NewGroup, visitor: NewVisitor) -> None:
    candidate.until("applied")
    bergen.until("trial")
    for name in ("outsider", "swede", "trainer", "staff"):
        page = visitor(name).get("/candidates/mine").text
        assert str(candidate.id) not in page
        assert str(bergen.case.subject_id) not in page
        assert "Your certificate" not in page


def test_a_suspension_says_no_ground_on_the_page(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("trial")
    bergen.suspend()
    page = words(visitor("assistant").get("/candidates/mine").text)
    assert "It does not count until the board has decided." in page
    assert "Being looked into" not in page
    assert "I need a break" not in page
