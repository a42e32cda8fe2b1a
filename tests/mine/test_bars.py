"""Whom a participant keeps away: for them there is no such participant, and nothing tells them that there was one."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from sqlalchemy import select

from intranet.cases.models import Task
from intranet.clock import local_date
from intranet.organisation.models import Unit
from intranet.organisation.roles import give_role
from intranet.participants.models import Bar, Participant
from intranet.participants.operations import arrive
from intranet.people.operations import Details, change_details, create_person
from intranet.policy import SYSTEM
from tests import factories
from tests.mine.stage import NAME, Stage
from tests.support.visitors import Visitor

NOBODYS = "Ola Avvist Eksempel"


def bars_of(stage: Stage, whose: uuid.UUID) -> list[Bar]:
    with stage.reading() as session:
        wanted = select(Bar).where(Bar.participant_id == whose)
        return list(session.scalars(wanted.order_by(Bar.set_at, Bar.id)))


def barred_from(stage: Stage, name: str) -> frozenset[uuid.UUID]:
    with stage.reading() as session:
        return stage.as_(session, name).barred_from


def keep_away(phone: Visitor, person: uuid.UUID | None = None, name: str = "") -> None:
    sent = {"person": "" if person is None else str(person), "name": name}
    answer = phone.post("/mine/bars", sent)
    assert answer.status_code == 303, answer.text


def test_somebody_of_the_list_is_barred_and_the_bar_is_lifted(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    phone, volunteer = stage.on_their_page(whose), stage.visitor("volunteer")
    page = f"/participants/{whose}"
    assert NAME in volunteer.get(page).text

    keep_away(phone, stage.cast.volunteer.id)
    assert volunteer.get(page).status_code == 404
    listed = phone.get("/mine/bars").text
    assert "Volunteer Eksempel" in listed
    assert (
        "Volunteer Eksempel"
        not in phone.get("/mine").text.partition('id="who"')[2].partition("</section>")[0]
    )

    bar = bars_of(stage, whose)[0].id
    assert phone.post(f"/mine/bars/{bar}/lifting").status_code == 303
    assert NAME in volunteer.get(page).text
    with stage.reading() as session:
        assert session.scalars(select(Bar)).all() == [], "nor that there was one"


@pytest.mark.parametrize("typed", ["Volunteer Eksempel", "volunteer  EKSEMPEL", "Eksempel Volunteer"])
def test_whoever_bears_a_name_that_was_typed_is_barred(stage: Stage, typed: str) -> None:
    whose = stage.somebody(NAME)
    keep_away(stage.on_their_page(whose), name=typed)
    assert barred_from(stage, "volunteer") == {whose}
    assert barred_from(stage, "assistant") == frozenset()


@pytest.mark.parametrize("typed", ["Volunteer", " Ola ", "Ola OLA", "-"])
def test_one_word_alone_is_refused_and_says_what_to_do(stage: Stage, typed: str) -> None:
    """It would bar nobody: to answer that it is noted would be a promise that nobody keeps."""
    whose = stage.somebody()
    answer = stage.on_their_page(whose).post("/mine/bars", {"person": "", "name": typed})
    assert answer.status_code == 422
    assert "Write first name and surname" in answer.text
    assert bars_of(stage, whose) == []


def test_the_answer_is_the_same_whether_there_is_such_a_person(stage: Stage) -> None:
    whose, other = stage.somebody(), stage.somebody()
    phones = [stage.on_their_page(one) for one in (whose, other)]
    pages = []
    for phone, name in zip(phones, ("Outsider Eksempel", "Oxxxxxxx Eksempel"), strict=True):
        keep_away(phone, name=name)
        html = phone.get("/mine/bars").text.replace(name, "NAME")
        pages.append(re.sub(r'value="[^"]*"|[0-9a-f-]{36}', "", html))
    assert pages[0] == pages[1]
    assert len(bars_of(stage, whose)) == 2, "the one that was typed, and the one whom it means"
    assert len(bars_of(stage, other)) == 1


def test_whoever_comes_later_with_the_name_is_barred(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    keep_away(stage.on_their_page(whose), name="Ola Avvist")
    with stage.writing() as session:
        unit = session.get_one(Unit, stage.group_id)
        vestland = stage.cast.units["vestland"].id
        details = Details(name="Ola Per Avvist")
        comes = create_person(session, SYSTEM, stage.clock(), unit_id=vestland, details=details)
        give_role(
            session, SYSTEM, stage.clock(), person_id=comes.id, role="volunteer", unit_id=unit.id,
            starts_on=local_date(stage.clock()),
        )  # fmt: skip
        found = session.scalars(select(Bar.participant_id).where(Bar.person_id == comes.id)).all()
    assert found == [whose], "once, though the person came and took a role"


def test_whoever_takes_the_name_later_is_barred_and_stays_so_under_another(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    keep_away(stage.on_their_page(whose), name=NOBODYS)
    for name in (NOBODYS, "Quite Another"):
        with stage.writing() as session:
            change_details(session, SYSTEM, stage.clock(), stage.cast.assistant.id, Details(name=name))
        assert barred_from(stage, "assistant") == {whose}


def test_lifting_a_name_lifts_whomever_it_meant(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    phone = stage.on_their_page(whose)
    keep_away(phone, name="Volunteer Eksempel")
    shown = set(re.findall(r"/mine/bars/([0-9a-f-]+)/lifting", phone.get("/mine/bars").text))
    assert len(shown) == 1
    phone.post(f"/mine/bars/{shown.pop()}/lifting")
    assert barred_from(stage, "volunteer") == frozenset()
    with stage.reading() as session:
        assert session.scalars(select(Bar)).all() == []


def test_a_name_stands_nowhere_in_plain_text(stage: Stage) -> None:
    whose = stage.somebody()
    keep_away(stage.on_their_page(whose), name=NOBODYS)
    with stage.reading() as session:
        row = session.execute(select(Bar.name, Bar.name_index)).one()
    assert b"Avvist" not in bytes(row.name)
    assert len(row.name_index) == 16


@pytest.mark.parametrize("name", ["coordinator", "staff", "outsider"])
def test_nobody_is_found_by_an_id_that_is_sent(stage: Stage, name: str) -> None:
    """Only the list is chosen from: another's id is answered as one that nobody has."""
    phone = stage.on_their_page(stage.somebody())
    answers = [
        phone.post("/mine/bars", {"person": str(one), "name": ""})
        for one in (stage.cast.people[name].id, uuid.uuid4())
    ]
    assert [one.status_code for one in answers] == [422, 422]
    told = [re.sub(r'value="[^"]*"', "", one.text) for one in answers]
    assert told[0] == told[1]


