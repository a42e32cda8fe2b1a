"""Each number is the organisation's: changing one setting changes what the test of its name says of a silent club."""

from __future__ import annotations

from tests.workflows.databases import ON_SQLITE
from tests.workflows.still_meeting.driver import Silence

pytestmark = ON_SQLITE


def test_silent_remind_days(silence: Silence) -> None:
    silence.set_limit("silent_remind_days", 20)
    silence.worker(19)
    assert silence.all == []
    silence.worker(1)
    assert silence.follow().state == "quiet"


def test_silent_unlist_days(silence: Silence) -> None:
    silence.set_limit("silent_unlist_days", 21)
    silence.worker(20)
    assert silence.group.listed
    silence.worker(1)
    assert (silence.group.listed, silence.group.hidden_for) == (False, "silent")


def test_silent_close_days(silence: Silence) -> None:
    silence.set_limit("silent_close_days", 40)
    silence.worker(39)
    assert silence.change_states == []
    silence.worker(1)
    assert silence.change_states == ["proposed"]


def test_silent_answer_days(silence: Silence) -> None:
    """The word comes on a Tuesday; with five working days there is time until the next."""
    silence.set_limit("silent_answer_days", 5)
    silence.find_nobody()
    silence.follow().worker(7)
    assert silence.state == "reported"
    silence.worker(1)
    assert silence.state == "unanswered"
