"""Extra support on the person's own page: asked for in one step, ended at any time, and told to two people alone."""

from __future__ import annotations

import re
import uuid

import pytest
from sqlalchemy import select

from intranet.cases.models import Case
from intranet.participants import bars
from intranet.participants.consent_texts import CURRENT
from intranet.participants.models import SUPPORT, Consent
from tests.mine.stage import NAME, Stage
from tests.support.visitors import Visitor

ASKED = "I would like extra support"


def _asks(stage: Stage, phone: Visitor, **sent: str) -> int:
    leader = str(stage.cast.people["assistant"].id)
    given = {"text_version": CURRENT[SUPPORT], "text_language": "en", "leader": leader} | sent
    phone.get("/mine/support")
    return phone.post("/mine/support", data=given).status_code


def _cases(stage: Stage) -> list[tuple[uuid.UUID, str, dict[str, str]]]:
    with stage.reading() as session:
        found = session.scalars(
            select(Case).where(Case.workflow == "extra_support").order_by(Case.started_at)
        )
        return [(case.id, case.state, dict(case.people)) for case in found]


def test_it_is_asked_for_in_one_step_and_stands_on_the_page(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    assert 'href="/mine/support"' in phone.get("/mine").text
    assert ASKED in phone.get("/mine/support").text

    assert _asks(stage, phone) == 303

    ((_, state, people),) = _cases(stage)
    assert (state, people) == ("wished", {"leader": str(stage.cast.people["assistant"].id)})
    page = phone.get("/mine/support").text
    assert stage.cast.people["assistant"].name in page
    assert ASKED not in page
    # It is among what they take away, to read and as a file.
    assert "Whom you asked" in phone.get("/mine/copy").text
    (copied,) = phone.get("/mine/copy.json").get_json()["extra_support"]
    assert copied["asked"] == stage.cast.people["assistant"].name


def test_it_is_closed_at_any_time_and_may_be_asked_for_again(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    _asks(stage, phone)
    ((case_id, _, _),) = _cases(stage)
    version = re.search(r'name="version" value="(\d+)"', phone.get("/mine/support").text)
    assert version is not None
    answer = phone.post(f"/mine/support/{case_id}/steps/close", data={"version": version[1]})

    assert answer.status_code == 303
    assert [state for _, state, _ in _cases(stage)] == ["closed"]
    with stage.reading() as session:
        assert (
            session.scalars(select(Consent.withdrawn_at).where(Consent.purpose == SUPPORT)).one() is not None
        )
    page = phone.get("/mine/support").text
    assert "Deleted on" in page
    assert ASKED in page
    assert _asks(stage, phone) == 303
    assert sorted(state for _, state, _ in _cases(stage)) == ["closed", "wished"]


def test_another_is_asked_where_the_first_is_kept_away(stage: Stage) -> None:
    one = stage.somebody(NAME)
    phone = stage.on_their_page(one)
    _asks(stage, phone)
    ((case_id, _, _),) = _cases(stage)
    with stage.writing() as session:
        bars.bar_helper(session, stage.clock(), one, stage.cast.people["assistant"].id)
    page = phone.get("/mine/support").text

    assert "You may ask somebody else." in page
    assert stage.cast.people["assistant"].name not in page
    barred = phone.post(
        f"/mine/support/{case_id}/another",
        data={f"another-{case_id.hex[-8:]}-leader": str(stage.cast.people["assistant"].id), "version": "1"},
    )
    assert barred.status_code == 422


@pytest.mark.parametrize(
    "forged",
    [
        {"leader": ""},
        {"leader": "volunteer"},
        {"leader": "coordinator"},
        {"text_version": "1999-1"},
        {"text_language": "fi"},
        {"text_version": ""},
    ],
)
def test_only_who_leads_the_group_is_asked_and_only_in_the_words_of_today(
    stage: Stage, forged: dict[str, str]
) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    known = stage.cast.people
    sent = {key: str(known[value].id) if value in known else value for key, value in forged.items()}

    assert _asks(stage, phone, **sent) == 422
    assert _cases(stage) == []
    with stage.reading() as session:
        assert session.scalars(select(Consent).where(Consent.purpose == SUPPORT)).all() == []


def test_nothing_is_written_about_why(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    page = phone.get("/mine/support").text
    assert "<textarea" not in page
    assert 'type="text"' not in page
    assert _asks(stage, phone, reason="canary of a reason", why="canary of a why") == 303
    with stage.reading() as session:
        stored = [str(row) for row in session.execute(select(Case.answers, Case.title, Case.people))]
    assert "canary" not in " ".join(stored)


def test_nobody_takes_a_step_in_what_is_somebody_elses(stage: Stage) -> None:
    phone = stage.on_their_page(stage.somebody(NAME))
    _asks(stage, phone)
    ((case_id, _, _),) = _cases(stage)
    stranger = stage.on_their_page(stage.somebody("Another name"))

    for path in (f"/mine/support/{case_id}/steps/close", f"/mine/support/{case_id}/another"):
        assert stranger.post(path).status_code == 404
    assert phone.post(f"/mine/support/{case_id}/steps/agree").status_code == 404
    assert [state for _, state, _ in _cases(stage)] == ["wished"]


def test_a_user_finds_nothing_there(stage: Stage) -> None:
    assert stage.visitor("assistant").get("/mine/support").status_code == 404