def test_a_task_that_the_barred_had_finds_another_list(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    volunteer = stage.visitor("volunteer")
    tasks = re.findall(r"/tasks/([0-9a-f-]{36})", volunteer.get("/tasks").text)
    assert tasks, "a first visit is a task"
    volunteer.get(f"/tasks/{tasks[0]}")
    assert volunteer.post(f"/tasks/{tasks[0]}/claim").status_code == 303

    keep_away(stage.on_their_page(whose), stage.cast.volunteer.id)
    assert volunteer.get(f"/tasks/{tasks[0]}").status_code == 404
    assert tasks[0] not in volunteer.get("/tasks").text
    assert tasks[0] in stage.visitor("assistant").get("/tasks").text


def test_neither_what_waits_for_several_nor_what_was_done_is_on_the_list_of_the_barred(stage: Stage) -> None:
    whose, said = stage.somebody(NAME), "Say hello, show around"
    with stage.writing() as session:
        factories.role(session, stage.cast.outsider, "volunteer", session.get_one(Unit, stage.group_id))
    volunteer, other = stage.visitor("volunteer"), stage.visitor("outsider")
    phone = stage.on_their_page(whose)
    assert said in volunteer.get("/tasks").text
    keep_away(phone, stage.cast.volunteer.id)
    for view in ("ready", "upcoming", "waiting", "snoozed", "done"):
        assert said not in volunteer.get(f"/tasks?view={view}").text, view
    assert said in other.get("/tasks").text, "the others of the group have it still"

    stage.goes(whose, ("welcome", {"informed": True}), by="outsider")
    done = [view for view in ("ready", "done") if said in other.get(f"/tasks?view={view}").text]
    keep_away(phone, stage.cast.outsider.id)
    assert done == ["done"], "the control: who took the step has done the task"
    assert said not in other.get("/tasks?view=done").text


def test_a_bar_beats_the_roles_above_the_group_too(stage: Stage) -> None:
    """With nobody left in the group a task is shown to those above as label and place; not to one who is barred."""
    whose = stage.somebody()
    phone, said = stage.on_their_page(whose), "Say hello, show around"
    for name in ("volunteer", "assistant"):
        keep_away(phone, stage.cast.people[name].id)
    assert said in stage.visitor("coordinator").get("/tasks").text, "the control: it climbs"
    keep_away(phone, name="Coordinator Eksempel")
    assert said not in stage.visitor("coordinator").get("/tasks").text
    assert said in stage.visitor("staff").get("/tasks").text


def test_no_row_of_numbers_has_a_gap(stage: Stage) -> None:
    """Who came when, and that somebody is missing between two of them, no number tells."""
    ones = [stage.somebody() for _ in range(12)]
    with stage.reading() as session:
        number_of = {one.id: one.number for one in session.scalars(select(Participant))}
    numbers = [number_of[one] for one in ones]
    assert len(set(numbers)) == 12
    assert all(100 <= number <= 999 for number in numbers)
    assert numbers != sorted(numbers)
    assert max(numbers) - min(numbers) > 12


def test_a_full_group_draws_longer_numbers(stage: Stage) -> None:
    with stage.writing() as session:
        session.add_all(
            Participant(
                group_id=stage.group_id, number=number, kind="person", first_visit_on=date(2026, 1, 1),
                last_contact_on=date(2026, 1, 1),
            )
            for number in range(100, 550)
        )  # fmt: skip
    with stage.writing() as session:
        assert 1000 <= arrive(session, stage.clock(), stage.group_id).number <= 9999


def test_somebody_who_left_and_somebody_who_bars_the_reader_look_the_same(stage: Stage) -> None:
    left, bars, stays = stage.somebody("Gone Eksempel"), stage.somebody("Away Eksempel"), stage.somebody()
    volunteer = stage.visitor("volunteer")
    with stage.reading() as session:
        number_of = {one.id: one.number for one in session.scalars(select(Participant))}
        case_of = {one: stage._case(session, one).id for one in (left, bars, stays)}  # noqa: SLF001 - as above
    listed = volunteer.get("/cases").text
    assert all(f"· {number_of[one]}" in listed for one in (left, bars, stays)), "the control: all stand there"

    stage.on_their_page(left).post("/mine/leaving")
    keep_away(stage.on_their_page(bars), stage.cast.volunteer.id)

    listed = volunteer.get("/cases").text
    assert [f"· {number_of[one]}" in listed for one in (left, bars, stays)] == [False, False, True]
    answers = [volunteer.get(f"/cases/{case_of[one]}") for one in (left, bars)]
    told = [re.sub(r"[0-9a-f-]{36}", "", one.text) for one in answers]
    assert [one.status_code for one in answers] == [404, 404]
    assert told[0] == told[1]


def test_leaving_takes_the_bars_along(stage: Stage) -> None:
    whose = stage.somebody(NAME)
    phone = stage.on_their_page(whose)
    keep_away(phone, stage.cast.assistant.id, NOBODYS)
    phone.post("/mine/leaving")
    with stage.reading() as session:
        assert session.scalars(select(Bar)).all() == []
        assert session.get_one(Participant, whose).left_on == date(2026, 5, 1)


def test_whoever_keeps_the_only_assistant_away_gives_the_coordinator_a_task_without_a_name(
    stage: Stage,
) -> None:
    whose, said = stage.somebody(NAME), "Somebody in the group wants to talk to somebody else"
    assert said not in stage.visitor("coordinator").get("/tasks").text
    keep_away(stage.on_their_page(whose), stage.cast.assistant.id)
    coordinator = stage.visitor("coordinator")
    with stage.reading() as session:
        task = session.scalars(select(Task.id).where(Task.key == "find_somebody")).one()
    for path in ("/tasks", f"/tasks/{task}"):
        html = coordinator.get(path).text
        assert said in html
        assert NAME not in html
        assert str(whose) not in html
    assert said not in stage.visitor("assistant").get("/tasks").text
