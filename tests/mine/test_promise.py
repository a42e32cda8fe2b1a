"""Whoever takes on a task promises confidentiality first: by themselves, on their own page, the words before them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from intranet.memberships import operations as memberships
from intranet.memberships.models import Membership
from tests.mine.stage import Stage
from tests.mine.test_joining import filled_in, ready
from tests.workflows.databases import ON_SQLITE

pytestmark = ON_SQLITE

WORDS, PROMISE = "What I hear in a group stays in the group.", "I promise this"


def test_it_is_read_and_promised_there_and_no_helper_does_it_for_them(stage: Stage) -> None:
    whose = ready(stage)
    phone = stage.on_their_page(whose)
    assert phone.post("/mine/pledge", filled_in()).status_code == 303
    assert WORDS not in phone.get("/mine").text
    with stage.writing() as session:
        memberships.confirm(session, stage.clock(), session.scalars(select(Membership.id)).one())
    stage.clock.moment += timedelta(2)
    stage.tick()
    assert stage.state(whose) == "member"

    with stage.reading() as session:
        case = f"/cases/{stage._case(session, whose).id}"  # noqa: SLF001 - the stage's own way to the case
    for name in ("volunteer", "assistant"):
        assert stage.visitor(name).post(f"{case}/transitions/sign").status_code == 403, name
    assert stage.visitor("assistant").post(f"{case}/transitions/help_out").status_code == 422
    by_link = stage.by_a_link(whose)
    assert WORDS not in by_link.get("/mine").text
    assert by_link.post("/mine/steps/sign").status_code == 403, "a link alone promises nothing for them"

    phone = stage.on_their_page(whose)
    page = phone.get("/mine").text
    assert page.index(WORDS) < page.index(PROMISE)
    assert phone.post("/mine/steps/sign").status_code == 303
    assert PROMISE not in phone.get("/mine").text
    assert "I take on a task" in phone.get("/mine").text
    assert stage.visitor("volunteer").post(f"{case}/transitions/help_out").status_code == 403
    assert stage.visitor("assistant").post(f"{case}/transitions/help_out").status_code == 303
    assert stage.state(whose) == "contributor"
