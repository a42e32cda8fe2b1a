"""The trainer's desk: who stands on it, for whom, and that its sentence is the refusal of the button."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from intranet.candidates import policy
from intranet.cases import runtime
from intranet.cases.models import Case
from intranet.db import writing
from intranet.gatherings.models import Gathering
from intranet.organisation.models import RoleAssignment
from intranet.people.models import Person
from tests import factories
from tests.cases.bergen import refusals, words
from tests.support.visitors import NewVisitor
from tests.workflows.assistant_certification.driver import Candidate
from tests.workflows.new_group.driver import NewGroup


def line_of(page: str, candidate: Candidate) -> str:
    """What the desk says of the candidate, on one line."""
    found = re.search(rf'<li[^>]*data-case="{candidate.id}".*?</li>', page, re.DOTALL)
    assert found is not None, "the candidate is not on the desk"
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def practise(candidate: Candidate, *, observed: int, led: int, supervisions: int) -> None:
    candidate.take("change_mentor", candidate.people.trainer, mentored_by=candidate.people.mentor.id)
    candidate.practise("observed", observed)
    candidate.practise("led", led)
    candidate.supervise(supervisions)


def test_one_sentence_says_what_is_missing_and_by_when(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.until("practice")
    practise(candidate, observed=4, led=2, supervisions=1)
    said = line_of(visitor("trainer").get("/candidates").text, candidate)
    assert "Volunteer Eksempel" in said
    assert re.search(r"Not there yet: 2 of 6 led meetings, 1 of 2 supervisions, by \d+ \w+", said), said
    assert "The candidate has not written yet how the practice went." in said


def test_the_sentence_has_the_numbers_of_the_refusal_on_the_button(
    candidate: Candidate, visitor: NewVisitor
) -> None:
    candidate.until("practice")
    for observed, led, supervisions in ((1, 0, 0), (3, 1, 1), (0, 5, 0)):
        practise(candidate, observed=observed, led=led, supervisions=supervisions)
        trainer = visitor("trainer")
        said = line_of(trainer.get("/candidates").text, candidate)
        button = trainer.get(f"/cases/{candidate.id}/transitions/practice_done").text
        told = re.findall(r"\d+ of \d+ [a-z ]+", words(button))
        assert "statements_written" in refusals(button)
        assert told
        assert [one for one in told if one.strip() not in said] == []


def test_a_limit_that_is_changed_changes_the_sentence(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.until("practice")
    practise(candidate, observed=4, led=2, supervisions=0)
    assert "2 of 6 led meetings" in line_of(visitor("trainer").get("/candidates").text, candidate)
    candidate.set_limit("led_meetings", 2)
    assert "led meetings" not in line_of(visitor("trainer").get("/candidates").text, candidate)


def test_who_is_ready_is_told_the_next_step_and_whose_it_is(
    candidate: Candidate, visitor: NewVisitor
) -> None:
    candidate.until("applied")
    said = line_of(visitor("trainer").get("/candidates").text, candidate)
    assert "Not there yet" not in said
    assert "Next: “Book conversation”, for a trainer, by" in said


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("trainer", True), ("coordinator", True), ("staff", True), ("coordinator_east", False),
        ("swede", False),
    ],
)  # fmt: skip
def test_a_candidate_stands_there_for_whoever_has_them_in_reach(
    candidate: Candidate, visitor: NewVisitor, name: str, sees: bool
) -> None:
    candidate.until("applied")
    answer = visitor(name).get("/candidates")
    assert answer.status_code == 200
    assert (str(candidate.id) in answer.text) is sees
    assert ("Volunteer Eksempel" in words(answer.text)) is sees
    counted = re.search(r'data-candidates="(\d+)"', answer.text)
    assert counted is not None
    assert int(counted[1]) == len(re.findall(r'<li class="task-row" data-case=', answer.text)) == int(sees)


@pytest.mark.parametrize("state", ["applied", "practice", "certified"])
def test_the_query_and_the_predicate_agree_on_every_person(candidate: Candidate, state: str) -> None:
    candidate.until(state)
    case, process = candidate.case, runtime.process(candidate.session, "assistant_certification")
    seen = {}
    for name, person in candidate.people.people.items():
        actor = candidate.as_(person)
        rows = policy.visible_to(actor, runtime.processes(candidate.session)).where(Case.id == case.id)
        seen[name] = candidate.session.scalars(rows).one_or_none() is not None
        assert seen[name] is policy.can_see(actor, process, case), name
    who = {name for name, sees in seen.items() if sees}
    everybody = {"trainer", "trainer_two", "coordinator", "staff", "staff_two"}
    assert who == (set() if state == "certified" else everybody)


@pytest.mark.parametrize("name", ["volunteer", "assistant", "board", "admin", "outsider"])
def test_for_others_there_is_no_desk(visitor: NewVisitor, name: str) -> None:
    assert visitor(name).get("/candidates").status_code == 404


def test_ones_own_way_is_not_on_ones_own_desk(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.until("applied")
    with writing(candidate.session):
        factories.role(
            candidate.session, candidate.people.volunteer, "trainer", candidate.people.units["nation"]
        )
    assert str(candidate.id) not in visitor("volunteer").get("/candidates").text
    assert str(candidate.id) in visitor("trainer").get("/candidates").text


def test_a_role_that_ended_takes_the_desk_with_it(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.until("applied")
    trainer = visitor("trainer")
    assert trainer.get("/candidates").status_code == 200
    with writing(candidate.session):
        for row in candidate.session.query(RoleAssignment).filter_by(person_id=candidate.people.trainer.id):
            row.ends_on = candidate.today
    assert trainer.get("/candidates").status_code == 404


def test_ones_own_trainees_come_first(candidate: Candidate, visitor: NewVisitor) -> None:
    other = Other(candidate)
    candidate.until("talk")
    page = visitor("trainer").get("/candidates").text
    own = line_of(page, candidate)
    assert "your trainee" in own
    assert "your trainee" not in other.line(page)
    assert "your trainee" not in line_of(visitor("coordinator").get("/candidates").text, candidate)


def test_the_district_is_chosen_once_and_remembered(candidate: Candidate, visitor: NewVisitor) -> None:
    candidate.until("applied")
    units = candidate.people.units
    trainer = visitor("trainer")
    for name, is_there in (("ostlandet", False), ("vestland", True)):
        for address in (f"/candidates?unit={units[name].id}", "/candidates"):
            assert (str(candidate.id) in trainer.get(address).text) is is_there
    assert str(candidate.id) in trainer.get(f"/candidates?unit={units['sweden'].id}").text


def test_a_place_that_waits_stands_with_the_candidates_who_live_there(
    candidate: Candidate, bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("need")
    page = words(visitor("trainer").get("/candidates").text)
    assert "Where the next course is needed 1 Bergen" in page
    assert "no candidate nearby" in page
    candidate.until("applied")
    page = words(visitor("trainer").get("/candidates").text)
    assert "no candidate nearby" not in page
    assert "Volunteer Eksempel, in the town: Application received" in page


def test_places_stand_in_order_of_who_needs_a_course_most(
    candidate: Candidate, bergen: NewGroup, visitor: NewVisitor
) -> None:
    """Nobody certified near comes first, then the fewest candidates, then who waits for nothing else, then longest."""
    people = candidate.people
    for town in ("Bergen", "Oslo", "Odda", "Sogndal", "Florø"):  # the mentors live in Bergen
        bergen.register(people.board, place=town)
        if town == "Sogndal":
            bergen.take("take_up", people.coordinator)
            bergen.take("confirm_need", people.coordinator, expected=6)
        bergen.clock.forward(days=1)
    candidate.until("applied")
    with writing(candidate.session):
        moved = {"home_town_id": people.towns["Oslo"].id}
        candidate.session.execute(update(Person).where(Person.id == candidate.whose.id).values(moved))
    shown = _places(visitor("staff").get("/candidates").text)
    assert shown == ["Sogndal", "Odda", "Florø", "Oslo", "Bergen"]


def test_who_is_out_of_reach_of_the_reader_is_counted_and_not_named(
    candidate: Candidate, bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("waiting_assistant")
    candidate.until("applied")
    with writing(candidate.session):
        unit = candidate.people.units["ostlandet"]
        candidate.session.execute(
            update(Case).where(Case.id == candidate.id).values(unit_path=unit.path, unit_id=unit.id)
        )
    page = words(visitor("coordinator").get("/workflows/new_group/board").text)
    assert "One more candidate" in page
    assert "Volunteer Eksempel, in the town" not in page


def test_the_board_shows_who_is_nearest_to_being_certified_there_to_whoever_may_see_them(
    candidate: Candidate, bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("waiting_assistant")
    candidate.until("practice")
    practise(candidate, observed=4, led=2, supervisions=1)
    said = "Volunteer Eksempel, in the town: Practice with support; not there yet: 2 of 6 led meetings"
    for name in ("trainer", "coordinator", "staff"):
        assert said in words(visitor(name).get("/workflows/new_group/board").text)
    page = visitor("board").get("/workflows/new_group/board")
    assert page.status_code == 200
    assert "Practice with support" not in words(page.text)


def _places(page: str) -> list[str]:
    """The towns where the next course is needed, in the order of the page."""
    titles = re.findall(r"data-place>.*?<h3[^>]*>(.*?)</h3>", page, re.DOTALL)
    return [words(f"<body>{title}") for title in titles]


def _section(page: str, heading: str) -> str:
    return words("<body" + page.partition(f'<h2 id="{heading}"')[2].partition("</section>")[0])


@pytest.mark.parametrize(("days", "there"), [(181, False), (180, True), (1, True), (-1, True), (-91, False)])
def test_a_certificate_stands_there_from_half_a_year_before_it_ends_until_nothing_can_renew_it(
    candidate: Candidate, visitor: NewVisitor, days: int, there: bool
) -> None:
    people = candidate.people
    candidate.paper(people.assistant, days=400)
    candidate.clock.forward(days=400 - days)
    assert ("Assistant Eksempel" in _section(visitor("trainer").get("/candidates").text, "ending")) is there


def test_certificates_stand_by_their_end_for_those_who_have_them_in_reach(
    candidate: Candidate, visitor: NewVisitor
) -> None:
    people = candidate.people
    candidate.paper(people.assistant, days=100)
    candidate.paper(people.volunteer, days=50)
    shown = _section(visitor("trainer").get("/candidates").text, "ending")
    assert shown.index("Volunteer Eksempel") < shown.index("Assistant Eksempel")
    assert "Eksempel" not in _section(visitor("coordinator_east").get("/candidates").text, "ending")


def test_a_course_with_a_free_seat_stands_there_until_it_is_full(
    candidate: Candidate, visitor: NewVisitor
) -> None:
    candidate.until("accepted")
    booked = candidate.course()
    page = visitor("trainer").get("/candidates").text
    assert "11 free seats Basic course" in _section(page, "courses")
    assert "No course has free seats" in _section(visitor("swede").get("/candidates").text, "courses")
    with writing(candidate.session):
        candidate.session.get_one(Gathering, booked).seats = 1
    assert "No course has free seats" in _section(visitor("trainer").get("/candidates").text, "courses")


class Other:
    """A second candidate, whom nobody of the cast trains yet."""

    def __init__(self, candidate: Candidate) -> None:
        self.of = candidate
        whose, candidate.whose = candidate.whose, candidate.people.assistant
        candidate.until("applied")
        self.id, candidate.whose, candidate.id = candidate.id, whose, None

    def line(self, page: str) -> str:
        found = re.search(rf'<li[^>]*data-case="{self.id}".*?</li>', page, re.DOTALL)
        assert found is not None
        return found[0]
