"""What must be impossible on the way to a certificate, tried by forged POSTs; by operations in `test_impossible`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from intranet.certificates.status import Code
from intranet.db import writing
from tests import factories
from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.assistant_certification.driver import Candidate

NO = {403, 404, 405, 409, 422}
EVERYBODY = (
    "volunteer", "assistant", "trainer", "mentor", "coordinator", "staff", "board", "safeguarding", "appeals", "admin",
)  # fmt: skip


@pytest.fixture
def database_url(fresh_database: Any) -> str:
    """Rules are the same on every database; what differs between them is tried in tests/races."""
    url: str = fresh_database("sqlite")
    return url


def _signed_in(visitor: NewVisitor) -> dict[str, Visitor]:
    return {name: visitor(name) for name in EVERYBODY}


def _forge(visitor: Visitor, driven: Candidate, step: str, **fields: str) -> int:
    """As no form of ours would send it: with every field that any step asks, and the version of this moment."""
    today = driven.today
    sent = {
        "version": str(driven.case.version),
        "is_adult": "yes", "motivation": "Because.", "languages": "Norwegian", "availability": "Always",
        "referee_one": "One", "referee_two": "Two", "not_relatives": "yes", "not_related": "yes",
        "talk_on": today.isoformat(), "talk_held": "yes", "references": "yes", "with_children": "no",
        "visited_club": "yes", "talked": "yes", "what_is_missing": "Nothing.", "reply": "No.", "appeal": "No.",
        "trained_by": str(driven.people.trainer_two.id), "mentored_by": str(driven.people.mentor.id),
        "self_assessment": "Good.", "mentor_statement": "Good.", "why_not": "other", "answer_in_words": "No.",
        "pause_from": today.isoformat(), "pause_until": (today + timedelta(days=9)).isoformat(),
        "ground": "safety", "reason": "Of course.", "heard": "yes", "valid_from": "2020-01-01",
        **fields,
    }  # fmt: skip
    return visitor.post(f"/cases/{driven.id}/transitions/{step}", sent).status_code


@pytest.mark.parametrize("name", ["trainer", "mentor", "volunteer"])
def test_nobody_forges_the_certificate_of_their_own_trainee(
    driven: Candidate, visitor: NewVisitor, name: str
) -> None:
    driven.until("decision")
    with writing(driven.session):
        for role in ("staff", "board", "appeals"):
            factories.role(driven.session, driven.people.people[name], role, driven.people.units["nation"])
    stranger = str(driven.people.outsider.id)
    forged = {"trained_by": stranger, "mentored_by": stranger, "starter": stranger, "the_person": stranger}
    assert _forge(visitor(name), driven, "certify", **forged) == 403
    assert driven.worth() is Code.NONE
    assert _forge(visitor("staff"), driven, "certify") == 303
    assert driven.worth() is Code.CERTIFIED


@pytest.mark.parametrize("state", ["talk", "practice"])
def test_nobody_forges_a_way_past_a_stage(driven: Candidate, visitor: NewVisitor, state: str) -> None:
    driven.until(state)
    for name, somebody in _signed_in(visitor).items():
        for step in ("certify", "practice_done", "unpause", "lift", "recognised_on_paper"):
            assert _forge(somebody, driven, step) in NO, (name, step)
    assert (driven.state, driven.worth()) == (state, Code.NONE)


def test_a_forged_first_day_dates_no_certificate_back(driven: Candidate, visitor: NewVisitor) -> None:
    driven.until("decision")
    decided = driven.today
    assert _forge(visitor("staff"), driven, "certify", valid_from="2020-01-01", number="NO-1") == 303
    assert driven.worth(decided - timedelta(days=1)) is not Code.CERTIFIED


@pytest.mark.parametrize("lost", ["suspended", "paused"])
def test_no_trainer_forges_a_step_while_their_own_certificate_does_not_count(
    driven: Candidate, visitor: NewVisitor, lost: str
) -> None:
    people = driven.people
    driven.paper(people.trainer, days=1500)
    (own,) = driven.cases_of(people.trainer)
    driven.until("training").attend(driven.booked)
    candidates_case, driven.id = driven.id, own.id
    step = {"suspended": ("suspend", "staff"), "paused": ("pause", "trainer")}[lost]
    assert _forge(visitor(step[1]), driven, step[0]) == 303
    driven.id = candidates_case
    assert _forge(visitor("trainer"), driven, "finish_course") == 422
    assert driven.state == "training"
    assert _forge(visitor("trainer_two"), driven, "finish_course") == 303


@pytest.mark.parametrize("step", ["lift", "revoke"])
@pytest.mark.parametrize("who", ["board", "staff"])
def test_nobody_forges_a_decision_on_what_they_imposed(
    driven: Candidate, visitor: NewVisitor, who: str, step: str
) -> None:
    driven.until("certified").suspended(by=driven.people.people[who])
    with writing(driven.session):
        if who != "board":
            factories.role(driven.session, driven.people.people[who], "board", driven.people.units["nation"])
    driven.take("answer", driven.whose, reply="It was not so.")
    assert _forge(visitor(who), driven, step, suspend=str(driven.whose.id)) == 403
    assert driven.worth() is Code.SUSPENDED


def test_nobody_forges_a_revocation_that_nobody_was_heard_about(
    driven: Candidate, visitor: NewVisitor
) -> None:
    driven.until("certified")
    everybody = _signed_in(visitor)
    for name, somebody in everybody.items():
        assert _forge(somebody, driven, "revoke") in NO, name
    driven.suspended()
    for name, somebody in everybody.items():
        assert _forge(somebody, driven, "revoke", heard="yes", via="answer") in NO, name
    assert driven.worth() is Code.SUSPENDED


def test_nobody_forges_a_revoked_certificate_back_to_life(driven: Candidate, visitor: NewVisitor) -> None:
    driven.revoked()
    everybody = _signed_in(visitor)
    for name, somebody in everybody.items():
        for step in ("lift", "certify", "unpause", "end_pause", "reapply", "uphold_appeal", "answer"):
            assert _forge(somebody, driven, step) in NO, (name, step)
    driven.take("lodge_appeal", driven.whose, appeal="Nobody asked the others.")
    for name, somebody in everybody.items():
        if name != "appeals":
            assert _forge(somebody, driven, "uphold_appeal") in NO, name
    assert driven.worth() is Code.REVOKED


@pytest.mark.parametrize("transition", ["recognised_on_paper", "certify", "uphold_appeal"])
def test_nobody_forges_a_case_that_begins_certified(
    driven: Candidate, visitor: NewVisitor, transition: str
) -> None:
    path = f"/workflows/assistant_certification/start?transition={transition}"
    for name in ("volunteer", "trainer", "staff", "board"):
        sent = {"subject": str(driven.whose.id), "place": "Bergen"}
        assert visitor(name).post(path, sent).status_code in NO
    assert driven.cases_of(driven.whose) == []


def test_nothing_of_a_criminal_record_extract_is_stored(driven: Candidate, visitor: NewVisitor) -> None:
    """No step and no task of the process asks for it, and what a form is made to send is dropped."""
    driven.until("talk").sign()
    content = "Convicted of nothing at all"
    assert _forge(visitor("trainer"), driven, "accept", extract=content, record_check=content) == 303
    driven.complete("show_extract", driven.whose, extract=content, document=content)
    page = visitor("staff").get(f"/cases/{driven.id}").text
    assert content not in page
    assert content not in str(driven.case.answers)
