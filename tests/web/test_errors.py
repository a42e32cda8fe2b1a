"""Every failure is a calm page in the reader's language that keeps what was typed and tells nothing it should not."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.small import Reader, small_app

STATUSES = {"invisible": 404, "denied": 403, "stale": 409, "refused": 422, "locked": 503, "broken": 500}


def without_token(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html)


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/parts").text)
    assert found
    return found[1]


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_every_failure_has_a_page_with_its_status_and_a_way_on(
    client: FlaskClient, kind: str, status: int
) -> None:
    answer = client.get(f"/failing/{kind}")
    assert answer.status_code == status
    assert f'data-error="{status}"' in answer.text
    assert 'id="main"' in answer.text
    assert 'href="/"' in answer.text


def test_an_unexpected_failure_shows_and_logs_nothing_of_its_words(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/failing/broken")
    assert "Kari" not in answer.text + caplog.text
    assert "Traceback" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_what_is_foreign_and_what_does_not_exist_look_the_same(client: FlaskClient) -> None:
    foreign = client.get("/failing/invisible")
    missing = client.get("/no-such-page")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert without_token(foreign.text) == without_token(missing.text)


def test_a_locked_database_is_a_page_that_says_when_to_try_again(client: FlaskClient) -> None:
    answer = client.get("/failing/locked")
    assert answer.headers["Retry-After"] == "5"
    assert "select name" not in answer.text


def test_a_failing_page_for_a_failure_is_still_an_answer() -> None:
    app = small_app()
    app.context_processor(lambda: {"navigation": 1 / 0})
    answer = app.test_client().get("/failing/locked")
    assert answer.status_code == 503
    assert "<h1>503</h1>" in answer.text


def test_what_was_typed_can_be_sent_again_after_a_failure_of_ours(client: FlaskClient) -> None:
    form = {
        "csrf_token": token(client),
        "why": "It is <far>.",
        "password": "a secret of mine",
        "idempotency_key": "k",
    }
    page = client.post("/failing/locked", data=form).text
    assert "It is &lt;far&gt;." in page
    assert 'action="/failing/locked"' in page
    assert 'name="idempotency_key" value="k"' in page
    assert "a secret of mine" not in page


def test_a_stale_page_keeps_what_was_typed_but_does_not_offer_to_send_it_blindly(client: FlaskClient) -> None:
    page = client.post("/failing/stale", data={"csrf_token": token(client), "why": "It is far."}).text
    assert "It is far." in page
    assert "This task is finished already." in page
    assert 'action="/failing/stale"' not in page


def test_a_form_without_its_token_is_refused_and_its_words_are_kept(client: FlaskClient) -> None:
    answer = client.post("/parts", data={"why": "It is far."})
    assert answer.status_code == 400
    assert "It is far." in answer.text


def test_too_much_text_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.post("/parts", data={"csrf_token": token(client), "why": "x" * 300_000})
    assert answer.status_code == 413
    assert 'data-error="413"' in answer.text


def test_a_method_that_a_page_does_not_know_is_told_with_those_it_knows(client: FlaskClient) -> None:
    answer = client.delete("/parts", headers={"X-CSRFToken": token(client)})
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_refusal_says_what_is_missing_who_can_mend_it_and_where(client: FlaskClient) -> None:
    page = client.get("/failing/refused").text
    assert 'data-refusal="assistant_within_reach"' in page
    assert "No certified assistant lives within 40 km of Bergen." in page
    assert "Who can help: the office." in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "There is nothing here"),
        ("sv", "Här finns ingenting"),
        ("nb", "Her er det ingenting"),
        ("da", "Her er der ikke noget"),
    ],
)
def test_a_failure_speaks_the_language_of_the_reader(language: str, words: str) -> None:
    page = small_app(READER=Reader(language)).test_client().get("/no-such-page").text
    assert words in page
    assert f'<html lang="{language}">' in page


def test_a_refused_form_keeps_its_address_under_htmx(client: FlaskClient) -> None:
    answer = client.get("/failing/refused", headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == "false"
    assert "HX-Push-Url" not in client.get("/parts", headers={"HX-Request": "true"}).headers


def test_in_tests_an_unexpected_failure_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        small_app(TESTING=True).test_client().get("/failing/broken")
