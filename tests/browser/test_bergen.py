"""Bergen gets a club: the whole way in browsers, each person in their own, each step by what is on the screen."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from intranet.clock import local_date
from tests.browser.conftest import TOLD
from tests.browser.somebody import Somebody
from tests.cast import Cast
from tests.support.browser import NewPerson
from tests.support.clock import Clock


@TOLD
def test_a_group_goes_from_idea_to_running(  # noqa: PLR0915 - it is one story
    app: Flask, site: str, cast: Cast, clock: Clock, new_person: NewPerson, javascript: bool
) -> None:
    def sits_down(name: str) -> Somebody:
        return Somebody(new_person, site, name, javascript=javascript)

    def day(after: int = 0) -> str:
        return (local_date(clock()) + timedelta(days=after)).isoformat()

    board = sits_down("board")
    board.go("Groups")
    board.sees("No group")
    board.go("New groups")
    board.follow("Begin")
    start = board.page.locator("form[data-transition=register]")
    board.fill(
        start, Town="Bergen", Who_had_the_idea="The library, bok@bergen.example", Why_here="Many people ask."
    )
    start.get_by_label("Family club").check()
    board.press("Register an idea", start)
    board.sees_state("idea")

    coordinator = sits_down("coordinator")
    coordinator.open_case()
    coordinator.take("take_up")
    coordinator.sees_state("need")
    coordinator.finish("Talk to municipality, clinic and associations nearby")
    coordinator.finish("Look up groups within 40 km")
    coordinator.open_case()
    coordinator.take("confirm_need", How_many_would_come="6")
    coordinator.sees_state("waiting_assistant")
    coordinator.is_refused("assistant_found", "assistant_within_reach")
    coordinator.go("New groups")
    coordinator.sees("Nobody is certified|Nearest certified")

    staff = sits_down("staff")
    staff.go("Certificates")
    staff.follow("Enter a certificate")
    paper = staff.page.locator("form:has([name=number])")
    staff.fill(paper, Whose="Assistant Eksempel", Number="NO-2026-001", First_day=day(), Last_day=day(730))
    staff.send(paper)
    staff.sees_flash()

    coordinator.open_task("An assistant is certified nearby. Go on?")
    coordinator.open_case()
    coordinator.take("assistant_found", Certified_assistant="Assistant Eksempel")
    coordinator.sees_state("planning")
    coordinator.is_refused("submit", "certified_assistant_on_site")

    assistant = sits_down("assistant")
    assistant.go("Start")
    assistant.follow("Look at it and answer")
    assistant.press("Yes, I will lead this group")
    assistant.sees_flash()
    volunteer = sits_down("volunteer")
    volunteer.finish("Find a room, step-free and alcohol-free", Room="Church hall", without_steps=True)
    assistant.finish("Set weekday and time", Weekday="Tuesday", Time="18:30")
    coordinator.finish(
        "Agree contact person and stand-in",
        Contact_person="Volunteer Eksempel",
        Stand_in="Volunteer Eksempel",
    )
    coordinator.open_case()
    coordinator.take("submit", Are_children_welcome=False, Budget="0", Minutes="Start form, folder 3")
    coordinator.sees_state("decision")
    coordinator.is_refused("approve", "by")

    board.open_case()
    board.is_refused("approve", "not_by")
    staff.open_case()
    staff.is_refused("approve", "not_who_entered_certificate")
    second = sits_down("staff_two")
    second.open_case()
    second.take("approve", First_meeting=day(7))
    second.sees_state("approved")

    staff.go("Certificates")
    staff.follow("Assistant Eksempel")
    staff.follow("Suspend")
    staff.take("suspend", Ground="Somebody's safety", Reason="Being looked into.")
    staff.sees_state("suspended")
    clock.forward(days=7)

    coordinator.open_case()
    coordinator.is_refused("open", "certified_assistant_on_site")
    board_two = sits_down("board_two")
    board_two.go("Certificates")
    board_two.follow("Assistant Eksempel")
    board_two.follow("Lift suspension")
    board_two.take("lift", Reason="Nothing was found.")
    board_two.sees_state("certified")

    coordinator.open_case()
    coordinator.take("open", How_many_came="3")
    coordinator.sees_state("trial")
    coordinator.is_refused("establish", "enough_people")

    for _ in range(3):
        clock.forward(days=7)
        assistant.go("Groups")
        assistant.follow("Bergen")
        assistant.follow("Report a meeting")
        report = assistant.page.locator("form:has([name=came])")
        assistant.fill(report, How_many_families_came="3")
        assistant.send(report)
        assistant.sees_flash()

    coordinator.open_task("The numbers are there. Running?")
    coordinator.open_case()
    coordinator.take("establish")
    coordinator.sees_state("active")
    coordinator.sees("A new group is running")
    coordinator.go("Groups")
    coordinator.sees("Bergen")
    coordinator.sees("1 group|One group")
