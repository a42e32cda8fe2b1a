"""The stories of extra support, on both databases, through all layers but the web."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from intranet.cases.models import Case, GoneCase, IdempotencyKey
from intranet.db import Base, table_of
from intranet.participants import support as yes
from intranet.participants.models import SUPPORT, Consent
from tests.workflows.extra_support.driver import Support


def test_somebody_asks_and_finds_their_way_back(support: Support) -> None:
    people = support.people.people
    support.asks()
    assert (support.state, support.open_tasks) == ("wished", {"get_in_touch"})
    assert support.holds("get_in_touch") == people["leader"]
    assert support.case.people == {"leader": people["leader"].id}

    support.agrees()
    assert support.holds("first_contact") == people["helper"]
    support.take("start", people["helper"])
    support.days(7)
    support.complete("next_contact", people["helper"], talked=True)
    support.days(7)
    assert support.open_tasks == {"next_contact"}

    support.presses("rest")
    assert support.open_tasks == {"one_greeting"}
    support.take("come_back", people["leader"])
    assert (support.state, support.open_tasks) == ("back", {"follow_up"})
    support.days(31)
    assert support.state == "closed"
    assert support.steps == ["ask", "agree", "start", "rest", "come_back", "well_back"]


def test_whoever_leads_notes_it_with_their_yes_and_stands_alone_in_it(support: Support) -> None:
    leader = support.people.people["leader"]
    support.says_yes(by=leader)
    support.begins("note_wish", support.as_(leader), "leader")

    assert support.case.people == {"leader": leader.id}
    given = yes.standing(support.session, support.participant_id)
    assert given is not None
    assert (given.purpose, given.recorded_by, given.channel) == (SUPPORT, leader.id, "in_person")


def test_what_was_agreed_ends_by_itself_and_may_be_agreed_once_more(support: Support) -> None:
    people = support.people.people
    support.brought_to("in_touch")
    support.days(24)
    assert "nearly_over" in support.open_tasks
    support.take("renew", people["leader"], **support.agreement(days=20, with_="helper_two"))
    assert (support.state, support.holds("first_contact")) == ("agreed", people["helper_two"])
    support.days(19)
    assert support.state == "agreed"
    support.days(3)
    assert (support.state, support.steps[-1]) == ("closed", "over")


def test_resting_and_waiting_end_after_sixty_days(support: Support) -> None:
    support.asks()
    support.days(59)
    assert support.state == "wished"
    support.days(2)
    assert (support.state, support.steps[-1]) == ("closed", "unanswered")

    support.asks()
    support.agrees(days=60)
    support.presses("rest")
    support.days(61)
    assert (support.state, support.steps[-1]) == ("closed", "rested_long")


def test_thirty_days_after_it_ended_nothing_tells_that_it_was(support: Support) -> None:
    before = _rows(support)
    support.brought_to("in_touch")
    support.days(8)
    support.complete("next_contact", support.people.people["helper"], talked=True)
    support.presses("close")
    assert yes.standing(support.session, support.participant_id) is None
    support.days(29)
    assert support.state == "closed"
    year = support.today.year

    support.days(2)

    assert _rows(support) == before | {"gone_cases": 1}
    assert support.session.scalars(select(Consent).where(Consent.purpose == SUPPORT)).all() == []
    gone = support.session.scalars(select(GoneCase)).one()
    assert (gone.workflow, gone.country, gone.year) == ("extra_support", "NO", year)


def test_of_whoever_leaves_nothing_of_it_stays_at_once(support: Support) -> None:
    before = _rows(support)
    support.brought_to("in_touch")
    support.leaves()

    assert _rows(support) == before | {"gone_cases": 1}


def test_of_whoever_leaves_after_it_ended_nothing_of_it_stays_the_next_day(support: Support) -> None:
    before = _rows(support)
    support.brought_to("closed")
    support.leaves()
    support.days(1)

    assert _rows(support) == before | {"gone_cases": 1}


def test_another_is_asked_and_the_first_knows_no_more_of_it(support: Support) -> None:
    people = support.people.people
    support.brought_to("in_touch")
    support.presses("choose_again", leader=people["leader_two"].id)

    assert (support.state, support.case.people) == ("wished", {"leader": people["leader_two"].id})
    assert support.holds("get_in_touch") == people["leader_two"]


def test_whoever_is_kept_away_loses_their_task_to_the_other(support: Support) -> None:
    support.brought_to("agreed")
    support.bars("helper")

    (task,) = [task for task in support.case.tasks if task.live]
    # Nobody of the group but the two is told: the coordinator sees that something is late there.
    assert (task.person_id, task.role, task.unit_id) == (
        None, "coordinator", support.people.units["vestland"].id,
    )  # fmt: skip


def test_an_end_of_more_than_a_year_ago_is_counted_in_its_own_year(support: Support) -> None:
    support.brought_to("closed")
    ended = support.case.ended_at
    assert ended is not None
    support.clock.moment += timedelta(400)
    support.days(1)

    assert support.session.scalars(select(GoneCase.year)).all() == [ended.year]


def _rows(support: Support) -> dict[str, int]:
    """How many rows stand in each table of cases, and how many consents there are."""
    support.session.rollback()
    tables = {
        table
        for table in Base.metadata.sorted_tables
        if table.name == Case.__tablename__
        or any(key.column.table.name == Case.__tablename__ for key in table.foreign_keys)
    }
    tables |= {table_of(one) for one in (GoneCase, IdempotencyKey, Consent)}
    counted = {one.name: support.session.scalar(select(func.count()).select_from(one)) for one in tables}
    return {name: number for name, number in counted.items() if number}
