"""Extra support of some who come to the two groups: two people know of each, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from intranet.cases import operations as cases
from intranet.demo.acts import LINKOPING, SAUDA, Place
from intranet.demo.stage import Script, Stage, at
from intranet.participants import support
from intranet.participants.consent_texts import CURRENT
from intranet.participants.consents import Shown
from intranet.participants.models import OWN_PAGE, SUPPORT

WORKFLOW = "extra_support"
WEEKS_AGREED = 6


def extra_support(stage: Stage) -> Iterator[Script]:
    yield from (story(stage) for story in (_wished, _agreed, _in_touch, _resting, _back, _closed))


def _wished(stage: Stage) -> Script:
    """Asked for late yesterday; an answer is promised within a day."""
    yield stage.ago(1, 23, 45)
    _asks(stage, "company for Solfrid", "Solfrid", SAUDA)


def _agreed(stage: Stage) -> Script:
    case = "company for Ellis"
    yield stage.ago(2, 8)
    _asks(stage, case, "Ellis", LINKOPING)
    yield stage.ago(1, 21)
    _agrees(stage, case, LINKOPING, "fortnight")


def _in_touch(stage: Stage) -> Script:
    """Since the last evening."""
    case = "company for the family Tindved"
    asked = SAUDA.evening(stage, 2)
    yield at(asked, 22)
    _asks(stage, case, "the family Tindved", SAUDA)
    yield at(asked + timedelta(1), 18)
    _agrees(stage, case, SAUDA, "week")
    yield at(SAUDA.evening(stage, 1), 21)
    stage.takes(case, "start", SAUDA.helpers[0])


def _resting(stage: Stage) -> Script:
    case = "company for Kim"
    asked = SAUDA.evening(stage, 3)
    yield at(asked, 22)
    _asks(stage, case, "Kim", SAUDA)
    yield at(asked + timedelta(1), 17)
    _agrees(stage, case, SAUDA, "days")
    yield at(SAUDA.evening(stage, 1), 22)
    stage.presses(case, "rest")


def _back(stage: Stage) -> Script:
    """Without conditions, and nobody asks."""
    case, asked = "company for Mikael", SAUDA.evening(stage, 3)
    yield from _kept_in_touch(stage, case, "Mikael", SAUDA, asked)
    yield at(SAUDA.evening(stage, 1), 20, 30)
    stage.takes(case, "come_back", SAUDA.leader)


def _closed(stage: Stage) -> Script:
    """By themselves; after thirty days nothing of it is left."""
    case, asked = "company for Charlie", LINKOPING.evening(stage, 3)
    yield from _kept_in_touch(stage, case, "Charlie", LINKOPING, asked)
    yield at(LINKOPING.evening(stage, 1), 20, 30)
    stage.presses(case, "close")


def _kept_in_touch(stage: Stage, case: str, visitor: str, place: Place, asked: date) -> Script:
    yield at(asked, 22)
    _asks(stage, case, visitor, place)
    yield at(asked + timedelta(1), 18)
    _agrees(stage, case, place, "week")
    yield at(asked + timedelta(2), 18)
    stage.takes(case, "start", place.helpers[0])
    yield at(asked + timedelta(9), 20)
    stage.finishes(case, "next_contact", place.helpers[0], talked=True)


def _asks(stage: Stage, case: str, visitor: str, place: Place) -> None:
    """On their own page: yes to the words, and whom to ask."""
    themselves, participant_id = stage.themselves(visitor), stage.subject(visitor)
    stage.has_a_word(visitor)
    shown = Shown(CURRENT[SUPPORT], place.language, OWN_PAGE)
    support.agree(stage.session, themselves, stage.moment, participant_id, shown)
    outcome = cases.begin(
        stage.session, WORKFLOW, "ask", themselves, stage.unit(place.unit), stage.moment,
        {"leader": stage.people[place.leader]}, subject_id=participant_id,
    )  # fmt: skip
    stage.cases[case] = outcome.case_id


def _agrees(stage: Stage, case: str, place: Place, rhythm: str) -> None:
    stage.takes(
        case, "agree", place.leader,
        contact_person=place.helpers[0], rhythm=rhythm, until=stage.day + timedelta(weeks=WEEKS_AGREED),
    )  # fmt: skip
