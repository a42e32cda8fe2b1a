"""Somebody becomes a certified club assistant: each person in a browser of their own."""

from __future__ import annotations

from tests.browser.conftest import TOLD, SitsDown
from tests.browser.somebody import Somebody
from tests.browser.stage import Stage


@TOLD
def test_somebody_goes_from_interest_to_certificate(stage: Stage, sits_down: SitsDown) -> None:
    stage.joins("mentor", "mentor", "vestland")
    stage.is_certified("mentor", since=400)
    stage.club_meets("mentor")

    candidate = sits_down("volunteer")
    candidate.go("Start")
    candidate.follow("Tell us you are interested")
    start = candidate.page.locator("form[data-transition=register]")
    candidate.fill(start, Where_would_you_like_to_help="Bergen")
    candidate.send(start)
    candidate.sees_state("interested")

    candidate.open_task("Apply, when you feel like it")
    candidate.take(
        "apply",
        How_old_are_you="41",
        Why_would_you="I would like to give something back.",
        Languages="Norwegian",
        When_do_you_have_time="Tuesdays",
        First_referee="First Eksempel",
        Second_referee="Second Eksempel",
        Neither_of_them=True,
    )
    candidate.sees_flash()

    trainer = sits_down("trainer")
    trainer.go("Candidates")
    trainer.sees("Volunteer Eksempel")
    trainer.open_task("Book a conversation")
    trainer.claim_if_needed("form[data-transition=book_talk]")
    trainer.take("book_talk", Trainer="Trainer Eksempel", Day_of=stage.day(), not_related=True)
    trainer.sees_flash()

    for _ in range(2):
        candidate.go("My training")
        candidate.follow("Read and promise")
        candidate.press("I promise this")
        candidate.sees_flash()

    trainer.open_task("Hold the conversation")
    trainer.claim_if_needed("form[data-transition=accept]")
    trainer.take(
        "accept", Has_the_conversation=True, Have_both_references=True, Will_they_meet_children=False
    )
    trainer.sees_flash()

    goes_through_the_course(stage, candidate, trainer)
    mentor = sits_down("mentor")
    practises(stage, candidate, trainer, mentor)

    mentor.open_task("Ask for certification when the practice is done")
    mentor.claim_if_needed("form[data-transition=practice_done]")
    mentor.take("practice_done")
    mentor.sees_flash()
    trainer.go("Candidates")
    trainer.follow("Volunteer Eksempel")
    trainer.sees_state("decision")
    trainer.is_refused("certify", "by")

    staff = sits_down("staff")
    staff.open_task("Decide on certification")
    staff.claim_if_needed("form[data-transition=certify]")
    staff.take("certify")
    staff.sees_flash()
    candidate.go("Start")
    candidate.sees("Certified")
    candidate.follow("Certificate, renewal and groups")
    candidate.sees("Certified")
    candidate.sees("2028")
    assert stage.worth("volunteer") == "certified"


def goes_through_the_course(stage: Stage, candidate: Somebody, trainer: Somebody) -> None:
    """Planned, said yes to, held for five days, each day marked, and the hours credited."""
    trainer.go("Gatherings")
    trainer.follow("Plan a gathering")
    plan = trainer.page.locator("form[data-transition=plan]")
    trainer.fill(
        plan,
        What_it_is="Course",
        What_it_is_called="Basic course",
        First_day=stage.day(30),
        Last_day=stage.day(34),
        Begins_at="08:00",
        Ends_at="20:00",
        Town="Bergen",
        Who_leads_it="Trainer Eksempel",
        Seats="12",
        Minutes_of_each_day="570",
    )
    trainer.send(plan)
    trainer.sees_state("planned")
    trainer.go("Gatherings")
    trainer.follow("Basic course")
    invitation = trainer.unfold("form:has([name=person])")
    trainer.fill(invitation, Or_one_person="Volunteer Eksempel")
    trainer.send(invitation)
    trainer.open_task("Send the invitation")
    trainer.claim_if_needed("form[data-transition=invite]")
    trainer.take("invite", Who_is_invited="Those chosen on its page")
    trainer.sees_flash()

    candidate.go("Gatherings")
    candidate.follow("Basic course")
    candidate.press("Yes, I come")
    candidate.sees_flash()

    stage.clock.forward(days=30)
    trainer.open_task("Welcome the candidate to the course")
    trainer.take("start")
    trainer.sees_flash()
    stage.clock.forward(days=5)
    trainer.go("Gatherings")
    trainer.follow("Past")
    trainer.follow("Basic course")
    trainer.follow("The case of this gathering")
    trainer.take("hold")
    trainer.sees_state("held")
    trainer.go("Gatherings")
    trainer.follow("Past")
    trainer.follow("Basic course")
    for number in range(5):
        marks = trainer.page.locator("form[data-day]").nth(number)
        folded = trainer.page.locator("details:not([open]):has(form[data-day])")
        while folded.count():
            folded.locator("summary").first.click()
        marks.get_by_role("checkbox", name="Volunteer Eksempel").check()
        trainer.send(marks)
        trainer.sees_flash()
    trainer.follow("The case of this gathering")
    trainer.take("follow_up")
    trainer.sees_state("followed_up")
    trainer.open_task("Look at the hours and finish the course")
    trainer.take("finish_course", Have_they_visited=True)
    trainer.sees_flash()


def practises(stage: Stage, candidate: Somebody, trainer: Somebody, mentor: Somebody) -> None:
    """Ten meetings noted and confirmed, two supervisions, and what each has to say about it."""
    trainer.open_task("Name an experienced assistant as mentor")
    trainer.take("change_mentor", Mentor="Mentor Eksempel")
    trainer.sees_flash()
    stage.clock.forward(days=70)
    for week in range(10):
        candidate.go("My training")
        candidate.follow("Note a practice meeting")
        candidate.follow("Fana")
        noted = candidate.page.locator("form:has([name=held_on])")
        noted.get_by_label("Observed" if week < 4 else "Led").check()
        candidate.fill(noted, Day=stage.day(7 * (week - 9)), Who_was_with_you="Mentor Eksempel")
        candidate.send(noted)
        candidate.sees_flash()
    mentor.go("My training")
    for _ in range(10):
        mentor.press("Yes, I was there")
        mentor.sees_flash()

    trainer.enter_hours(
        "Volunteer Eksempel",
        stage.day(-40),
        stage.day(-10),
        Kind="Supervision",
        Hours="1",
        Reason="From a list.",
    )
    candidate.finish("Write how it went for you", What_went_well="The talks went well.")
    mentor.finish("Write what you have seen", Strengths="Calm, and listens.")
