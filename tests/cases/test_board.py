"""The board: every open case once, by state; how long it stands there; and the queue for an assistant."""

from __future__ import annotations

import re

from intranet.cases.queries.stages import Stage, stages
from intranet.db import writing
from intranet.organisation.models import Setting
from tests.cases.bergen import words
from tests.support.clock import Clock
from tests.support.visitors import NewVisitor
from tests.workflows.new_group.driver import NewGroup

BOARD = "/workflows/new_group/board"


def column(page: str, state: str) -> str:
    found = re.search(rf'<section[^>]*id="column-{state}".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_card_tells_place_days_what_it_waits_for_and_who_has_it(
    bergen: NewGroup, visitor: NewVisitor, clock: Clock
) -> None:
    bergen.until("idea")
    clock.forward(days=9)
    card = words("<body>" + column(visitor("board").get(BOARD).text, "idea"))
    assert "Bergen" in card
    assert "9 days here, longer than usual" in card
    assert "Call the person who had the idea" in card
    assert "the coordinator" in card
    clock.forward(days=6)
    assert "15 days here, far longer than usual" in words(column_page(visitor, "idea"))


def column_page(visitor: NewVisitor, state: str) -> str:
    return "<body>" + column(visitor("board").get(BOARD).text, state)


def test_the_queue_shows_the_place_how_long_how_many_and_the_nearest_assistants(
    bergen: NewGroup, visitor: NewVisitor, clock: Clock
) -> None:
    assert "No place is waiting" in visitor("board").get(BOARD).text
    bergen.until("waiting_assistant")
    clock.forward(days=12)
    bergen.certify(bergen.people.volunteer)
    page = visitor("board").get(BOARD).text
    queue = words("<body>" + page[page.index("data-queue") : page.index('class="board"')])
    assert "Bergen" in queue
    assert "12 days" in queue
    assert "6 would come" in queue
    assert "Volunteer Eksempel, in the town" in queue


def test_a_trainer_sees_places_and_opens_no_case(bergen: NewGroup, visitor: NewVisitor) -> None:
    bergen.until("waiting_assistant")
    trainer = visitor("trainer")
    page = trainer.get(BOARD).text
    assert "Bergen" in page
    assert f'href="/cases/{bergen.id}"' not in page
    assert trainer.get(f"/cases/{bergen.id}").status_code == 404


def test_each_sees_the_board_of_where_they_work_and_others_see_none(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("need")
    assert "Bergen" in visitor("coordinator").get(BOARD).text
    assert "Bergen" not in column(visitor("coordinator_east").get(BOARD).text, "need")
    assert "Bergen" not in column(visitor("swede").get(BOARD).text, "need")
    for name in ("volunteer", "assistant", "admin", "outsider"):
        assert visitor(name).get(BOARD).status_code == 404


def test_a_chosen_district_is_remembered_until_another_is_chosen(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    bergen.until("need")
    board = visitor("board")
    east, west = (bergen.people.units[name].id for name in ("ostlandet", "vestland"))
    assert "data-case" not in board.get(f"{BOARD}?unit={east}").text
    assert "data-case" not in board.get(BOARD).text
    assert "data-case" in board.get(f"{BOARD}?unit={west}").text
    assert "data-case" in board.get(f"{BOARD}?unit=").text
    assert board.get(f"{BOARD}?unit=nonsense").status_code == 200


def test_counts_are_those_of_the_cards_and_what_is_over_stands_on_no_board(
    bergen: NewGroup, visitor: NewVisitor
) -> None:
    for _ in range(3):
        bergen.register(bergen.people.volunteer)
    bergen.take("withdraw", bergen.people.volunteer, why_stopped="other")
    part = column(visitor("board").get(BOARD).text, "idea")
    assert part.count("data-case=") == 2
    assert '<span class="count">2</span>' in part


def test_limits_come_from_the_definition_and_a_nation_may_set_its_own(bergen: NewGroup) -> None:
    session = bergen.session
    process = session.info["processes"]["new_group"]
    shipped = stages(session, process)
    assert shipped["idea"] == Stage(7, 14)
    assert shipped["decision"] == Stage(14, 28)
    assert shipped["waiting_assistant"] == Stage(90, 150)  # on hold by itself after 180 days
    assert "active" not in shipped
    renewal = stages(session, session.info["processes"]["certificate_renewal"])
    assert renewal["valid"].is_at(8655) == "plain"  # until the day on which renewal opens
    assert renewal["grace"].is_at(89) == "plain"
    assert renewal["applied"].is_at(28) == "late"
    with writing(session):
        session.add(
            Setting(
                unit_id=bergen.people.units["nation"].id,
                key="stage:new_group:idea",
                value="3 5",
                set_at=bergen.clock(),
            )
        )
    assert stages(session, process)["idea"] == Stage(3, 5)
