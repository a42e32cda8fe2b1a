"""A group loses its assistant, is helped, and is covered again; as it is told in Bergen."""

from __future__ import annotations

from datetime import timedelta

from tests.workflows.lost_cover.driver import Cover


def test_a_group_loses_its_assistant_and_finds_a_stand_in(cover: Cover) -> None:
    people = cover.meets().people
    assert cover.cases == []

    cover.suspend()
    flag = cover.flag
    assert flag is not None
    assert (flag.state, flag.title, flag.unit_id) == ("uncovered", "Bergen", people.units["vestland"].id)
    assert cover.open_tasks == {"find_stand_in", "ring_group", "look_further"}

    cover.certify(people.volunteer)
    asked = cover.ask(people.volunteer, until_in=20)
    assert cover.stands() == "uncovered", "a question is no cover"
    cover.accept(people.volunteer, asked)
    assert cover.stands() is None
    assert cover.steps_of(flag.id) == ["cover_lost", "somebody_came"]

    cover.pass_days(20)
    assert cover.stands() is None, "the stand-in's last day counts"
    cover.pass_days(1)
    assert cover.stands() == "uncovered"
    assert len(cover.cases) == 2

    cover.lift()
    assert cover.stands() is None
    assert [case.state for case in cover.cases] == ["covered_again", "covered_again"]


def test_a_group_whose_certificate_ends_goes_on_for_now_and_is_reminded_each_week(cover: Cover) -> None:
    people = cover.meets(days=150).people
    cover.until(cover.end + timedelta(1))
    flag = cover.flag
    assert flag is not None
    assert (flag.state, flag.people["leader"]) == ("in_grace", people.assistant.id)
    assert cover.open_tasks == {"make_sure"}
    cover.pass_days(10)  # a week, and a weekend rests
    assert cover.open_tasks == {"make_sure", "ask_how"}, "one reminder at a time"
    cover.complete("make_sure", people.assistant)
    assert cover.open_tasks == {"remind_weekly", "ask_how"}
    cover.complete("remind_weekly", people.assistant)
    cover.pass_days(10)
    assert cover.open_tasks == {"remind_weekly", "ask_how"}
    cover.until(cover.end + timedelta(62))
    assert "find_next" in cover.open_tasks

    cover.until(cover.end + timedelta(91))
    assert cover.stands() == "uncovered"
    grace, uncovered = cover.cases
    assert (grace.state, grace.ended_at) == ("passed_on", uncovered.started_at)


def test_after_four_weeks_resting_is_proposed_and_looking_may_go_on(cover: Cover) -> None:
    people = cover.meets().people
    cover.suspend()
    cover.pass_days(27)
    assert cover.stands() == "uncovered"
    cover.pass_days(1)
    assert cover.stands() == "rest_proposed"
    assert "find_stand_in" in cover.open_tasks
    flag = cover.flag
    assert flag is not None
    cover.new_group.id, of_the_group = flag.id, cover.new_group.id
    cover.new_group.take("keep_looking", people.coordinator)
    cover.new_group.id = of_the_group
    assert cover.stands() == "uncovered"
