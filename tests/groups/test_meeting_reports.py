"""A meeting is reported once, whatever the connection does, and its note is nobody's but theirs who lead."""

from __future__ import annotations

import uuid
from functools import partial

import pytest
from sqlalchemy import func, select

from intranet.cases.operations.days import begin_day
from intranet.db import writing
from intranet.groups import meeting_notes, meetings
from intranet.groups.models import Meeting, MeetingNoteRead
from intranet.problems import Denied, NotVisible, Refused
from tests import factories
from tests.groups.club import Club
from tests.support.refusals import fields

NOTE = "The coffee machine needs a new filter."


def test_the_same_form_sent_again_is_the_same_meeting(club: Club) -> None:
    club.start()
    key = uuid.uuid4()
    first = club.report(key=key, first_visits=1)
    again = club.report(key=key, came=9)
    assert (again.id, again.came, again.first_visits) == (first.id, 3, 1)
    assert club.session.scalar(select(func.count()).select_from(Meeting)) == 1
    # The control: another form about the same day is turned down, and so would the second have been.
    assert fields(partial(club.report, key=uuid.uuid4())) == ["held_on"]


def test_a_form_that_arrives_after_its_report_was_taken_back_makes_no_second_one(club: Club) -> None:
    club.start()
    key = uuid.uuid4()
    meeting = club.report(key=key)
    with writing(club.session):
        meetings.withdraw(club.session, club.as_(club.people.assistant), club.clock(), meeting.id)
    assert fields(partial(club.report, key=key)) == ["held_on"]
    assert club.report(key=uuid.uuid4()).withdrawn_at is None


def test_the_key_of_a_form_is_worth_nothing_to_somebody_else(club: Club) -> None:
    club.start()
    key = uuid.uuid4()
    club.report(key=key)
    assert fields(partial(club.report, club.people.coordinator, key=key)) == ["held_on"]
    with pytest.raises(NotVisible):
        club.report(club.people.swede, key=key)


@pytest.mark.parametrize("first_visits", [-1, 4, 10**30])
def test_no_more_came_for_the_first_time_than_came(club: Club, first_visits: int) -> None:
    club.start()
    assert fields(partial(club.report, first_visits=first_visits)) == ["first_visits"]
    assert club.report(first_visits=3).first_visits == 3


def _note(club: Club, meeting: Meeting, name: str = "assistant") -> meeting_notes.Note:
    with writing(club.session):
        return meeting_notes.read(
            club.session,
            club.as_(club.people.people[name]),
            club.clock(),
            group_id=club.id,
            meeting_id=meeting.id,
        )


def test_a_note_is_read_by_those_who_lead_and_that_is_written_down(club: Club) -> None:
    club.start()
    meeting = club.report(note=f"  {NOTE} ")
    assert meeting.note is not None
    assert NOTE.encode() not in meeting.note
    assert _note(club, meeting).text == NOTE
    reads = club.session.scalars(select(MeetingNoteRead)).all()
    assert [(read.meeting_id, read.reader_id) for read in reads] == [(meeting.id, club.people.assistant.id)]
    for name in ("coordinator", "staff", "board", "trainer", "volunteer", "admin", "swede"):
        with pytest.raises((Denied, NotVisible)):
            _note(club, meeting, name)
    assert len(club.session.scalars(select(MeetingNoteRead)).all()) == 1


def test_a_note_that_may_be_about_health_is_kept_only_when_its_writer_says_that_it_is_not(club: Club) -> None:
    club.start()
    told = "Somebody spoke of a relapse."
    assert fields(partial(club.report, note=told)) == ["note"]
    assert fields(partial(club.report, note="x" * 301, said_harmless=True)) == ["note"]
    assert _note(club, club.report(note=told, said_harmless=True)).text == told


def test_a_note_is_erased_after_six_months_and_its_neighbour_is_whole(club: Club) -> None:
    club.start()
    old = club.report(note=NOTE)
    sealed = old.note
    club.clock.forward(days=7)
    new = club.report(note=NOTE, held_on=club.today)
    club.clock.forward(days=177)  # 12 May + 184 days: 12 November
    begin_day(club.session, club.clock())
    assert _note(club, old).text is None
    assert (old.note, old.note_erased_at) == (None, club.clock())
    assert _note(club, new).text == NOTE
    # An older backup, put back: its key is gone.
    with writing(club.session):
        club.session.get_one(Meeting, old.id).note = sealed
    assert _note(club, old).text is None


def test_a_note_stays_until_its_last_day(club: Club) -> None:
    club.start()
    meeting = club.report(note=NOTE)
    club.clock.forward(days=183)
    begin_day(club.session, club.clock())
    assert _note(club, meeting).text == NOTE


def test_the_note_of_a_report_that_was_a_mistake_goes_with_it(club: Club) -> None:
    club.start()
    meeting = club.report(note=NOTE)
    with writing(club.session):
        meetings.withdraw(club.session, club.as_(club.people.assistant), club.clock(), meeting.id)
    assert _note(club, meeting).text is None


def test_nobody_who_led_the_group_once_reads_its_notes(club: Club) -> None:
    row = club.start()
    meeting = club.report(note=NOTE)
    with writing(club.session):
        factories.accepted_assignment(
            club.session, club.id, club.people.trainer, club.people.coordinator, club.clock()
        )
    club.end(row, club.people.assistant)
    with pytest.raises((Denied, NotVisible, Refused)):
        _note(club, meeting)
    assert _note(club, meeting, "trainer").text == NOTE
