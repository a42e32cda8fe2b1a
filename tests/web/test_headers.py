"""What goes with every answer: protection, caching, size; and where a person may be sent."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from intranet.web import assets, htmx, security


def test_no_page_allows_a_script_a_style_or_a_frame_that_is_not_ours(client: FlaskClient) -> None:
    policy = client.get("/parts").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


def test_no_page_carries_a_style_or_a_script_of_its_own(client: FlaskClient) -> None:
    page = client.get("/parts").text
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count("defer></script>") == 3


@pytest.mark.parametrize("path", ["/parts", "/no-such-page", "/failing/locked", "/static/app.css"])
def test_every_answer_is_protected(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_pages_are_not_kept_by_a_browser_and_files_are_kept_under_the_hash_of_their_content(
    app: Flask, client: FlaskClient
) -> None:
    with app.test_request_context("/"):
        address = assets.asset("app.css")
    assert client.get("/parts").headers["Cache-Control"] == "no-store"
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/static/app.css?v=0123456789ab").headers["Cache-Control"] == "no-cache"


def test_a_file_that_is_not_there_is_noticed_when_its_page_is_made(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(FileNotFoundError):
        assets.asset("no-such-file.css")


def test_the_connection_is_told_to_stay_encrypted_where_it_is(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/parts").headers
    assert (
        "max-age"
        in client.get("/parts", base_url="https://intranet.example").headers["Strict-Transport-Security"]
    )


def test_sign_out_makes_the_browser_forget() -> None:
    assert security.forget(Response()).headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_first_visit_costs_at_most_60_kb_and_a_page_at_most_15_kb(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context("/"):
        files = [
            assets.asset(path)
            for path in (
                "vendor/pico-2.1.1.min.css",
                "app.css",
                "vendor/htmx-2.0.11.min.js",
                "app.js",
                "meetings.js",
                "vendor/lucide-1.62.0.svg",
                "icon.svg",
            )
        ]
    answers = [client.get(path, headers={"Accept-Encoding": "gzip"}) for path in ("/parts", *files)]
    assert all(answer.headers["Content-Encoding"] == "gzip" for answer in answers)
    sizes = [len(answer.data) for answer in answers]
    assert sizes[0] < 15_000
    assert sum(sizes) < 60_000
    assert b"<main" in gzip.decompress(answers[0].data)


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:/tasks",
        "/tasks\r\nX: y",
        "tasks",
        "",
        None,
        "https://localhost.evil.example/",
    ],
)
def test_nobody_is_sent_to_another_site(app: Flask, url: str | None) -> None:
    with app.test_request_context("/"):
        assert htmx.local_path(url) is None


def test_a_person_comes_back_to_the_page_they_were_on(app: Flask) -> None:
    with app.test_request_context("/tasks?view=done"):
        assert htmx.here() == "/tasks?view=done"
        assert htmx.local_path("http://localhost/tasks?view=done") == "/tasks?view=done"
    with app.test_request_context(
        "/tasks/1/claim", method="POST", headers={"Referer": "http://localhost/tasks/1"}
    ):
        assert htmx.here() == "/tasks/1"
    with app.test_request_context("/x", method="POST", headers={"Referer": "http://evil.example/tasks/1"}):
        assert htmx.here() == "/"


def test_an_ended_session_sends_the_whole_page_to_sign_in(app: Flask) -> None:
    with app.test_request_context("/tasks", headers={"HX-Request": "true"}):
        answer = htmx.sign_in_first("/sign-in?next=/tasks")
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in?next=/tasks")
    with app.test_request_context("/tasks"):
        answer = htmx.sign_in_first("/sign-in?next=/tasks")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/tasks")
