"""What somebody writes on their own page can be read on that page, and in no file."""

from __future__ import annotations

from tests.mine.stage import Stage
from tests.mine.test_bars import keep_away
from tests.mine.test_joining import filled_in
from tests.support import canary


def test_what_is_written_there_stands_in_no_file(stage: Stage) -> None:
    name, barred, legal = (canary.word(about) for about in ("Rosa", "Ola", "Eksempel"))
    post = f"{canary.word('p')}@post.example"
    whose = stage.somebody("Rosa Eksempel", "41 00 00 11")
    stage.thinks_of_joining(whose)
    phone = stage.on_their_page(whose)
    sent = {"name": name, "way": "email", "value": post, "hours": "any", "language": "nb"}
    assert phone.post("/mine/details", sent).status_code == 303
    keep_away(phone, name=f"Ola {barred}")
    assert phone.post("/mine/pledge", filled_in(legal_name=legal)).status_code == 303
    shown = phone.get("/mine").text + phone.get("/mine/bars").text
    assert all(word in shown for word in (name, barred, legal, post)), "the control: it is there to be read"
    assert canary.seen([name, barred, legal, post], *canary.places(stage.app)) == []
