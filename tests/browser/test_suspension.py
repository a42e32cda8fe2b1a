"""A certificate is suspended or revoked and comes back: each person in a browser of their own."""

from __future__ import annotations

import pytest

from tests.browser.conftest import TOLD, SitsDown
from tests.browser.somebody import Somebody
from tests.browser.stage import Stage

GROUND = "Confidentiality"
REASON = "Something was told outside."


@TOLD
def test_a_suspension_is_answered_and_lifted_and_the_group_is_helped_meanwhile(
    stage: Stage, sits_down: SitsDown
) -> None:
    stage.is_certified("assistant")
    stage.club_meets("assistant")

    coordinator = sits_down("coordinator")
    coordinator.go("Start")
    coordinator.does_not_see("These groups need an assistant")

    staff = is_about_to_suspend(sits_down)
    staff.sees("Fana would have no certified assistant")
    staff.take("suspend", Ground=GROUND, Reason=REASON)
    staff.sees_state("suspended")
    assert stage.worth("assistant") == "suspended"

    coordinator.go("Start")
    coordinator.sees("These groups need an assistant")
    coordinator.follow("Fana")
    coordinator.sees("Needs an assistant")
    coordinator.does_not_see(GROUND)
    coordinator.does_not_see(REASON)
    coordinator.open_task("Find a stand-in")

    assistant = has_answered(sits_down)

    board = decides(sits_down, "lift")
    board.follow("To the whole case")
    board.sees("I told nobody anything")
    board.take("lift", Reason="Nothing was found.")
    board.sees_state("certified")
    assert stage.worth("assistant") == "certified"

    coordinator.go("Start")
    coordinator.does_not_see("These groups need an assistant")
    coordinator.go("Groups")
    coordinator.follow("Fana")
    coordinator.does_not_see("Needs an assistant")
    coordinator.go("My tasks")
    coordinator.does_not_see("Find a stand-in")
    assistant.go("Start")
    assistant.does_not_see("You may answer")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "no-javascript"])
def test_a_revocation_is_appealed_and_won(stage: Stage, sits_down: SitsDown) -> None:
    stage.joins("appeals", "appeals", "nation")
    stage.is_certified("assistant")

    staff = is_about_to_suspend(sits_down)
    staff.take("suspend", Ground=GROUND, Reason=REASON)
    staff.sees_state("suspended")

    assistant = has_answered(sits_down)

    board = decides(sits_down, "revoke")
    board.take("revoke", Ground=GROUND, Reason="We are not convinced.")
    board.sees_flash()
    assert stage.worth("assistant") == "revoked"

    assistant.open_task("You may appeal")
    assistant.take("lodge_appeal", Why_should="Nobody asked the others.")
    assistant.sees_flash()

    board.go("My tasks")
    board.does_not_see("Decide on the appeal")
    appeals = sits_down("appeals")
    appeals.open_task("Decide on the appeal")
    appeals.claim_if_needed("form[data-transition=uphold_appeal]")
    appeals.follow("To the whole case")
    appeals.sees("Nobody asked the others")
    appeals.take("uphold_appeal", Reason="The others say that it was otherwise.")
    appeals.sees_flash()
    appeals.sees("My tasks")
    assert stage.worth("assistant") == "certified"

    assistant.go("Start")
    staff.go("Certificates")
    staff.follow("Assistant Eksempel")
    staff.sees("Certified")
    staff.does_not_see("^Revoked$")


def is_about_to_suspend(sits_down: SitsDown) -> Somebody:
    """The form is open, and not sent yet."""
    staff = sits_down("staff")
    staff.go("Certificates")
    staff.follow("Assistant Eksempel")
    staff.follow("Suspend")
    return staff


def has_answered(sits_down: SitsDown) -> Somebody:
    assistant = sits_down("assistant")
    assistant.open_task("You may answer")
    assistant.take("answer", Your_answer="I told nobody anything.")
    assistant.sees_flash()
    return assistant


def decides(sits_down: SitsDown, transition: str) -> Somebody:
    board = sits_down("board")
    board.open_task("Decide: lift or revoke")
    board.claim_if_needed(f"form[data-transition={transition}]")
    return board
