"""A certificate is renewed long before it ends: each person in a browser of their own."""

from __future__ import annotations

from datetime import date, timedelta

from intranet.certificates.dates import plus_months
from tests.browser.conftest import TOLD, SitsDown
from tests.browser.stage import Stage


@TOLD
def test_a_certificate_is_renewed_early_and_the_club_never_stands_alone(
    stage: Stage, sits_down: SitsDown
) -> None:
    end = stage.today + timedelta(130)
    stage.is_certified("assistant", since=599, days=130)
    stage.club_meets("assistant", met=20)
    stage.was_supervised("assistant", months=15)
    assistant = sits_down("assistant")
    assistant.go("My tasks")
    assistant.does_not_see("ask for renewal")
    stage.days_go_by(30)

    assistant.open_task("Check your hours and ask for renewal")
    assistant.is_refused("apply", "code_signed")
    assistant.go("My training")
    assistant.follow("Read and promise")
    assistant.press("I promise this")
    assistant.sees_flash()
    assistant.open_task("Check your hours and ask for renewal")
    assistant.take("apply", How_has_it_been="Two good years.")
    assistant.sees_flash()

    trainer = sits_down("trainer")
    trainer.open_task("Check hours and supervision")
    trainer.claim_if_needed("form[data-transition=missing]")
    trainer.is_refused("confirm", "supervision_done")
    trainer.take("missing", What_is_missing="One supervision.")
    trainer.sees_flash()

    assistant.open_task("Complete what is missing")
    assistant.sees("One supervision")
    trainer.enter_hours(
        "Assistant Eksempel", stage.day(), Kind="Supervision", Hours="2", Reason="Held this morning."
    )
    assistant.open_task("Complete what is missing")
    assistant.take("complete")
    assistant.sees_flash()

    trainer.open_task("Check hours and supervision")
    trainer.claim_if_needed("form[data-transition=confirm]")
    trainer.take("confirm")
    trainer.sees_flash()
    staff = sits_down("staff")
    staff.open_task("Decide on renewal")
    staff.claim_if_needed("form[data-transition=renew]")
    staff.take("renew")
    staff.sees_flash()

    assistant.go("Start")
    assistant.follow("Certificate, renewal and groups")
    assistant.sees(_as_told(plus_months(end, 24)))
    coordinator = sits_down("coordinator")
    for days in (99, 1, 1):  # the day before the old end, that day, and the first of the next period
        stage.days_go_by(days)
        coordinator.go("Start")
        coordinator.does_not_see("These groups need an assistant")
        assert stage.worth("assistant") == "certified"


def _as_told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
