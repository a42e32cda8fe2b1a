"""The pages of training: what each reader is shown and may press, and that a forged form does nothing."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from flask import Flask

from intranet.db import writing
from intranet.extensions import db
from intranet.training.models import Credit, Exemption, PracticeMeeting, Signature
from intranet.training.progress import TrainingFacts
from tests import factories
from tests.training.pages import Pages

HOURS = {"kind": "course", "held_on": "2026-03-03", "hours": "7", "reason": "The list of that day is lost."}
COURSE = {"country": "IT", "held_on": "2004-05-01", "hours": "50", "reason": "The office has seen the paper."}
PAPER = {"document": "code_of_conduct", "paper_version": "1", "signed_on": "2004-01-01"}
EXEMPTION = {"requirement": "supervisions", "until_on": "2026-12-31", "reason": "Lives on an island."}


def test_a_candidate_notes_a_meeting_and_the_mentor_confirms_it_on_their_own_page(pages: Pages) -> None:
    candidate, mentor = pages("volunteer"), pages("assistant")
    assert "No practice meeting yet." in candidate.get("/training").text
    assert f"/groups/{pages.club}/practice" in candidate.get("/training/groups").text
    form = candidate.get(f"/groups/{pages.club}/practice").text
    assert "Assistant Eksempel" in form
    assert "Trainer Eksempel" not in form
    assert pages.practised() == 303
    assert "waits for the mentor" in candidate.get("/training").text
    assert "One practice meeting waits for your word." in mentor.get("/").text
    page = mentor.get("/training").text
    assert "Volunteer Eksempel" in page
    answer = mentor.post(f"/training/meetings/{pages.one(PracticeMeeting.id)}/confirmation")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/training")
    assert "Were you there?" not in mentor.get("/training").text
    assert "waits for your word" not in mentor.get("/").text
    assert "1 of 6" in candidate.get("/training").text


def test_confirming_ones_own_meeting_or_somebody_elses_is_refused_whatever_is_posted(pages: Pages) -> None:
    assert pages.practised() == 303
    practice = pages.one(PracticeMeeting.id)
    pages("volunteer").get("/training")
    for path in ("confirmation", "refusal"):
        address = f"/training/meetings/{practice}/{path}"
        assert pages("volunteer").post(address).status_code == 403
        assert pages("trainer").post(address).status_code == 403
        assert pages("staff").post(address).status_code == 403
        assert pages("coordinator").post(address).status_code == 404
        assert pages("swede").post(address).status_code == 404
    assert pages.facts().practice[0].confirmed_on is None
    # The control: the mentor may.
    assert pages("assistant").post(f"/training/meetings/{practice}/confirmation").status_code == 303
    assert pages.facts().practice[0].confirmed_on is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"held_on": "2026-05-13"},
        {"held_on": "2020-01-01"},
        {"held_on": "tomorrow"},
        {"part": "slept"},
        {"mentor": "nobody"},
        {"mentor": str(uuid.uuid4())},
    ],
)
def test_a_meeting_that_cannot_be_comes_back_with_what_was_typed(
    pages: Pages, changed: dict[str, str]
) -> None:
    assert pages.practised(**changed) == 422
    assert pages.facts().practice == ()


def test_a_candidate_names_neither_themselves_nor_somebody_from_elsewhere(pages: Pages) -> None:
    for name in ("volunteer", "trainer", "swede"):
        assert pages.practised(mentor=str(pages.cast.people[name].id)) == 422
    assert pages.practised() == 303
    assert pages.practised() == 422
    assert len(pages.facts().practice) == 1


def test_a_meeting_taken_back_stays_on_the_page_and_no_longer_counts(pages: Pages) -> None:
    assert pages.practised() == 303
    taken = pages("volunteer").post(f"/training/meetings/{pages.one(PracticeMeeting.id)}/withdrawal")
    assert (taken.status_code, taken.headers["Location"]) == (303, "/training")
    assert pages.facts().practice == ()
    assert "taken back" in pages("volunteer").get("/training").text


def test_the_trainer_enters_hours_once_and_takes_them_back_and_the_line_stays(pages: Pages) -> None:
    trainer = pages("trainer")
    assert "Enter hours from before" in trainer.get(pages.address).text
    assert trainer.post(f"{pages.address}/hours", HOURS).status_code == 303
    again = trainer.post(f"{pages.address}/hours", HOURS)
    assert again.status_code == 422
    assert "noted for this day already" in again.text
    assert "The list of that day is lost." in again.text
    assert [one.minutes for one in pages.facts().hours] == [420]
    assert "7 hours" in pages("volunteer").get("/training").text
    taken = trainer.post(f"/training/hours/{pages.one(Credit.id)}/withdrawal")
    assert taken.headers["Location"] == pages.address
    assert pages.facts().hours == ()
    assert "taken back" in pages("volunteer").get("/training").text


def test_a_forged_form_makes_no_day_longer_by_calling_its_hours_otherwise(pages: Pages) -> None:
    trainer = pages("trainer")
    assert trainer.post(f"{pages.address}/hours", {**HOURS, "hours": "12"}).status_code == 303
    for kind in ("supervision", "national", "nordic", "members", "interclub", "other"):
        answer = trainer.post(f"{pages.address}/hours", {**HOURS, "kind": kind})
        assert answer.status_code == 422, kind
        assert "that is more than 12 hours" in answer.text
    assert [one.minutes for one in pages.facts().hours] == [720]


def test_no_form_waives_the_extract(pages: Pages) -> None:
    staff = pages("staff")
    assert "record_check" not in staff.get(f"{pages.address}/exemptions").text
    forged = staff.post(f"{pages.address}/exemptions", {**EXEMPTION, "requirement": "record_check"})
    assert forged.status_code == 422
    assert pages.facts().exemptions == ()


def test_a_trainer_whose_own_certificate_has_ended_is_offered_no_hours_and_forges_none(
    pages: Pages, app: Flask
) -> None:
    with app.app_context(), writing(db.session()):
        factories.certificate(
            db.session(), pages.cast.trainer, pages.cast.staff, date(2022, 1, 1), date(2024, 1, 1)
        )
    trainer = pages("trainer")
    assert "Enter hours from before" not in trainer.get(pages.address).text
    assert trainer.get(f"{pages.address}/hours").status_code == 403
    assert trainer.post(f"{pages.address}/hours", HOURS).status_code == 403
    assert pages.facts().hours == ()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"held_on": "2026-05-13"}, "held_on"),
        ({"held_on": "yesterday"}, "held_on"),
        ({"hours": "0"}, "hours"),
        ({"hours": "99999999999999999999"}, "hours"),
        ({"hours": "seven"}, "hours"),
        ({"minutes": "75"}, "minutes"),
        ({"ethics_hours": "8"}, "ethics_hours"),
        ({"kind": "party"}, "kind"),
        ({"reason": "  "}, "reason"),
        ({"name": "x" * 200}, "name"),
    ],
)
def test_hours_that_cannot_be_are_answered_at_their_field(
    pages: Pages, changed: dict[str, str], field: str
) -> None:
    trainer = pages("trainer")
    trainer.get(pages.address)
    answer = trainer.post(f"{pages.address}/hours", {**HOURS, **changed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert pages.facts().hours == ()


def test_nobody_enters_hours_for_themselves_or_without_the_right_to(pages: Pages) -> None:
    for name in ("trainer", "staff", "volunteer"):
        own = f"/training/{pages.cast.people[name].id}"
        page = pages(name).get(own)
        assert page.status_code == 200
        assert "Enter hours from before" not in page.text
        for path, body in (
            ("hours", HOURS),
            ("courses", COURSE),
            ("signatures", PAPER),
            ("exemptions", EXEMPTION),
        ):
            assert pages(name).post(f"{own}/{path}", body).status_code == 403, (name, path)
            assert pages(name).get(f"{own}/{path}").status_code == 403, (name, path)
    for name in ("coordinator", "board", "assistant", "swede", "outsider", "admin"):
        assert pages(name).get(pages.address).status_code == 404
        assert pages(name).get(f"{pages.address}/hours").status_code == 404
        assert pages(name).post(f"{pages.address}/hours", HOURS).status_code == 404
    assert pages("trainer").post(f"{pages.address}/exemptions", EXEMPTION).status_code == 403
    assert pages("trainer").post(f"{pages.address}/courses", COURSE).status_code == 403
    assert pages.facts() == TrainingFacts()


def test_a_mentor_sees_the_training_of_who_named_them_and_enters_nothing(pages: Pages) -> None:
    assert pages("assistant").get(pages.address).status_code == 404
    assert pages.practised() == 303
    page = pages("assistant").get(pages.address)
    assert page.status_code == 200
    assert "Enter hours from before" not in page.text
    assert pages("assistant").post(f"{pages.address}/hours", HOURS).status_code == 403


def test_the_office_recognises_a_course_notes_paper_and_exempts(pages: Pages) -> None:
    staff = pages("staff")
    staff.get(pages.address)
    assert staff.post(f"{pages.address}/courses", COURSE).status_code == 303
    assert staff.post(f"{pages.address}/signatures", PAPER).status_code == 303
    assert staff.post(f"{pages.address}/exemptions", EXEMPTION).status_code == 303
    page = pages("volunteer").get("/training").text
    for words in (
        "Italy",
        "on paper, entered by",
        "Staff Eksempel",
        "not asked until",
        "Lives on an island.",
    ):
        assert words in page
    assert re.search(r'data-part="course_hours">.*?enough', page, re.DOTALL)
    assert staff.post(f"/training/exemptions/{pages.one(Exemption.id)}/ending").status_code == 303
    assert staff.post(f"/training/signatures/{pages.one(Signature.id)}/withdrawal").status_code == 303
    assert pages.facts().signatures == ()
    assert staff.post(f"{pages.address}/courses", {**COURSE, "country": ""}).status_code == 422
    assert (
        staff.post(f"{pages.address}/exemptions", {**EXEMPTION, "until_on": "2020-01-01"}).status_code == 422
    )
    assert staff.post(f"{pages.address}/signatures", {**PAPER, "paper_version": "7"}).status_code == 422


def test_whoever_is_certified_is_shown_the_period_and_what_a_renewal_takes(pages: Pages) -> None:
    with pages.app.app_context(), writing(db.session()):
        db.session().add(
            Signature(
                person_id=pages.cast.assistant.id, document="code_of_conduct", version=1,
                signed_on=date(2026, 1, 1), signed_at=pages.clock(),
            )
        )  # fmt: skip
    page = pages("assistant").get("/training").text
    assert "For the renewal" in page
    assert "1 January 2025" in page
    assert "1 January 2028" in page
    assert "0 of 20 hours" in page


def test_the_menu_marks_ones_own_training_and_not_somebody_elses(pages: Pages) -> None:
    marked = r'aria-current="page">.*?<span>My training</span>'
    trainer = pages("trainer")
    assert re.search(marked, trainer.get("/training").text, re.DOTALL)
    assert not re.search(marked, trainer.get(pages.address).text, re.DOTALL)


def test_the_page_of_a_person_leads_to_their_training_for_whoever_may_see_it(pages: Pages) -> None:
    assert pages.address in pages("trainer").get(f"/people/{pages.candidate}").text
    assert pages.address not in pages("coordinator").get(f"/people/{pages.candidate}").text
    assert 'href="/training"' in pages("volunteer").get(f"/people/{pages.candidate}").text
