"""Whoever a participant keeps away knows nothing of their membership either, whatever role they hold with us."""

from __future__ import annotations

import re
import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.cases import runtime, store
from intranet.cases.models import Case, Task
from intranet.cases.policy import can_do_task, can_see_case, can_see_task
from intranet.cases.policy import visible_to as cases_visible_to
from intranet.cases.routing import kept_away
from intranet.clock import local_date
from intranet.memberships import operations
from intranet.memberships.models import Membership, MembershipBar
from tests import factories
from tests.cast import Cast
from tests.mine.stage import Stage
from tests.mine.test_bars import keep_away
from tests.mine.test_joining import LEGAL, filled_in, ready
from tests.support.visitors import NewVisitor, Visitor

BOARD = "/workflows/member_follow_up/board"
REGISTER = "Register the membership and send the fee notice"
KEEPS_ON = "go on knowing nothing of a membership that stays"


@pytest.fixture
def stage(app: Flask, cast: Cast, visitor: NewVisitor) -> Stage:
    set_up = Stage(app, cast, visitor)
    set_up.opens_a_group()
    return set_up


def joins(phone: Visitor) -> None:
    assert phone.post("/mine/pledge", filled_in()).status_code == 303


def membership_of(stage: Stage) -> tuple[uuid.UUID, uuid.UUID]:
    """The membership and its case."""
    with stage.reading() as session:
        one = session.scalars(select(Membership.id)).one()
        return one, session.scalars(select(Case.id).where(Case.subject_id == one)).one()


@pytest.mark.parametrize("barred_first", [True, False])
def test_for_barred_staff_there_is_no_such_member(stage: Stage, barred_first: bool) -> None:
    phone, staff = stage.on_their_page(ready(stage)), stage.visitor("staff")
    without = _numbers(staff)
    if barred_first:
        keep_away(phone, name="Staff Eksempel")
        joins(phone)
    else:
        joins(phone)
    member, case = membership_of(stage)
    if not barred_first:
        assert _numbers(staff) != without, "the control: whoever looks after members counts one more"
        assert LEGAL in staff.get(f"/members/{member}").text
        assert LEGAL in staff.post("/members/find", {"sought": "Rosa"}).text
        assert str(case) in staff.get(BOARD).text
        keep_away(phone, name="Staff Eksempel")

    for path in ("/members", "/members?names=1", "/tasks", "/", "/cases", BOARD):
        shown = staff.get(path).text
        assert LEGAL not in shown, path
        assert str(member) not in shown, path
        assert str(case) not in shown, path
    assert LEGAL not in staff.post("/members/find", {"sought": "Rosa"}).text
    assert _numbers(staff) == without
    for at in (f"/members/{member}", f"/cases/{case}", f"/cases/{case}/transitions/undo"):
        assert staff.get(at).status_code == 404, at
    for at in (f"/cases/{case}/transitions/undo", f"/members/{member}/fees/2026", f"/cases/{case}/undo"):
        assert staff.post(at).status_code in (404, 405), at


def test_row_and_database_agree_about_a_barred_reader(stage: Stage) -> None:
    phone = stage.on_their_page(ready(stage))
    joins(phone)
    member, case_id = membership_of(stage)
    for expected in (True, False):
        with stage.reading() as session:
            reader, processes = stage.as_(session, "staff"), runtime.processes(session)
            case = store.load(session, case_id)
            process = processes[case.workflow]
            found = session.scalars(cases_visible_to(reader, processes).where(Case.id == case_id)).all()
            assert can_see_case(process, case, reader) is bool(found) is expected
            for task in case.tasks:
                assert can_see_task(process, case, task, reader) is expected
                assert can_do_task(process, case, task, reader) is expected
            assert (member in reader.barred_from) is not expected
        if expected:
            keep_away(phone, name="Staff Eksempel")


@pytest.mark.parametrize("barred_first", [True, False])
def test_what_waits_for_the_only_one_of_the_office_finds_somebody_else(
    stage: Stage, barred_first: bool
) -> None:
    phone = stage.on_their_page(ready(stage))
    if not barred_first:
        joins(phone)
    keep_away(phone, name="Staff Eksempel")
    if barred_first:
        joins(phone)
    with stage.reading() as session:
        _, case_id = membership_of(stage)
        open_ones = session.scalars(select(Task).where(Task.case_id == case_id, Task.status == "open")).all()
        assert open_ones
        assert {one.role for one in open_ones} == {"board"}
    assert re.search(REGISTER, stage.visitor("board").get("/tasks").text)


