"""A word is hashed slowly, and the page may be somebody else's when it is kept: on the server database."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import text

from intranet.db import lock_rows
from intranet.extensions import db
from intranet.participants import links
from intranet.participants.models import Participant
from tests.mine.stage import NAME, WORD, Stage

SECONDS = 20.0
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.mark.parametrize("ends", [True, False])
def test_a_word_that_was_sent_from_a_page_that_closed_meanwhile_is_not_kept(stage: Stage, ends: bool) -> None:
    whose = stage.somebody(NAME)
    phone, answers = stage.by_a_link(whose), list[int]()
    phone.get("/mine/word")
    choosing = threading.Thread(
        target=lambda: answers.append(phone.post("/mine/word", {"word": WORD}).status_code)
    )
    with stage.writing() as session:
        lock_rows(session, Participant, [whose])
        if ends:
            links.shut(session, whose, stage.clock())
        choosing.start()
        until = time.monotonic() + SECONDS
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
            while not looking.execute(_WAITING).scalar_one():
                assert time.monotonic() < until, "nobody waits for the participant"
                time.sleep(0.01)
    choosing.join(SECONDS)
    with stage.reading() as session:
        kept = session.get_one(Participant, whose, populate_existing=True).word
    assert (answers, kept is None) == (([404], True) if ends else ([303], False))
