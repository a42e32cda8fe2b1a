"""The stories of participants, on both databases, through all layers but the web."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.cases.models import Answer, Case, CaseEvent
from intranet.cases.queries.history import history
from intranet.cases.queries.reading import read
from intranet.db import writing
from intranet.memberships import operations as memberships
from intranet.memberships.models import Membership
from intranet.participants import details
from intranet.participants import operations as participants
from intranet.participants.membership import membership_of
from intranet.participants.models import CONTACT, RECORD, Bar, Consent, PrivateLink
from intranet.privacy.models import Erasure
from intranet.problems import NotVisible
from tests.workflows.participant_path.driver import CALL, Path


def test_somebody_comes_and_becomes_a_member_at_their_own_pace(path: Path) -> None:
    people = path.people
    path.comes()
    assert (len(str(path.participant.number)), path.participant.name) == (3, None)
    assert path.case.title == ""
    assert path.open_tasks == {"say_hello"}

    path.is_welcomed()
    assert path.open_tasks == {"invite_again"}
    path.agrees(RECORD)
    path.agrees(CONTACT)
    assert details.name_of(path.session, path.participant) == "Kari fra torget"
    assert details.contact_of(path.session, path.participant) == CALL

    path.settles()
    path.take("consider", people.leader, raised="they")
    assert path.open_tasks == {"membership_talk"}
    made = path.joins_by_themselves()
    assert path.state == "applied"

    path.days(3)
    assert path.state == "applied"
    path.office_confirms(made)
    assert path.state == "applied"  # the two never stand at one moment
    path.days(2)
    assert path.state == "member"
    path.take("wants_to_help", people.helper)
    assert "promise_first" in path.open_tasks
    path.presses("sign")
    path.take("help_out", people.leader)
    assert "promise_first" not in path.open_tasks
    path.presses("step_back")
    assert path.state == "member"
    assert "say_thanks" in path.open_tasks
    assert path.steps == [
        "first_visit", "welcome", "settle", "consider", "join", "confirm", "wants_to_help", "sign",
        "help_out", "step_back",
    ]  # fmt: skip
    # Nothing that the case carries says who it is.
    assert path.case.answers == {"informed": True, "says_so": True, "raised": "they"}


def test_somebody_says_not_now_and_is_not_asked_for_half_a_year(path: Path) -> None:
    path.brought_to("thinking")
    path.presses("not_now")
    assert path.state == "regular"
    assert path.participant.ask_again_on == path.today + timedelta(180)
    assert path.open_tasks == {"offer_evenings"}


def test_somebody_is_away_and_comes_back_to_where_they_were(path: Path) -> None:
    path.brought_to("thinking")
    path.presses("pause")
    assert path.state == "away"
    path.take("return_thinking", path.people.helper)
    assert path.state == "thinking"
    assert "have_coffee" in path.open_tasks
    assert path.case.answers == {"informed": True, "says_so": True, "raised": "they"}


def test_somebody_leaves_and_nothing_readable_stays(path: Path) -> None:
    path.brought_to("regular")
    path.agrees(RECORD)
    path.agrees(CONTACT)
    seal_id = path.participant.seal_id
    path.take("leave", path.people.leader)

    assert path.state == "left"
    gone = path.participant
    assert (gone.name, gone.contact, gone.language, gone.membership) == (None, None, None, None)
    assert gone.left_on == path.today.replace(day=1)
    assert gone.first_visit_on.day == 1
    assert set(path.session.scalars(select(Erasure.owner))) >= {gone.id, seal_id}
    assert all(one.withdrawn_at for one in path.session.scalars(select(Consent)))
    assert path.session.scalars(select(PrivateLink)).all() == []
    assert path.session.scalars(select(Bar)).all() == []
    assert path.open_tasks == set()
    assert path.case.answers == {}
    values = select(Answer.value).where(Answer.case_id == path.case.id)
    assert set(path.session.scalars(values)) == {None}
    facts = select(CaseEvent.facts).where(CaseEvent.case_id == path.case.id)
    assert all(not one for one in path.session.scalars(facts.where(CaseEvent.kind == "transition")))


def test_of_whoever_left_nobody_reads_the_history(path: Path) -> None:
    """Kept is that it was they themselves who left; while it goes on the group reads who was reminded."""
    path.brought_to("welcomed").days(40)
    path.session.rollback()
    reading = read(path.session, path.case.id, path.as_(path.people.helper), path.clock())
    reminders = [one.sentence for one in history(reading) if one.sentence.msgid.startswith("A reminder")]
    assert reminders
    assert all("who" in sentence.values for sentence in reminders)
    path.presses("leave")
    path.session.rollback()
    for name in ("helper", "leader"):
        with pytest.raises(NotVisible):
            read(path.session, path.case.id, path.as_(path.people.people[name]), path.clock())
    last = select(CaseEvent.facts).where(CaseEvent.case_id == path.case.id, CaseEvent.transition == "leave")
    assert path.session.scalars(last).one() == {"themselves": True}


def test_a_visitor_who_does_not_come_again_is_forgotten(path: Path) -> None:
    path.comes()
    path.days(95)
    assert path.state == "left"
    assert path.steps == ["first_visit", "never_came_back"]


def test_a_visitor_who_was_here_again_has_as_long_anew(path: Path) -> None:
    path.comes().days(80)
    path.does(participants.was_here, path.people.helper, path.participant_id)
    path.days(80)
    assert path.state == "visitor"
    path.days(15)
    assert path.state == "left"


def test_who_comes_back_after_a_long_time_is_not_asked_about_at_once(path: Path) -> None:
    path.brought_to("away").days(320)
    path.take("return", path.people.helper)
    path.days(60)
    assert path.state == "regular"
    assert "long_silence" not in path.open_tasks


def test_who_is_not_heard_of_for_a_year_is_asked_about_and_forgotten(path: Path) -> None:
    path.brought_to("regular")
    path.days(340)
    assert "long_silence" in path.open_tasks
    assert path.state == "regular"
    path.days(60)
    assert path.state == "left"


def test_whoever_applied_and_is_not_heard_of_for_a_year_is_forgotten_too(path: Path) -> None:
    """The office never settled their fee; what the group keeps does not wait for that."""
    path.brought_to("applied")
    path.agrees(RECORD)
    path.days(340)
    assert "long_silence" in path.open_tasks
    assert path.state == "applied"
    path.days(60)
    assert path.state == "left"
    assert path.participant.name is None


def test_whoever_thinks_for_long_goes_on_coming_and_is_moved_no_further(path: Path) -> None:
    path.brought_to("thinking")
    path.days(95)
    assert path.state == "regular"
    assert path.steps[-1] == "thought_long"
    assert path.participant.ask_again_on == path.today + timedelta(180)


def test_a_membership_that_ends_leaves_them_their_place_in_the_group(path: Path) -> None:
    path.brought_to("contributor")
    made = membership_of(path.session, path.participant)
    assert made is not None
    with writing(path.session):
        memberships.resign(path.session, path.clock(), made)
    assert path.state == "contributor"
    path.days(3)
    assert path.state == "regular"
    assert path.participant.membership is None


def test_a_membership_that_ends_while_they_are_away_is_forgotten_when_they_come_back(path: Path) -> None:
    path.brought_to("contributor")
    path.presses("pause")
    made = membership_of(path.session, path.participant)
    assert made is not None
    with writing(path.session):
        memberships.resign(path.session, path.clock(), made)
    path.days(3)
    assert path.state == "away"
    path.take("return", path.people.helper)
    assert path.state == "regular"
    assert (path.participant.membership, path.participant.membership_index) == (None, None)


def test_changing_ones_mind_takes_the_application_back(path: Path) -> None:
    path.brought_to("applied")
    path.presses("undo")
    assert path.state == "regular"
    path.session.rollback()
    (row,) = path.session.scalars(select(Membership))
    assert (row.ended_how, row.legal_name, row.contact, row.birth_year) == ("undone", None, None, None)
    assert path.participant.membership_index is None


def test_whoever_changes_their_mind_late_is_held_to_nothing(path: Path) -> None:
    """The office confirmed it, and the group has not heard of that yet."""
    path.brought_to("thinking")
    path.office_confirms(path.joins_by_themselves())
    path.presses("undo")
    assert path.state == "regular"
    path.session.rollback()
    (row,) = path.session.scalars(select(Membership))
    assert (row.ended_how, row.legal_name) == ("resigned", None)


def test_whoever_leaves_the_group_may_stay_a_member(path: Path) -> None:
    path.brought_to("member").presses("leave")
    assert path.state == "left"
    path.session.rollback()
    (row,) = path.session.scalars(select(Membership))
    assert row.ended_on is None
    assert (path.participant.membership, path.participant.membership_index) == (None, None)


def test_no_moment_stands_in_both_cases(path: Path) -> None:
    """Two equal moments would tell whoever has the database which membership is whose."""
    path.brought_to("contributor")
    path.session.rollback()
    own = set(path.session.scalars(select(CaseEvent.at).where(CaseEvent.case_id == path.case.id)))
    other = path.session.scalars(select(Case.id).where(Case.workflow == "member_follow_up")).all()
    theirs = set(path.session.scalars(select(CaseEvent.at).where(CaseEvent.case_id.in_(other))))
    assert not own & theirs