def test_whom_a_member_keeps_away_is_not_among_those_a_task_may_be_handed_to(stage: Stage) -> None:
    with stage.writing() as session:
        factories.role(session, stage.cast.trainer, "staff", stage.cast.units["nation"])
    phone, staff = stage.on_their_page(ready(stage)), stage.visitor("staff")
    joins(phone)
    _, case_id = membership_of(stage)
    with stage.reading() as session:
        task_id = session.scalars(
            select(Task.id).where(Task.case_id == case_id, Task.status == "open")
        ).first()
    assert staff.post(f"/tasks/{task_id}/claim").status_code == 303
    offered = f'value="{stage.cast.trainer.id}"'
    assert offered in staff.get(f"/tasks/{task_id}").text
    keep_away(phone, name="Trainer Eksempel")
    assert offered not in staff.get(f"/tasks/{task_id}").text


def test_lifting_the_bar_shows_the_member_again(stage: Stage) -> None:
    phone, staff = stage.on_their_page(ready(stage)), stage.visitor("staff")
    keep_away(phone, name="Staff Eksempel")
    joins(phone)
    member, _ = membership_of(stage)
    assert staff.get(f"/members/{member}").status_code == 404
    bar = re.search(r"/mine/bars/([0-9a-f-]+)/lifting", phone.get("/mine/bars").text)
    assert bar is not None
    phone.post(f"/mine/bars/{bar[1]}/lifting")
    assert staff.get(f"/members/{member}").status_code == 200


def test_whoever_is_not_barred_reads_as_before_and_opens_no_more_for_it(stage: Stage) -> None:
    phone = stage.on_their_page(ready(stage))
    joins(phone)
    keep_away(phone, stage.cast.volunteer.id)
    member, _ = membership_of(stage)
    assert LEGAL in stage.visitor("staff").get(f"/members/{member}").text
    with stage.reading() as session:
        assert stage.as_(session, "staff").barred_from == frozenset()
        assert len(stage.as_(session, "volunteer").barred_from) == 2


def _numbers(reader: Visitor) -> list[str]:
    pages = [reader.get(path).text for path in ("/", "/tasks", "/members", BOARD)]
    return [number for page in pages for number in re.findall(r'class="count">(\d+\+?)<', page)]


@pytest.mark.parametrize("how", ["by themselves", "by who leads", "by silence"])
def test_whoever_was_barred_finds_no_member_when_the_group_is_left(stage: Stage, how: str) -> None:
    """Nothing leads from the group to the membership any more, and the bar holds on with it until it ends."""
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    without = _numbers(stage.visitor("staff"))
    joins(phone)
    keep_away(phone, name="Staff Eksempel")
    member, case = membership_of(stage)
    with stage.writing() as session:
        operations.confirm(session, stage.clock(), member)

    if how == "by themselves":
        assert KEEPS_ON in phone.get("/mine/leaving").text
        phone.post("/mine/leaving")
    elif how == "by who leads":
        stage.goes(whose, ("leave", {}))
    else:
        stage.clock.forward(days=400)
        stage.tick()
    assert stage.state(whose) == "left"

    staff = stage.visitor("staff")
    assert staff.get(f"/members/{member}").status_code == 404
    assert staff.get(f"/cases/{case}").status_code == 404
    assert LEGAL not in staff.get("/members?names=1").text
    if how != "by silence":
        assert _numbers(staff) == without
        assert re.search(REGISTER, stage.visitor("board").get("/tasks").text)
    with stage.writing() as session:
        assert stage.as_(session, "staff").barred_from == {member}
        asked = kept_away(session, store.load(session, case), local_date(stage.clock()))
        assert stage.cast.staff.id in asked, "no task of it finds them"
        operations.resign(session, stage.clock(), member)
        assert session.scalars(select(MembershipBar)).all() == []
        assert stage.as_(session, "staff").barred_from == frozenset()


@pytest.mark.parametrize("belongs", ["to nobody", "ended"])
def test_without_a_membership_that_goes_on_no_bar_is_left(stage: Stage, belongs: str) -> None:
    phone = stage.on_their_page(ready(stage))
    keep_away(phone, name="Staff Eksempel")
    if belongs == "ended":
        joins(phone)
        phone.post("/mine/membership/ending")
    assert KEEPS_ON not in phone.get("/mine/leaving").text
    assert phone.post("/mine/leaving").status_code == 303
    with stage.reading() as session:
        assert session.scalars(select(MembershipBar)).all() == []
        assert stage.as_(session, "staff").barred_from == frozenset()
