"""The demonstration tells of the organisation that the sources describe, and shows everything that can go on in it."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, delete, func, select
from sqlalchemy.orm import Session

from intranet.auth.models import Account
from intranet.cases import load_processes, runtime
from intranet.cases.models import Case, CaseEvent, Task
from intranet.certificates import operations as certificates
from intranet.certificates.models import Certificate, CertificateEvent
from intranet.certificates.queries import status_of
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.db import Base, prepare_engine, writing
from intranet.demo.accounts import NORWAY, PASSWORD, SWEDEN
from intranet.demo.story import tell
from intranet.extensions import db
from intranet.gatherings.looking import find
from intranet.gatherings.models import Gathering
from intranet.groups.families import families_of
from intranet.groups.models import COUNTED, Assignment, Group, Meeting
from intranet.organisation.models import Town, Unit
from intranet.organisation.queries import actor_of
from intranet.people.models import Person
from intranet.privacy.keystore import KeyStore
from intranet.safety.history import broken_histories
from intranet.training.models import Credit, Exemption, PracticeMeeting, Signature
from tests.support.clock import Clock
from tests.support.schema import import_models

TEN_PLACES = {
    "Hitra", "Oslo", "Ålesund", "Melhus", "Strømmen", "Hamar", "Elverum", "Sarpsborg", "Sauda", "Mysen",
}  # fmt: skip
# Each of their states has a case; of the others those that a quick story comes to.
SHOWN = ("new_group", "assistant_certification", "certificate_renewal", "gathering", "group_change")
TASKS_OF_A_NEW_GROUP = {
    "call_back", "talk_around", "look_nearby", "judge_need", "seek_candidates", "take_the_chance", "find_room",
    "set_time", "agree_contact", "mend", "hand_in", "decide", "announce", "welcome_pack", "hold_first",
    "visit_first", "early_talks", "is_it_running", "carry_on", "look_again", "tell_declined", "half_year",
}  # fmt: skip
TASKS_BESIDE = {
    "send_information", "think_it_over", "take_up_application", "take_references", "hold_talk", "sign_documents",
    "confirm_place", "show_extract", "open_course", "close_course", "look_back", "tell_of_practice", "ask_for_it",
    "decide", "hand_over", "welcome", "ring", "hear", "decide_suspension", "decide_appeal", "call_and_explain",
    "send_invitation", "mark_attendance", "write_points", "finish", "find_new_date", "ask_to_renew", "renew_now",
    "check_hours", "complete_it", "decide_renewal", "find_stand_in", "make_sure", "take_it_up",
    "make_plan", "note_view", "complete_plan", "tell_everybody", "tell_partners", "see_it_through",
    "report_meetings", "answer",
}  # fmt: skip
CONTRACT = {
    "volunteer", "assistant", "mentor", "trainer", "coordinator", "staff", "board", "appeals", "admin",
    "safeguarding", "dataprotection", "outsider", "coordinator.sweden", "volunteer.linkoping",
}  # fmt: skip


@pytest.fixture
def story(demo_app: Flask) -> Iterator[Session]:
    with demo_app.app_context():
        yield db.session()


def clubs(session: Session) -> list[tuple[str, date | None]]:
    """Town and opening day of each group that counts in Norway today."""
    rows = session.execute(
        select(Town.name, Group.opened_on)
        .join(Town, Town.id == Group.town_id)
        .join(Unit, Unit.id == Group.id)
        .where(Group.status.in_(COUNTED), Unit.country == "NO")
    )
    return [(town, opened_on) for town, opened_on in rows]


def test_fourteen_clubs_run_today_in_ten_places(story: Session) -> None:
    found = clubs(story)

    assert len(found) == 14
    assert {town for town, _ in found} == TEN_PLACES


def test_five_clubs_opened_in_2003_and_two_in_the_first_months_after(story: Session) -> None:
    opened = Counter(day.year for _, day in clubs(story) if day is not None)
    soon_after = [day for _, day in clubs(story) if day and date(2004, 1, 1) <= day <= date(2004, 2, 29)]

    assert opened[2003] == 5
    assert len(soon_after) == opened[2004] == 2


def test_fourteen_assistants_were_certified_in_2003_and_still_are(story: Session, clock: Clock) -> None:
    issued = of_2003(story)

    assert len(issued) == len({paper.person_id for paper in issued}) == 14
    assert {paper.source for paper in issued} == {"issued"}
    today = local_date(clock())
    assert {status_of(story, paper.person_id, today).code for paper in issued} == {Code.CERTIFIED}


def of_2003(session: Session) -> list[Certificate]:
    first_day = Certificate.valid_from.between(date(2003, 1, 1), date(2003, 12, 31))
    return list(session.scalars(select(Certificate).where(first_day, Certificate.source != "renewal")))


def test_each_of_the_fourteen_went_the_whole_way_after_a_course_that_was_held_and_marked(
    story: Session,
) -> None:
    people = {paper.person_id: paper.valid_from for paper in of_2003(story)}
    courses = story.scalars(
        select(Gathering).where(
            Gathering.kind == "course", Gathering.starts_at < datetime(2004, 1, 1, tzinfo=UTC)
        )
    ).all()
    hours = story.execute(
        select(Credit.person_id, Credit.gathering_id, func.sum(Credit.minutes), func.max(Credit.held_on))
        .where(Credit.gathering_id.in_([course.id for course in courses]))
        .group_by(Credit.person_id, Credit.gathering_id)
    ).all()
    steps = select(Case.subject_id, CaseEvent.transition).join(Case, Case.id == CaseEvent.case_id)
    taken = defaultdict(list)
    for person_id, step in story.execute(
        steps.where(Case.workflow == "assistant_certification", CaseEvent.kind == "transition").order_by(
            CaseEvent.number
        )
    ):
        taken[person_id].append(step)

    assert [course.status for course in courses] == ["followed_up", "followed_up"]
    assert {person_id for person_id, *_ in hours} == people.keys()
    assert Counter(gathering_id for _, gathering_id, *_ in hours) == {courses[0].id: 8, courses[1].id: 6}
    for person_id, _, minutes, last_on in hours:
        assert minutes >= 45 * 60
        assert last_on < people[person_id]
        assert taken[person_id] == [
            "register", "apply", "book_talk", "accept", "start", "finish_course", "change_mentor", "practice_done",
            "certify",
        ]  # fmt: skip


def test_certificates_are_also_suspended_lapsed_revoked_in_grace_and_without_known_dates(
    story: Session, clock: Clock
) -> None:
    people = story.scalars(select(Certificate.person_id).distinct()).all()
    codes = {status_of(story, person_id, local_date(clock())).code for person_id in people}

    assert codes >= {Code.SUSPENDED, Code.LAPSED, Code.REVOKED, Code.GRACE, Code.UNKNOWN}


def states(session: Session, workflow: str) -> set[str]:
    return set(session.scalars(select(Case.state).where(Case.workflow == workflow)))


def waiting(session: Session) -> dict[str, set[str]]:
    """Which kinds of tasks wait for somebody, by workflow."""
    found = defaultdict(set)
    rows = select(Case.workflow, Task.key).join(Case, Case.id == Task.case_id)
    for workflow, key in session.execute(rows.where(Task.status.in_(("open", "claimed", "waiting")))):
        found[workflow].add(key)
    return found


def not_told_of(session: Session) -> list[str]:
    """What is to be seen whatever the day, and is not."""
    processes, live = runtime.processes(session), waiting(session)
    whole = {workflow: set(processes[workflow].workflow.states) for workflow in SHOWN}
    whole["lost_cover"] = {"in_grace", "uncovered"}
    whole["still_meeting"] = {"quiet", "reported"}
    lacks = [
        f"{workflow}: {sorted(wanted ^ found)}"
        for workflow, wanted in whole.items()
        if (found := states(session, workflow)) != wanted
    ]
    tasks = (TASKS_OF_A_NEW_GROUP ^ live["new_group"]) | (TASKS_BESIDE - set().union(*live.values()))
    if len(clubs(session)) != 14:
        lacks.append("14 clubs")
    return [*lacks, *sorted(tasks)]


def test_every_state_has_a_case_and_tasks_of_every_kind_wait_for_somebody(story: Session) -> None:
    assert not_told_of(story) == []


def test_of_certificates_and_training_there_is_everything_that_a_page_can_show(story: Session) -> None:
    for kind in (Credit, Exemption, Signature, PracticeMeeting):
        assert story.scalars(select(kind)).first() is not None, kind
    to_confirm = select(PracticeMeeting).where(
        PracticeMeeting.confirmed_at.is_(None),
        PracticeMeeting.withdrawn_at.is_(None),
        PracticeMeeting.mentor_id == account(story, "mentor"),
    )
    assert len(story.scalars(to_confirm).all()) == 2


def test_a_course_is_full_and_two_wait_for_a_seat_in_it(story: Session) -> None:
    course = story.scalars(select(Case).where(Case.workflow == "gathering", Case.state == "full")).one()
    assert course.subject_id is not None
    here = find(story, course.subject_id)

    assert here is not None
    assert (len(here.seated), here.free, len(here.waiting)) == (2, 0, 2)


def test_a_club_of_eleven_families_is_to_be_split(story: Session, clock: Clock) -> None:
    proposed = story.execute(
        select(Case.subject_id, CaseEvent.transition)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(Case.workflow == "group_change", Case.title == "Hamar 2", CaseEvent.kind == "transition")
    ).all()

    assert [transition for _, transition in proposed] == ["propose_split"]
    assert proposed[0][0] is not None
    assert families_of(story, proposed[0][0], local_date(clock())) == 11


def test_a_club_where_somebody_found_nobody_is_off_the_list_until_it_is_answered(story: Session) -> None:
    group, due, named = story.execute(
        select(Group, Task.due_at, Person.name)
        .join(Case, Case.subject_id == Group.id)
        .join(Task, Task.case_id == Case.id)
        .join(Person, Person.id == Task.person_id)
        .where(Case.workflow == "still_meeting", Case.state == "reported", Task.key == "answer")
    ).one()

    assert (group.status, group.listed, group.hidden_for) == ("active", False, "reported")
    assert (due.date(), named) == (date(2026, 5, 14), "Hilde Eksempel")


def test_the_new_part_of_a_club_waits_for_the_answer_of_whoever_is_to_lead_it(story: Session) -> None:
    whole = story.scalars(
        select(Case.subject_id).where(Case.workflow == "group_change", Case.state == "planned")
    ).one()
    part = story.scalars(select(Group).where(Group.split_from_id == whole)).one()
    asked = story.scalars(select(Assignment).where(Assignment.group_id == part.id)).one()

    assert (part.status, part.listed) == ("planned", False)
    assert asked.accepted_at is None


def test_nothing_is_late_but_what_is_told_to_be(story: Session, clock: Clock) -> None:
    late = select(Case.title, Task.key).join(Case, Case.id == Task.case_id)
    rows = story.execute(late.where(Task.status.in_(("open", "claimed")), Task.due_at < clock()))

    assert {tuple(row) for row in rows} == {("Bergen", "seek_candidates"), ("Tromsø", "look_again")}


def test_a_club_meets_on_its_own_weekday(story: Session) -> None:
    rows = story.execute(
        select(Group.weekday, Meeting.held_on)
        .join(Meeting, Meeting.group_id == Group.id)
        .join(Unit, Unit.id == Group.id)
        .where(Unit.name == "Sauda", Meeting.held_on > date(2020, 1, 1))
    ).all()

    assert len(rows) == 6
    assert {(weekday, held_on.weekday()) for weekday, held_on in rows} == {("wed", 2)}


def test_each_suspension_and_revocation_was_a_step_of_a_case(story: Session) -> None:
    decided = Counter(
        story.scalars(
            select(CertificateEvent.kind).where(CertificateEvent.kind.in_(("suspended", "revoked")))
        )
    )
    steps = Counter(
        story.scalars(
            select(CaseEvent.transition).where(
                CaseEvent.kind == "transition", CaseEvent.transition.in_(("suspend", "revoke"))
            )
        )
    )

    assert decided == {"suspended": 2, "revoked": 1}
    assert steps == {"suspend": 2, "revoke": 1}


def test_bergen_waits_for_a_certified_assistant_and_nobody_is_within_reach(
    story: Session, clock: Clock
) -> None:
    bergen = story.scalars(select(Case).where(Case.title == "Bergen")).one()
    tasks = story.scalars(select(Task.key).where(Task.case_id == bergen.id, Task.status == "open")).all()

    assert bergen.state == "waiting_assistant"
    assert (clock() - bergen.entered_at).days == 23
    assert tasks == ["seek_candidates"]


def test_bergen_can_go_on_at_once_when_the_dates_of_a_paper_become_known(
    story: Session, clock: Clock
) -> None:
    bergen = story.scalars(select(Case).where(Case.title == "Bergen")).one()
    person = account(story, "assistant.bergen")
    with writing(story):
        certificates.enter_from_paper(
            story, actor_of(story, account(story, "staff"), local_date(clock())), clock(),
            person_id=person, number="K-30", valid_from=date(2026, 1, 1), valid_to=date(2027, 12, 31),
        )  # fmt: skip

    tasks = story.scalars(select(Task.key).where(Task.case_id == bergen.id, Task.status == "open"))
    assert "take_the_chance" in set(tasks)


def account(session: Session, who: str) -> uuid.UUID:
    return session.scalars(select(Account.person_id).where(Account.email == f"{who}@demo.example")).one()


def test_every_history_leads_to_where_its_case_stands(story: Session) -> None:
    assert list(broken_histories(story)) == []


def test_a_history_with_a_gap_is_noticed(story: Session) -> None:
    bergen = story.scalars(select(Case).where(Case.title == "Bergen")).one()
    with writing(story):
        story.execute(delete(CaseEvent).where(CaseEvent.case_id == bergen.id, CaseEvent.number == 2))

    assert [case_id for case_id, _ in broken_histories(story)] == [bergen.id]


def test_everybody_is_named_as_an_example_and_has_no_phone(story: Session) -> None:
    people = story.scalars(select(Person)).all()

    assert {person.name.split()[-1] for person in people} == {"Eksempel", "Exempel"}
    assert len({person.name for person in people}) == len(people)
    assert {person.phone for person in people} == {None}
    assert {email.split("@")[1] for email in story.scalars(select(Account.email))} == {"demo.example"}


def test_every_account_of_the_contract_is_there() -> None:
    assert {one.who for one in (*NORWAY, *SWEDEN)} >= CONTRACT


def test_each_account_signs_in_and_sees_a_first_page(demo_app: Flask) -> None:
    for who in (one.who for one in (*NORWAY, *SWEDEN)):
        client = demo_app.test_client()
        token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
        sent = {"csrf_token": token, "email": f"{who}@demo.example", "password": PASSWORD}

        assert client.post("/sign-in", data=sent).status_code == 303, who
        assert client.get("/").status_code == 200, who


@pytest.mark.parametrize(
    "day", [datetime(2026, 7, 15, 4, tzinfo=UTC), datetime(2026, 12, 24, 18, tzinfo=UTC)], ids=str
)
def test_it_is_the_same_story_in_quiet_weeks(day: datetime, tmp_path: Path) -> None:
    """Days are counted from today, and move when they fall into July or the weeks around New Year."""
    import_models()
    engine = create_engine(f"sqlite:///{tmp_path / 'story.sqlite'}")
    prepare_engine(engine)
    Base.metadata.create_all(engine)
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        runtime.equip(
            session, load_processes(None), KeyStore(tmp_path / "keys", "a secret of this test alone")
        )
        tell(session, day)
        assert not_told_of(session) == []
    engine.dispose()
