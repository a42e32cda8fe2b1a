"""What must be impossible on the way of a participant, tried in every way that comes to mind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intranet.cases import load_processes, operations
from intranet.cases.policy import visible_to
from intranet.db import writing
from intranet.participants import consents, details, membership
from intranet.participants import operations as participants
from intranet.participants.consents import Shown
from intranet.participants.models import CONTACT, IN_PERSON, OWN_PAGE, RECORD, Bar
from intranet.participants.queries import participants_of
from intranet.policy import SYSTEM
from intranet.problems import Denied, NotVisible, Refused
from tests.workflows.databases import ON_SQLITE
from tests.workflows.participant_path.driver import CALL, SHOWN, Path

pytestmark = ON_SQLITE

WORKFLOW = load_processes(None)["participant_path"].workflow


def refusals(no: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.guard for one in no.value.refusals}


def test_no_step_asks_for_a_name_a_number_or_why(path: Path) -> None:
    """Nor has any a field in which such a thing could be written."""
    assert {field.kind for field in WORKFLOW.fields.values()} <= {"yes_no", "choice"}
    path.brought_to("contributor")
    assert path.participant.name is None
    assert path.participant.contact is None


def test_the_system_moves_nobody_towards_membership(path: Path) -> None:
    """Written so, and so when half a year passes."""
    towards = {"thinking", "applied"}
    assert not [key for key, step in WORKFLOW.transitions.items() if step.by_system and step.to in towards]
    path.brought_to("regular").days(180)
    assert path.state == "regular"


def test_the_system_takes_no_step_that_is_peoples(path: Path) -> None:
    path.brought_to("welcomed")
    with writing(path.session), pytest.raises(Denied):
        operations.advance(path.session, path.case.id, "consider", SYSTEM, path.clock(), {"raised": "they"})
    path.days(80)
    assert path.state == "welcomed"


@pytest.mark.parametrize("name", ["helper", "leader", "coordinator", "staff", "admin"])
def test_nobody_joins_for_somebody_else(path: Path, name: str) -> None:
    path.brought_to("thinking")
    path.applies()
    with pytest.raises((Denied, NotVisible)):
        path.take("join", path.people.people[name])
    assert path.state == "thinking"


def test_nobody_hangs_a_membership_on_somebody_else(path: Path) -> None:
    path.brought_to("thinking")
    made = path.applies()
    own_id, actor = path.participant_id, path.as_(path.people.helper)
    with pytest.raises(NotVisible), writing(path.session):
        membership.hang_on(path.session, actor, path.clock(), own_id, made)


def test_nobody_joins_without_having_accepted_the_pledge_of_today(path: Path) -> None:
    path.brought_to("thinking")
    with pytest.raises(Refused) as no:
        path.presses("join")
    assert refusals(no) == {"application_hangs"}


def test_a_membership_that_is_not_confirmed_makes_nobody_a_member(path: Path) -> None:
    path.brought_to("applied")
    path.days(40)
    assert path.state == "applied"
    assert "on_its_way" in path.open_tasks


def test_who_said_not_now_is_not_asked_for_half_a_year(path: Path) -> None:
    path.brought_to("thinking").take("not_now", path.people.helper)
    for days in (0, 179):
        path.clock.moment += timedelta(days)
        with pytest.raises(Refused) as no:
            path.take("consider", path.people.helper, raised="agreed")
        assert refusals(no) == {"may_be_asked"}
    path.clock.moment += timedelta(1)
    path.take("consider", path.people.helper, raised="agreed")
    assert path.state == "thinking"


def test_membership_is_talked_about_only_with_whoever_wants_to(path: Path) -> None:
    path.brought_to("regular")
    with pytest.raises(Refused) as no:
        path.take("consider", path.people.helper, raised="we_would_like_to")
    assert refusals(no) == {"raised_or_agreed"}
    with pytest.raises(Refused):
        path.take("consider", path.people.helper)


def test_nobody_is_welcomed_without_having_been_told_what_is_kept(path: Path) -> None:
    path.comes()
    with pytest.raises(Refused) as no:
        path.take("welcome", path.people.helper, informed=False)
    assert refusals(no) == {"told_what_is_kept"}


def test_whoever_comes_alone_to_a_family_club_settles_with_somebody_beside_them(path: Path) -> None:
    leader = path.people.of_club
    path.comes(path.club, leader)
    path.take("welcome", leader, informed=True)
    with pytest.raises(Refused) as no:
        path.take("settle", leader, says_so=True)
    assert refusals(no) == {"somebody_beside_them"}
    path.does(participants.pair, leader, path.participant_id, leader.id)
    path.take("settle", leader, says_so=True)
    assert path.state == "regular"


@pytest.mark.parametrize("on_the_way", ["settle", "thinking"])
def test_somebody_is_asked_to_be_beside_whoever_comes_alone_to_a_family_club(
    path: Path, on_the_way: str
) -> None:
    leader = path.people.of_club
    path.comes(path.club, leader)
    path.take("welcome", leader, informed=True)
    if on_the_way == "thinking":  # the way past “settle”
        path.take("consider", leader, raised="they")
        path.presses("not_now")
    path.days(2)
    assert "find_somebody" in path.open_tasks
    path.complete("find_somebody", leader)
    path.does(participants.was_here, leader, path.participant_id)
    path.days(2)
    assert "find_somebody" in path.open_tasks, "saying that it is done is not having done it"
    path.does(participants.pair, leader, path.participant_id, leader.id)
    assert "find_somebody" not in path.open_tasks
    path.does(participants.was_here, leader, path.participant_id)
    path.days(2)
    assert "find_somebody" not in path.open_tasks


@pytest.mark.parametrize("who", ["family", "elsewhere"])
def test_nobody_is_sought_for_a_family_nor_where_nobody_comes_as_one(path: Path, who: str) -> None:
    helper = path.people.of_club if who == "family" else path.people.helper
    path.comes(path.club if who == "family" else path.group, helper)
    if who == "family":
        path.does(participants.describe, helper, path.participant_id, kind="family", adults=2, children=1)
    path.take("welcome", helper, informed=True)
    path.days(3)
    assert "find_somebody" not in path.open_tasks


def test_nobody_helps_out_who_has_not_promised_confidentiality_themselves(path: Path) -> None:
    people = path.brought_to("member").people
    for name in ("helper", "leader"):
        with pytest.raises(Denied):
            path.take("sign", people.people[name])
    with pytest.raises(Refused) as no:
        path.take("help_out", people.leader)
    assert refusals(no) == {"has_promised"}
    with pytest.raises(Refused) as no:
        path.presses("help_out")
    assert refusals(no) == {"has_promised"}
    path.presses("sign")
    with pytest.raises(Denied):
        path.take("help_out", people.helper)
    path.presses("help_out")
    assert path.state == "contributor"


def test_nothing_is_written_down_without_its_consent(path: Path) -> None:
    path.brought_to("welcomed")
    for change in ({"name": "Kari"}, {"contact": CALL}):
        with pytest.raises(Refused):
            path.does(participants.correct, path.people.helper, path.participant_id, **change)
    with pytest.raises(Refused):
        path.agrees(CONTACT, name="Kari")
    with pytest.raises(Refused):
        path.agrees(RECORD, name=" ")
    assert (path.participant.name, path.participant.contact) == (None, None)


def test_nobody_says_that_somebody_else_pressed_it_themselves(path: Path) -> None:
    path.brought_to("welcomed")
    own = Shown(SHOWN[RECORD].version, "nb", OWN_PAGE)
    with pytest.raises(NotVisible):
        path.does(consents.give, path.people.helper, path.participant_id, RECORD, own, name="Kari")


def test_after_taking_it_back_nothing_of_it_is_there_and_nobody_is_asked_to_make_contact(path: Path) -> None:
    path.brought_to("welcomed")
    path.agrees(RECORD)
    path.agrees(CONTACT)
    path.days(20)
    assert "friendly_word" in path.open_tasks
    said = path.does(consents.withdraw, path.people.helper, path.participant_id, CONTACT, channel=IN_PERSON)
    assert said is not None
    assert path.participant.contact is None
    assert details.contact_of(path.session, path.participant) is None
    assert details.name_of(path.session, path.participant) == "Kari fra torget"
    assert "friendly_word" not in path.open_tasks
    path.days(60)
    assert "friendly_word" not in path.open_tasks


def test_what_was_taken_back_before_its_day_never_becomes_a_task(path: Path) -> None:
    path.brought_to("welcomed")
    path.agrees(CONTACT)
    path.days(7)
    path.does(consents.withdraw, path.people.helper, path.participant_id, CONTACT, channel=IN_PERSON)
    path.days(28)
    assert "friendly_word" not in path.open_tasks


def test_a_talk_that_was_held_does_not_come_again(path: Path) -> None:
    path.brought_to("regular")
    path.days(40)
    path.complete("small_talk", path.people.helper)
    path.does(participants.was_here, path.people.helper, path.participant_id)
    path.days(7)
    assert "small_talk" not in path.open_tasks


def test_agreeing_anew_after_taking_it_back_is_possible(path: Path) -> None:
    path.brought_to("welcomed")
    path.agrees(RECORD)
    path.does(consents.withdraw, path.people.helper, path.participant_id, RECORD, channel=IN_PERSON)
    path.agrees(RECORD, name="Kari igjen")
    assert details.name_of(path.session, path.participant) == "Kari igjen"
    kept = consents.history(path.session, path.participant_id)
    assert sorted(one.withdrawn_at is None for one in kept) == [False, True]


def test_whoever_is_not_reachable_is_nobodys_task_to_reach(path: Path) -> None:
    path.brought_to("regular")
    path.days(60)
    assert not {"friendly_word", "how_are_they", "think_of_them"} & path.open_tasks


def test_who_was_here_lately_is_not_asked_after(path: Path) -> None:
    path.brought_to("regular")
    path.agrees(CONTACT)
    for _week in range(6):
        path.days(7)
        path.does(participants.was_here, path.people.helper, path.participant_id)
    assert "how_are_they" not in path.open_tasks
    path.days(60)  # nobody is reminded in the quiet weeks of summer
    assert "how_are_they" in path.open_tasks


@pytest.mark.parametrize(
    "name", ["of_neighbour", "coordinator", "staff", "board", "admin", "trainer", "assistant"]
)
def test_nobody_outside_the_group_finds_them_in_any_list(path: Path, name: str) -> None:
    path.brought_to("regular")
    processes, group_id = path.session.info["processes"], path.participant.group_id
    for somebody, found in ((name, 0), ("helper", 1)):
        actor = path.as_(path.people.people[somebody])
        assert len(participants_of(path.session, actor, group_id)) == found
        assert len(path.session.scalars(visible_to(actor, processes)).all()) == found


def test_the_barred_find_nobody_and_take_no_step(path: Path) -> None:
    path.brought_to("regular")
    own_id, group_id, helper = path.participant_id, path.participant.group_id, path.people.helper
    with writing(path.session):
        path.session.add(Bar(participant_id=own_id, person_id=helper.id, set_at=path.clock()))
    assert participants_of(path.session, path.as_(helper), group_id) == []
    with pytest.raises((Denied, NotVisible)):
        path.take("pause", helper)
    with pytest.raises(NotVisible):
        path.does(participants.was_here, helper, own_id)
    with pytest.raises(NotVisible):
        path.does(consents.give, helper, own_id, RECORD, SHOWN[RECORD], name="Kari")
    with pytest.raises(Refused):
        path.does(participants.pair, path.people.leader, own_id, helper.id)
