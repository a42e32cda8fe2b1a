"""People on their way to a certificate today, one in each state; each got there by the steps of the process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from intranet.demo.clubs import ENTERS
from intranet.demo.gatherings import COURSE_ENDED
from intranet.demo.stage import Script, Stage
from intranet.policy import ASSISTANT, MENTOR, VOLUNTEER
from intranet.training import operations as training
from intranet.training.models import COURSE, DOCUMENTS, LED, OBSERVED, SUPERVISION

WORKFLOW = "assistant_certification"
APPLICATION: dict[str, Any] = {
    "age": 41,
    "motivation": "Jeg vil gjerne gi noe tilbake.",
    "languages": "Norsk, litt engelsk",
    "availability": "Tirsdager og onsdager",
    "referee_one": "Første Eksempel, idrettslaget",
    "referee_two": "Andre Eksempel, korpset",
    "not_relatives": True,
}
OFFER = {"talk_held": True, "references": True, "with_children": False}
MENTOR_ACCOUNT = "mentor"
CLUB = "Sauda"


@dataclass(frozen=True)
class Candidate:
    """Where somebody lives who would like to help, and how many days ago they took the first steps."""

    who: str
    district: str
    home: str
    joined: int
    applied: int | None = None
    talked: int | None = None
    accepted: int | None = None


def candidates(stage: Stage) -> Iterator[Script]:
    yield from (
        story(stage)
        for story in (
            _mentor, _interested, _applied, _talk, _accepted, _training, _practice, _decision, _certified,
            _declined, _withdrawn,
        )
    )  # fmt: skip


def _mentor(stage: Stage) -> Script:
    """An experienced assistant, who also stands by candidates at the club in Sauda."""
    yield stage.ago(500)
    stage.gets_role(MENTOR_ACCOUNT, MENTOR, "Rogaland")
    day = stage.today
    stage.certificate(MENTOR_ACCOUNT, ENTERS, "K-40", day - timedelta(505), day + timedelta(225))


def _interested(stage: Stage) -> Script:
    yield from _begins(stage, Candidate("Agnes", "Vestland", "Bergen", joined=5))


def _applied(stage: Stage) -> Script:
    yield from _begins(stage, Candidate("Birk", "Rogaland", "Stavanger", joined=20, applied=8))


def _talk(stage: Stage) -> Script:
    yield from _begins(stage, Candidate("Cecilie", "Innlandet", "Hamar", joined=28, applied=18, talked=12))


def _accepted(stage: Stage) -> Script:
    """A place on the course in some weeks; the promises are signed, and the record check is still to be shown."""
    candidate = Candidate("Dag", "Trøndelag", "Trondheim", joined=90, applied=80, talked=70, accepted=6)
    yield from _begins(stage, candidate, with_children=True)


def _training(stage: Stage) -> Script:
    """Was away on two days of the course; the hours are to be made up."""
    yield from _begins(stage, _on_the_course("Eline", "Østfold", "Mysen"))
    yield stage.ago(COURSE_ENDED, 9)
    stage.takes("Eline", "start", "trainer")


def _practice(stage: Stage) -> Script:
    """Near Bergen, and on the way: two meetings are to be confirmed by the mentor."""
    yield from _begins(stage, _on_the_course("Flora", "Vestland", "Bergen"))
    yield from _through_the_course(stage, "Flora")
    for days, part in ((65, OBSERVED), (58, OBSERVED), (51, OBSERVED), (37, LED)):
        yield from _practises(stage, "Flora", days, part)
    for days, part in ((9, OBSERVED), (2, LED)):
        yield from _practises(stage, "Flora", days, part, confirmed=False)
    yield stage.ago(1, 14)
    training.exempt(
        stage.session, stage.actor("staff"), stage.moment, person_id=stage.people["Flora"],
        requirement="supervisions", reason="Fergen går ikke på kveldene når det er veiledning.",
        until_on=stage.today + timedelta(120),
    )  # fmt: skip


def _decision(stage: Stage) -> Script:
    """Everything is done; the office decides."""
    yield from _begins(stage, _on_the_course("Grete", "Rogaland", "Stavanger"))
    yield from _through_the_course(stage, "Grete")
    for number, days in enumerate(range(73, 9, -7)):
        yield from _practises(stage, "Grete", days, OBSERVED if number < 4 else LED)
    yield from _asks(stage, "Grete", 7)


def _certified(stage: Stage) -> Script:
    """Took the course in Denmark, practised here, and was certified last week."""
    yield from _begins(
        stage, Candidate("Hauk", "Rogaland", "Stavanger", joined=230, applied=220, talked=210, accepted=200)
    )
    yield stage.ago(190)
    noted = training.Noted(
        held_on=stage.day - timedelta(30), minutes=50 * 60, kind=COURSE, ethics_minutes=6 * 60,
        name="Grundkursus", reason="Kursbevis fra Danmark er vist.", country="DK",
    )  # fmt: skip
    training.recognise_course(
        stage.session, stage.actor("staff.second"), stage.moment, person_id=stage.people["Hauk"], noted=noted
    )
    yield stage.ago(189)
    stage.takes("Hauk", "start", "trainer")
    yield stage.ago(188)
    stage.takes("Hauk", "finish_course", "trainer", visited_club=True)
    yield from _gets_a_mentor(stage, "Hauk", 187)
    for number, days in enumerate(range(101, 30, -7)):
        yield from _practises(stage, "Hauk", days, OBSERVED if number < 4 else LED)
    yield stage.ago(28)
    noted = training.Noted(
        held_on=stage.day - timedelta(90), minutes=90, kind=SUPERVISION, name="Veiledning",
        reason="Var med før kvelden sto her.",
    )  # fmt: skip
    training.enter_hours(
        stage.session, stage.actor("trainer"), stage.moment, person_id=stage.people["Hauk"], noted=noted
    )
    yield from _asks(stage, "Hauk", 16)
    yield stage.ago(5)
    stage.takes("Hauk", "certify", "staff")
    stage.gets_role("Hauk", ASSISTANT, "Rogaland")


def _declined(stage: Stage) -> Script:
    yield from _begins(stage, Candidate("Idunn", "Buskerud", "Drammen", joined=60, applied=50))
    yield stage.ago(3)
    stage.takes(
        "Idunn", "decline", "trainer", why_not="no_place",
        answer_in_words="Kurset i år er fullt. Du er hjertelig velkommen til å søke igjen.",
    )  # fmt: skip


def _withdrawn(stage: Stage) -> Script:
    yield from _begins(stage, Candidate("Jostein", "Østfold", "Sarpsborg", joined=30))
    yield stage.ago(15, 20)
    stage.takes("Jostein", "withdraw", "Jostein")


def _on_the_course(who: str, district: str, home: str) -> Candidate:
    return Candidate(who, district, home, joined=220, applied=210, talked=200, accepted=180)


def _begins(stage: Stage, candidate: Candidate, *, with_children: bool = False) -> Script:
    who = candidate.who
    yield stage.ago(candidate.joined)
    stage.joins(
        who, f"{who} Eksempel", candidate.district, language="nb", home=candidate.home, role=VOLUNTEER
    )
    stage.opens(who, WORKFLOW, "register", who, candidate.district, about=who, place=candidate.home)
    if candidate.applied is None:
        return
    yield stage.ago(candidate.applied, 19)
    stage.takes(who, "apply", who, **APPLICATION)
    if candidate.talked is None:
        return
    yield stage.ago(candidate.talked, 11)
    stage.takes(
        who, "book_talk", "trainer",
        trained_by="trainer", talk_on=stage.day + timedelta(5), not_related=True,
    )  # fmt: skip
    if candidate.accepted is None:
        return
    yield stage.ago(candidate.accepted + 1, 20)
    for document in DOCUMENTS:
        training.sign(stage.session, stage.actor(who), stage.moment, document=document, version=1)
    yield stage.ago(candidate.accepted)
    stage.takes(who, "accept", "trainer", **{**OFFER, "with_children": with_children})


def _through_the_course(stage: Stage, who: str) -> Script:
    yield stage.ago(COURSE_ENDED, 9)
    stage.takes(who, "start", "trainer")
    yield stage.ago(COURSE_ENDED - 4)
    stage.takes(who, "finish_course", "trainer", visited_club=True)
    yield from _gets_a_mentor(stage, who, COURSE_ENDED - 5)


def _gets_a_mentor(stage: Stage, who: str, days: int) -> Script:
    yield stage.ago(days)
    stage.takes(who, "change_mentor", "trainer", mentored_by=MENTOR_ACCOUNT)
    yield stage.ago(days - 1)
    stage.finishes(who, "plan_practice", MENTOR_ACCOUNT)


def _practises(stage: Stage, who: str, days: int, part: str, *, confirmed: bool = True) -> Script:
    """At the club's meeting that week, noted the day after and confirmed by the mentor."""
    held_on = meeting_day(stage.today - timedelta(days))
    yield stage.ago((stage.today - held_on).days, 22)
    row = training.log_practice(
        stage.session, stage.actor(who), stage.moment, group_id=stage.group(CLUB), held_on=held_on, part=part,
        mentor_id=stage.people[MENTOR_ACCOUNT],
    )  # fmt: skip
    if confirmed:
        training.confirm_practice(stage.session, stage.actor(MENTOR_ACCOUNT), stage.moment, row.id)


def meeting_day(on: date) -> date:
    """The Wednesday of the club, on that day or before."""
    return on - timedelta((on.weekday() - 2) % 7)


def _asks(stage: Stage, who: str, days: int) -> Script:
    yield stage.ago(days + 2, 18)
    stage.finishes(
        who, "look_back", who,
        self_assessment="Samtalene gikk fint. Jeg vil øve mer på å avslutte i tide.",
    )  # fmt: skip
    yield stage.ago(days + 1, 18)
    stage.finishes(
        who,
        "tell_of_practice",
        MENTOR_ACCOUNT,
        mentor_statement="Rolig, og lytter godt. Kan øve på å si fra.",
    )
    yield stage.ago(days)
    stage.takes(who, "practice_done", MENTOR_ACCOUNT)
