"""What goes on in the demonstration today, as its pages show it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases.models import Case, CaseEvent, Notice, Task
from intranet.certificates import operations as certificates
from intranet.certificates.models import Certificate, CertificateEvent
from intranet.certificates.queries import status_of
from intranet.certificates.status import Code
from intranet.clock import local_date
from intranet.db import writing
from intranet.gatherings.looking import find
from intranet.groups.families import families_of
from intranet.groups.models import Assignment, Group, Meeting
from intranet.organisation.actors import actor_of
from intranet.organisation.models import Unit
from intranet.people.models import Person
from tests.demo.reading import account, new_group
from tests.support.clock import Clock


def test_certificates_are_also_suspended_lapsed_revoked_in_grace_and_without_known_dates(
    story: Session, clock: Clock
) -> None:
    people = story.scalars(select(Certificate.person_id).distinct()).all()
    codes = {status_of(story, person_id, local_date(clock())).code for person_id in people}

    assert codes >= {Code.SUSPENDED, Code.LAPSED, Code.REVOKED, Code.GRACE, Code.UNKNOWN}


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
    assert (due and local_date(due), named) == (date(2026, 5, 14), "Hilde Eksempel")


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


def test_nobody_is_told_of_a_task_that_is_over(story: Session) -> None:
    told = select(Case.workflow, Task.key).join(Case, Case.id == Task.case_id)
    over = told.join(Notice, Notice.task_id == Task.id).where(
        Notice.withdrawn_at.is_(None), Task.status.in_(("done", "cancelled"))
    )

    assert [tuple(row) for row in story.execute(over)] == []


def test_a_club_meets_on_its_own_weekday(story: Session) -> None:
    rows = story.execute(
        select(Group.weekday, Meeting.held_on)
        .join(Meeting, Meeting.group_id == Group.id)
        .join(Unit, Unit.id == Group.id)
        .where(Unit.name == "Sauda", Meeting.held_on > date(2020, 1, 1))
    ).all()

    assert len(rows) == 7
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


def test_both_who_were_suspended_have_answered_and_one_waits_for_the_board(story: Session) -> None:
    answers = story.execute(
        select(Case.state, Case.via, CaseEvent.actor_id == Case.subject_id)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(Case.workflow == "assistant_certification", CaseEvent.transition == "answer")
        .order_by(Case.state)
    ).all()

    assert [tuple(row) for row in answers] == [
        ("revoked", "lodge_appeal", True),
        ("suspended", "answer", True),
    ]


def test_bergen_waits_for_a_certified_assistant_and_nobody_is_within_reach(
    story: Session, clock: Clock
) -> None:
    bergen = new_group(story, "Bergen")
    tasks = story.scalars(select(Task.key).where(Task.case_id == bergen.id, Task.status == "open")).all()

    assert bergen.state == "waiting_assistant"
    assert (clock() - bergen.entered_at).days == 23
    assert tasks == ["seek_candidates"]


def test_bergen_can_go_on_at_once_when_the_dates_of_a_paper_become_known(
    story: Session, clock: Clock
) -> None:
    bergen = new_group(story, "Bergen")
    person = account(story, "assistant.bergen")
    with writing(story):
        certificates.enter_from_paper(
            story, actor_of(story, account(story, "staff"), local_date(clock())), clock(),
            person_id=person, number="K-30", valid_from=date(2026, 1, 1), valid_to=date(2027, 12, 31),
        )  # fmt: skip

    tasks = story.scalars(select(Task.key).where(Task.case_id == bergen.id, Task.status == "open"))
    assert "take_the_chance" in set(tasks)
