"""The gatherings of 2003, and those of today: planned, announced, full, held, followed up and cancelled."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from intranet.demo.stage import Script, Stage, at
from intranet.gatherings import attendance, seats
from intranet.gatherings.looking import Seen, days_of, find
from intranet.gatherings.models import COURSE, MEMBERS, NATIONAL, NORDIC, SUPERVISION

# The last basic course ended so many days ago.
COURSE_ENDED = 84
COURSE_DAY = 570


@dataclass(frozen=True)
class Plan:
    """What is planned; `ahead` says how many days before it the invitations go out, `whom` whom they go to."""

    called: str
    kind: str
    town: str
    first: date
    last: date | None = None
    whom: str = "nation"
    ahead: int = 45
    seats: int = 40
    minutes: int = 0
    ethics: int = 0
    begins: time = time(10)
    ends: time = time(16)
    room: str = "Folkets hus"


GATHERINGS_2003 = (
    Plan("Nasjonal samling i Oslo", NATIONAL, "Oslo", date(2003, 2, 15), date(2003, 2, 16)),
    Plan("Medlemssamling på Hamar", MEMBERS, "Hamar", date(2003, 5, 10), whom="helpers"),
    Plan("Nasjonal samling på Hamar", NATIONAL, "Hamar", date(2003, 6, 14), date(2003, 6, 15)),
    Plan("Nordisk samling", NORDIC, "Oslo", date(2003, 8, 23), date(2003, 8, 24), whom="everywhere"),
    Plan("Nasjonal samling i Trondheim", NATIONAL, "Trondheim", date(2003, 10, 25), date(2003, 10, 26)),
    Plan("Medlemssamling i Oslo", MEMBERS, "Oslo", date(2003, 11, 15), whom="helpers"),
)  # fmt: skip
CANDIDATES_THEN = ("Eline", "Flora", "Grete")
GUESTS = ("assistant", "mentor", "Gry", "Laila")


def gatherings(stage: Stage) -> Iterator[Script]:
    yield from (_of_2003(stage, plan) for plan in GATHERINGS_2003)
    yield from (
        story(stage)
        for story in (_last_course, _evenings, _next_evening, _next_course, _held, _cancelled, _planned)
    )


def _of_2003(stage: Stage, plan: Plan) -> Script:
    yield from announced(stage, plan)
    yield at(plan.first - timedelta(20), 18)
    asked = _here(stage, plan.called).invited
    say_yes(stage, plan.called, [who for who, person_id in stage.people.items() if person_id in asked])
    yield from followed_up(stage, plan)


def _last_course(stage: Stage) -> Script:
    """Five days; Eline had to go home after three."""
    last = stage.today - timedelta(COURSE_ENDED)
    plan = Plan(
        "Grunnkurs på Hamar", COURSE, "Hamar", last - timedelta(4), last, whom="chosen", ahead=70, seats=12,
        minutes=COURSE_DAY, ethics=60, begins=time(8), ends=time(20),
    )  # fmt: skip
    yield from announced(stage, plan)
    invite(stage, plan.called, CANDIDATES_THEN)
    yield at(plan.first - timedelta(30), 18)
    say_yes(stage, plan.called, CANDIDATES_THEN)
    yield from followed_up(stage, plan, gone_after={"Eline": 3})


def _evenings(stage: Stage) -> Script:
    """Supervision is held each month."""
    for days in (50, 20):
        plan = _supervision(stage.today - timedelta(days))
        yield from announced(stage, plan)
        people = (*CANDIDATES_THEN, "Hauk", *GUESTS[:2])
        invite(stage, plan.called, people)
        yield at(plan.first - timedelta(10), 18)
        say_yes(stage, plan.called, people)
        yield from followed_up(stage, plan)


def _next_evening(stage: Stage) -> Script:
    plan = _supervision(stage.today + timedelta(12))
    yield from announced(stage, plan)
    yield stage.ago(3, 19)
    say_yes(stage, plan.called, ("assistant",))


def _next_course(stage: Stage) -> Script:
    """Full, and two wait."""
    first = stage.today + timedelta(45)
    plan = Plan(
        "Grunnkurs i Trondheim", COURSE, "Trondheim", first, first + timedelta(4), whom="chosen", ahead=110,
        seats=2, minutes=COURSE_DAY, ethics=60, begins=time(8), ends=time(20),
    )  # fmt: skip
    yield from announced(stage, plan)
    people = ("volunteer Trøndelag", "volunteer Troms", "Dag", "volunteer")
    invite(stage, plan.called, people)
    for hour, who in enumerate(("Dag", "volunteer Trøndelag", "volunteer Troms", "volunteer"), 9):
        yield stage.ago(5, hour)
        say_yes(stage, plan.called, (who,))


def _held(stage: Stage) -> Script:
    """Was held; who was there is still to be marked."""
    plan = _supervision(stage.today - timedelta(2))
    yield from announced(stage, plan)
    yield stage.ago(6, 18)
    say_yes(stage, plan.called, ("assistant", "mentor"))
    yield stage.ago(1)
    stage.takes(plan.called, "hold", "trainer")


def _cancelled(stage: Stage) -> Script:
    plan = Plan(
        "Medlemssamling på Lillehammer", MEMBERS, "Lillehammer", stage.today + timedelta(20), whom="helpers"
    )
    yield from announced(stage, plan)
    yield stage.ago(8, 18)
    say_yes(stage, plan.called, ("volunteer", "assistant"))
    yield stage.ago(4)
    stage.takes(plan.called, "cancel", "trainer", reason="Huset er stengt på grunn av en vannskade.")


def _planned(stage: Stage) -> Script:
    first = stage.today + timedelta(90)
    yield stage.ago(2)
    _plan(stage, Plan("Nasjonal samling til høsten", NATIONAL, "Oslo", first, first + timedelta(1)))


def _supervision(on: date) -> Plan:
    return Plan(
        f"Veiledning {on.day}.{on.month}.", SUPERVISION, "Stavanger", on, whom="assistants", ahead=25, seats=10,
        minutes=90, ethics=30, begins=time(18), ends=time(20), room="Biblioteket, første etasje",
    )  # fmt: skip


def announced(stage: Stage, plan: Plan) -> Script:
    yield at(plan.first - timedelta(plan.ahead + 5))
    _plan(stage, plan)
    yield at(plan.first - timedelta(plan.ahead), 12)
    stage.takes(plan.called, "invite", "trainer", whom=plan.whom)


def _plan(stage: Stage, plan: Plan) -> None:
    stage.opens(
        plan.called, "gathering", "plan", "trainer", "Norge",
        gathering_kind=plan.kind, called=plan.called, first_day=plan.first, last_day=plan.last,
        start_time=plan.begins, end_time=plan.ends, town=plan.town, room=plan.room, online_link=None,
        leader="trainer", seats=plan.seats, minutes=plan.minutes, ethics_minutes=plan.ethics,
    )  # fmt: skip


def followed_up(stage: Stage, plan: Plan, gone_after: dict[str, int] | None = None) -> Script:
    """Held, everybody marked day by day, and finished with three points."""
    last, case = plan.last or plan.first, plan.called
    yield at(last, 21)
    stage.takes(case, "hold", "trainer")
    here = _here(stage, case)
    stayed = {stage.people[who]: days for who, days in (gone_after or {}).items()}
    marks = {
        (seat.person_id, day): plan.minutes if number <= stayed.get(seat.person_id, number) else None
        for seat in here.seated
        for number, day in enumerate(days_of(here.gathering), 1)
    }
    attendance.mark(
        stage.session, stage.actor("trainer"), stage.moment, gathering_id=here.gathering.id,
        version=here.gathering.version, marks=marks,
    )  # fmt: skip
    stage.finishes(case, "mark_attendance", "trainer")
    yield at(last + timedelta(1), 11)
    stage.finishes(
        case, "write_points", "trainer",
        learned="Det er lettere å be om hjelp når alle kjenner hverandre.",
        decided="Vi møtes igjen neste år.", who_does="Kontoret finner et sted.",
    )  # fmt: skip
    stage.takes(case, "follow_up", "trainer")


def _here(stage: Stage, case: str) -> Seen:
    found = find(stage.session, stage.group(case))
    if found is None:
        raise LookupError(case)
    return found


def invite(stage: Stage, case: str, people: Collection[str]) -> None:
    seats.invite(
        stage.session, stage.actor("trainer"), stage.moment, gathering_id=stage.group(case),
        people={stage.people[who] for who in people},
    )  # fmt: skip


def say_yes(stage: Stage, case: str, people: Collection[str]) -> None:
    for who in people:
        seats.answer(stage.session, stage.actor(who), stage.moment, gathering_id=stage.group(case), yes=True)
