"""Certificates that are being renewed today, one in each state that is reached by asking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from intranet.demo.clubs import ENTERS
from intranet.demo.stage import Script, Stage
from intranet.policy import ASSISTANT
from intranet.training import operations as training
from intranet.training.models import CODE_OF_CONDUCT

WORKFLOW = "certificate_renewal"
# How many days are left of each certificate.
LEFT = 60
WAIVED = ("renewal_hours", "renewal_supervision", "renewal_meetings")


def renewals(stage: Stage) -> Iterator[Script]:
    yield from (story(stage) for story in (_applied, _completing, _renewed, _refused))


def _applied(stage: Stage) -> Script:
    """A trainer looks at the hours."""
    yield from _asks(stage, "Kåre", "K-41", 6)


def _completing(stage: Stage) -> Script:
    yield from _asks(stage, "Lene", "K-42", 14)
    yield stage.ago(9)
    stage.takes(
        "Lenes fornyelse", "missing", "trainer", what_is_missing="To kvelder med veiledning, innen fristen."
    )


def _renewed(stage: Stage) -> Script:
    """Was abroad for most of the period: the office has waived what could not be done."""
    yield from _asks(stage, "Nils", "K-43", 20)
    yield stage.ago(18)
    for requirement in WAIVED:
        training.exempt(
            stage.session, stage.actor("staff.second"), stage.moment, person_id=stage.people["Nils"],
            requirement=requirement, reason="Bodde i utlandet det meste av perioden.",
            until_on=stage.today + timedelta(60),
        )  # fmt: skip
    yield stage.ago(15)
    stage.takes("Nils' fornyelse", "confirm", "trainer")
    yield stage.ago(11)
    stage.takes("Nils' fornyelse", "renew", "staff")


def _refused(stage: Stage) -> Script:
    yield from _asks(stage, "Olav", "K-44", 30)
    yield stage.ago(8)
    stage.takes(
        "Olavs fornyelse", "refuse", "staff", ground="missing_supervision", heard=True, appeal_told=True,
        reason="Et eksempel: ingen veiledning i denne perioden.",
    )  # fmt: skip
    yield stage.ago(5)
    stage.finishes("Olavs fornyelse", "look_after_groups", "coordinator Rogaland")


def _asks(stage: Stage, who: str, number: str, days: int) -> Script:
    """Certified on paper, and asked for renewal so many days ago."""
    end = stage.today + timedelta(LEFT)
    yield stage.ago(600)
    stage.joins(who, f"{who} Eksempel", "Rogaland", language="nb", home="Stavanger", role=ASSISTANT)
    stage.certificate(who, ENTERS, number, end - timedelta(729), end)
    case = f"{who}' fornyelse" if who.endswith("s") else f"{who}s fornyelse"
    stage.follows(case, WORKFLOW, who)
    yield stage.ago(days, 18)
    training.sign(stage.session, stage.actor(who), stage.moment, document=CODE_OF_CONDUCT, version=1)
    stage.takes(
        case, "apply", who, self_assessment="Det har vært fint. Jeg vil lære mer om å lede en samtale."
    )
