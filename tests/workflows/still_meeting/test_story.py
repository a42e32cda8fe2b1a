"""Nothing is heard of a club, or somebody found nobody there: the list follows at once, and its people are asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intranet.groups.models import NotMeeting
from intranet.problems import Denied, Refused
from tests.workflows.still_meeting.driver import Silence


def test_a_club_that_falls_silent_is_asked_hidden_and_proposed_to_close(silence: Silence) -> None:
    silence.worker(13)
    assert silence.all == []
    silence.worker(1)
    assert silence.follow().state == "quiet"
    assert silence.open_tasks == {"report_meetings"}
    assert silence.group.listed
    silence.worker(13)
    assert silence.group.listed
    silence.worker(1)
    assert (silence.group.listed, silence.group.hidden_for) == (False, "silent")
    assert (silence.state, silence.open_tasks) == ("unanswered", {"find_out"})
    silence.worker(61)
    assert silence.change_states == []
    silence.worker(1)
    assert silence.change_states == ["proposed"]
    assert silence.state == "changing"


def test_the_next_report_puts_it_back_on_the_list(silence: Silence) -> None:
    silence.worker(30)
    assert not silence.group.listed
    silence.meet(4)
    assert (silence.group.listed, silence.group.hidden_for) == (True, None)
    assert silence.follow().state == "meets"


def test_whoever_found_nobody_there_hides_the_club_at_once_and_its_leader_has_three_working_days(
    silence: Silence,
) -> None:
    people = silence.people
    silence.find_nobody()
    assert (silence.group.listed, silence.group.hidden_for) == (False, "reported")
    assert silence.follow().state == "reported"
    assert people.volunteer.id not in silence.case.people.values()
    # It is a Tuesday: Wednesday, Thursday and Friday are for the answer.
    silence.worker(3)
    assert silence.open_tasks == {"answer"}
    silence.worker(3)
    assert (silence.state, silence.open_tasks) == ("unanswered", {"find_out"})
    with pytest.raises(Denied):
        silence.take("we_meet", people.volunteer)
    silence.take("we_meet", people.coordinator)
    assert (silence.state, silence.group.listed) == ("meets", True)
    silence.session.rollback()
    assert all(row.answered_at for row in silence.session.scalars(select(NotMeeting)))


def test_the_leader_answers_and_is_not_asked_again_at_once(silence: Silence) -> None:
    silence.find_nobody()
    silence.follow().take("we_meet", silence.people.assistant)
    assert silence.group.listed
    with pytest.raises(Refused):
        silence.find_nobody(silence.people.trainer)
    assert silence.group.listed
    silence.worker(14)
    silence.find_nobody(silence.people.trainer)
    assert not silence.group.listed


def test_a_second_word_does_nothing_more(silence: Silence) -> None:
    silence.find_nobody()
    silence.find_nobody(silence.people.coordinator)
    assert len(silence.all) == 1
    assert len(silence.session.scalars(select(NotMeeting)).all()) == 1


def test_a_reported_meeting_answers_too(silence: Silence) -> None:
    silence.find_nobody()
    silence.meet(3)
    assert silence.follow().state == "meets"
    assert (silence.group.listed, silence.group.hidden_for) == (True, None)


def test_a_club_that_was_quiet_already_has_three_days_from_the_word_on(silence: Silence) -> None:
    silence.worker(15)
    silence.find_nobody()
    assert silence.follow().state == "reported"
    silence.worker(7)
    assert silence.state == "unanswered"


def test_it_does_not_meet_so_a_change_is_proposed(silence: Silence) -> None:
    silence.find_nobody()
    silence.follow().take(
        "not_any_more", silence.people.assistant, change="rest", why="Too few of us this spring."
    )
    assert silence.state == "changing"
    assert silence.change_states == ["proposed"]
    assert not silence.group.listed


def test_a_change_that_is_under_way_is_not_proposed_a_second_time(silence: Silence) -> None:
    silence.propose(change="rest")
    silence.find_nobody()
    silence.follow().take("not_any_more", silence.people.coordinator, change="close", why="Nobody came.")
    assert silence.change_states == ["proposed"]


def test_a_club_that_rests_is_not_asked_any_more(silence: Silence) -> None:
    silence.find_nobody()
    silence.finished("rest")
    assert silence.follow().state == "changing"


def test_a_club_that_says_it_does_not_meet_is_not_asked_again_while_that_is_talked_over(
    silence: Silence,
) -> None:
    silence.worker(15)
    silence.follow().take("not_any_more", silence.people.assistant, change="rest", why="Too few of us.")
    silence.worker(3)
    assert [case.state for case in silence.all] == ["changing"]
