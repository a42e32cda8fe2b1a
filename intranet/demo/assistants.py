"""The assistants of the clubs of 2003: the founders on paper, and the fourteen from their course to a certificate.

They were trained in a week abroad, in Denmark in spring and in Italy in autumn; the country's own practice came in
2004, and until then none was asked for (organisation.py). Days, names and who went on which journey are invented.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, time, timedelta

from intranet.certificates.dates import plus_months
from intranet.demo.candidates import APPLICATION, OFFER, WORKFLOW
from intranet.demo.clubs import CLUBS, ENTERS, HANDED_OVER, Club
from intranet.demo.gatherings import COURSE_DAY, Plan, announced, followed_up, invite, say_yes
from intranet.demo.stage import Script, Stage, at
from intranet.gatherings.models import COURSE
from intranet.policy import ASSISTANT, MENTOR, VOLUNTEER
from intranet.training import operations as training
from intranet.training.models import DOCUMENTS

# Led the first club, and stood by those who came after.
MENTOR_THEN = "Alf"
# Long enough for a group that starts today to rest on the certificate, whatever day that is.
RENEWED_BEFORE = timedelta(240)
TRAINED_IN_SPRING = frozenset({"Anne", "Bente", "Christian", "Hilde", "Ivar", "Jorid", "assistant", "Kjell"})
SPRING = Plan(
    "Grunnkurs i Danmark", COURSE, "Oslo", date(2003, 3, 3), date(2003, 3, 7), whom="chosen", ahead=28, seats=12,
    minutes=COURSE_DAY, ethics=60, begins=time(8), ends=time(20), room="Vi reiser sammen fra Oslo",
)  # fmt: skip
AUTUMN = replace(SPRING, called="Grunnkurs i Italia", first=date(2003, 9, 15), last=date(2003, 9, 19))
# So many days after the course began.
CERTIFIED_AFTER = 10


def assistants(stage: Stage) -> Iterator[Script]:
    """One story for each founder's paper, for each journey, and for what became of each certificate."""
    yield _mentor(stage)
    for number, club in enumerate(CLUBS, 1):
        if club.founder is not None:
            yield _on_paper(stage, club, club.founder, number)
    for course in (SPRING, AUTUMN):
        went = [club for club in CLUBS if (club.leader in TRAINED_IN_SPRING) == (course is SPRING)]
        yield _course(stage, course, [club.leader for club in went])
        yield _certified(stage, course, went)
        certified_on = course.first + timedelta(CERTIFIED_AFTER)
        for club in went:
            yield _renewed(stage, club.leader, plus_months(certified_on, 24), stage.today)


def _mentor(stage: Stage) -> Script:
    yield at(date(2003, 1, 6))
    stage.gets_role(MENTOR_THEN, MENTOR, "Norge")


def _on_paper(stage: Stage, club: Club, who: str, number: int) -> Script:
    """Entered after the course, and renewed for as long as they are here."""
    trained = club.begins - timedelta(20)
    end = plus_months(trained, 24) - timedelta(1)
    yield at(trained + timedelta(2))
    stage.joins(who, f"{who} Eksempel", club.district, language="nb", home=club.town, role=ASSISTANT)
    stage.certificate(who, ENTERS, f"K-{trained.year}-{number:02}", trained, end)
    yield from _renewed(stage, who, end, HANDED_OVER)


def _course(stage: Stage, course: Plan, people: Collection[str]) -> Script:
    yield from announced(stage, course)
    invite(stage, course.called, people)
    yield at(course.first - timedelta(20), 18)
    say_yes(stage, course.called, people)
    yield from followed_up(stage, course)


def _certified(stage: Stage, course: Plan, clubs: Collection[Club]) -> Script:
    """From the first interest, two months before the course, to the certificate; each takes the steps in person."""
    people, first = [club.leader for club in clubs], course.first
    yield at(first - timedelta(46))
    for club in clubs:
        if club.leader not in stage.people:
            stage.joins(
                club.leader, f"{club.leader} Eksempel", club.district,
                language="nb", home=club.town, role=VOLUNTEER,
            )  # fmt: skip
        stage.opens(
            club.leader, WORKFLOW, "register", club.leader, club.district, about=club.leader, place=club.town
        )
    yield at(first - timedelta(42), 19)
    for who in people:
        stage.takes(who, "apply", who, **APPLICATION)
    yield at(first - timedelta(38), 11)
    for who in people:
        stage.takes(
            who, "book_talk", "trainer",
            trained_by="trainer", talk_on=stage.day + timedelta(3), not_related=True,
        )  # fmt: skip
    yield at(first - timedelta(34), 20)
    for who in people:
        for document in DOCUMENTS:
            training.sign(stage.session, stage.actor(who), stage.moment, document=document, version=1)
    yield at(first - timedelta(32))
    for who in people:
        stage.takes(who, "accept", "trainer", **OFFER)
    yield at(first, 9)
    for who in people:
        stage.takes(who, "start", "trainer")
    yield from _after_the_course(stage, course, clubs)


def _after_the_course(stage: Stage, course: Plan, clubs: Collection[Club]) -> Script:
    """The mentor talks it over with each; who decides had no part in it."""
    people, first = [club.leader for club in clubs], course.first
    yield at(first + timedelta(7))
    for who in people:
        stage.takes(who, "finish_course", "trainer", visited_club=True)
        stage.takes(who, "change_mentor", "trainer", mentored_by=MENTOR_THEN)
    yield at(first + timedelta(8), 18)
    for who in people:
        stage.finishes(
            who, "look_back", who, self_assessment="Jeg har lært mye, og gleder meg til å begynne."
        )
        stage.finishes(who, "tell_of_practice", MENTOR_THEN, mentor_statement="Rolig, og lytter godt.")
    yield at(first + timedelta(9))
    for who in people:
        stage.takes(who, "practice_done", "trainer")
    yield at(first + timedelta(CERTIFIED_AFTER))
    for club in clubs:
        stage.takes(club.leader, "certify", ENTERS)
        if club.leader != "assistant":
            stage.gets_role(club.leader, ASSISTANT, club.district)
    yield at(first + timedelta(CERTIFIED_AFTER), 14)
    for who in people:
        stage.finishes(who, "hand_over", "staff")
        stage.finishes(who, "welcome", "trainer")


def _renewed(stage: Stage, who: str, end: date, until: date) -> Script:
    """Every two years, in good time."""
    while (renewed_on := end - RENEWED_BEFORE) < until:
        yield at(renewed_on)
        end = stage.renews(who, ENTERS)
