"""What must be impossible on the way to a certificate, tried by forged POSTs; by operations in `test_impossible`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.certificates.status import Code
from intranet.db import writing
from tests import factories
from tests.support.visitors import NewVisitor
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.databases import ON_SQLITE
from tests.workflows.forging import NOT_DONE, Forgery

pytestmark = ON_SQLITE

EVERYBODY = (
    "volunteer", "assistant", "trainer", "mentor", "coordinator", "staff", "board", "safeguarding", "appeals", "admin",
)  # fmt: skip


@pytest.fixture
def forged(visitor: NewVisitor, driven: Candidate) -> Forgery:
    return Forgery(visitor, driven, lambda: _every_field(driven))


def _every_field(driven: Candidate) -> dict[str, str]:
    today = driven.today
    return {
        "age": "41", "motivation": "Because.", "languages": "Norwegian", "availability": "Always",
        "referee_one": "One", "referee_two": "Two", "not_relatives": "yes", "not_related": "yes",
        "talk_on": today.isoformat(), "talk_held": "yes", "references": "yes", "with_children": "no",
        "visited_club": "yes", "talked": "yes", "what_is_missing": "Nothing.", "reply": "No.", "appeal": "No.",
        "trained_by": str(driven.people.trainer_two.id), "mentored_by": str(driven.people.mentor.id),
        "self_assessment": "Good.", "mentor_statement": "Good.", "why_not": "other", "answer_in_words": "No.",
        "pause_from": today.isoformat(), "pause_until": (today + timedelta(days=9)).isoformat(),
        "ground": "safety", "reason": "Of course.", "heard": "yes", "valid_from": "2020-01-01",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["trainer", "mentor", "volunteer"])
def test_nobody_forges_the_certificate_of_their_own_trainee(
    driven: Candidate, forged: Forgery, name: str
) -> None:
    driven.until("decision")
    with writing(driven.session):
        for role in ("staff", "board", "appeals"):
            factories.role(driven.session, driven.people.people[name], role, driven.people.units["nation"])
    stranger = str(driven.people.outsider.id)
    others = {"trained_by": stranger, "mentored_by": stranger, "starter": stranger, "the_person": stranger}
    assert forged.step(name, "certify", **others) == 403
    assert driven.worth() is Code.NONE
    assert forged.step("staff", "certify") == 303
    assert driven.worth() is Code.CERTIFIED


@pytest.mark.parametrize("state", ["talk", "practice"])
def test_nobody_forges_a_way_past_a_stage(driven: Candidate, forged: Forgery, state: str) -> None:
    driven.until(state)
    for name in EVERYBODY:
        for step in ("certify", "practice_done", "unpause", "lift", "recognised_on_paper"):
            assert forged.step(name, step) in NOT_DONE, (name, step)
    assert (driven.state, driven.worth()) == (state, Code.NONE)


def test_a_forged_first_day_dates_no_certificate_back(driven: Candidate, forged: Forgery) -> None:
    driven.until("decision")
    decided = driven.today
    assert forged.step("staff", "certify", valid_from="2020-01-01", number="NO-1") == 303
    assert driven.worth(decided - timedelta(days=1)) is not Code.CERTIFIED


@pytest.mark.parametrize("lost", ["suspended", "paused"])
def test_no_trainer_forges_a_step_while_their_own_certificate_does_not_count(
    driven: Candidate, forged: Forgery, lost: str
) -> None:
    people = driven.people
    driven.paper(people.trainer, days=1500)
    (own,) = driven.cases_of(people.trainer)
    driven.until("training").attend(driven.booked)
    candidates_case, driven.id = driven.id, own.id
    step = {"suspended": ("suspend", "staff"), "paused": ("pause", "trainer")}[lost]
    assert forged.step(step[1], step[0]) == 303
    driven.id = candidates_case
    assert forged.step("trainer", "finish_course") == 422
    assert driven.state == "training"
    assert forged.step("trainer_two", "finish_course") == 303


@pytest.mark.parametrize("step", ["lift", "revoke"])
@pytest.mark.parametrize("who", ["board", "staff"])
def test_nobody_forges_a_decision_on_what_they_imposed(
    driven: Candidate, forged: Forgery, who: str, step: str
) -> None:
    driven.until("certified").suspended(by=driven.people.people[who])
    with writing(driven.session):
        if who != "board":
            factories.role(driven.session, driven.people.people[who], "board", driven.people.units["nation"])
    driven.take("answer", driven.whose, reply="It was not so.")
    assert forged.step(who, step, suspend=str(driven.whose.id)) == 403
    assert driven.worth() is Code.SUSPENDED


def test_nobody_forges_a_revocation_that_nobody_was_heard_about(driven: Candidate, forged: Forgery) -> None:
    driven.until("certified")
    for name in EVERYBODY:
        assert forged.step(name, "revoke") in NOT_DONE, name
    driven.suspended()
    for name in EVERYBODY:
        assert forged.step(name, "revoke", heard="yes", via="answer") in NOT_DONE, name
    assert driven.worth() is Code.SUSPENDED


def test_nobody_forges_a_revoked_certificate_back_to_life(driven: Candidate, forged: Forgery) -> None:
    driven.revoked()
    for name in EVERYBODY:
        for step in ("lift", "certify", "unpause", "end_pause", "reapply", "uphold_appeal", "answer"):
            assert forged.step(name, step) in NOT_DONE, (name, step)
    driven.take("lodge_appeal", driven.whose, appeal="Nobody asked the others.")
    for name in EVERYBODY:
        if name != "appeals":
            assert forged.step(name, "uphold_appeal") in NOT_DONE, name
    assert driven.worth() is Code.REVOKED


@pytest.mark.parametrize("transition", ["recognised_on_paper", "certify", "uphold_appeal"])
def test_nobody_forges_a_case_that_begins_certified(
    driven: Candidate, forged: Forgery, transition: str
) -> None:
    path = f"/workflows/assistant_certification/start?transition={transition}"
    for name in ("volunteer", "trainer", "staff", "board"):
        sent = {"subject": str(driven.whose.id), "place": "Bergen"}
        assert forged.post(name, path, **sent) in NOT_DONE
    assert driven.cases_of(driven.whose) == []


def test_nothing_of_a_criminal_record_extract_is_stored(driven: Candidate, forged: Forgery) -> None:
    """No step and no task of the process asks for it, and what a form is made to send is dropped."""
    driven.until("talk").sign()
    content = "Convicted of nothing at all"
    assert forged.step("trainer", "accept", extract=content, record_check=content) == 303
    driven.complete("show_extract", driven.whose, extract=content, document=content)
    page = forged.visitor("staff").get(f"/cases/{driven.id}").text
    assert content not in page
    assert content not in str(driven.case.answers)
