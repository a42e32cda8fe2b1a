"""Who gets which language, and how texts, plurals and days read in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from flask import Flask, g, render_template_string, session
from flask.testing import FlaskClient

from intranet import i18n
from intranet.engine.text import Text
from intranet.translations.pseudo import CLOSE, OPEN
from intranet.web import filters
from tests.web.small import MOMENT, Reader, small_app


def language_for(*, own: str | None = None, chosen: str | None = None, browser: str = "") -> str:
    app = small_app(READER=Reader(own))
    with app.test_request_context("/", headers={"Accept-Language": browser}):
        if chosen:
            session["language"] = chosen
        return i18n.language()


def test_the_persons_own_language_comes_before_the_one_chosen_here_and_before_the_browsers() -> None:
    assert language_for(own="sv", chosen="da", browser="nb") == "sv"
    assert language_for(chosen="da", browser="nb") == "da"
    assert language_for(browser="nb,en;q=0.5") == "nb"


def test_every_way_to_ask_for_norwegian_is_understood_and_an_unknown_language_gets_english() -> None:
    assert [language_for(browser=asked) for asked in ("no", "nn-NO", "nb", "NO")] == ["nb"] * 4
    assert language_for(browser="fr-FR,sv;q=0.3") == "sv"
    assert language_for(browser="fi") == "en"
    assert language_for(own="xx", chosen="<script>") == "en"


def test_a_page_tells_its_language_to_readers_and_caches(client: FlaskClient) -> None:
    answer = client.get("/parts", headers={"Accept-Language": "da"})
    assert answer.headers["Content-Language"] == "da"
    assert "Accept-Language" in answer.headers["Vary"]
    assert '<html lang="da">' in answer.text


def in_language(language: str, text: Text, **settings: object) -> str:
    with small_app(**settings).test_request_context("/"):
        g.moment = MOMENT
        with i18n.reading(language):
            return i18n.render_text(text)


def test_a_text_carries_texts_and_days_in_the_readers_language() -> None:
    text = Text("since %(day)s", {"day": date(2026, 10, 14)})
    assert in_language("en", text) == "since 14 October"
    assert in_language("sv", text) == "sedan 14 oktober"
    assert in_language("nb", text) == "siden 14. oktober"
    assert in_language("da", text) == "siden 14. oktober"
    nested = Text("Who can help: %(who)s.", {"who": Text("the office")})
    assert in_language("sv", nested) == "Den som kan hjälpa: kansliet."


def test_a_text_counts_in_the_readers_language() -> None:
    def days(n: int) -> Text:
        return Text("in %(n)s day", plural="in %(n)s days", n=n)

    assert [in_language("sv", days(n)) for n in (1, 2)] == ["om 1 dag", "om 2 dagar"]
    assert [in_language("en", days(n)) for n in (1, 2)] == ["in 1 day", "in 2 days"]


def test_a_percent_sign_and_an_empty_text_do_no_harm() -> None:
    assert in_language("en", Text("100 %% of it")) == "100 % of it"
    assert in_language("sv", Text("")) == ""


def test_what_a_person_wrote_is_never_taken_for_a_placeholder() -> None:
    assert in_language("en", Text("since %(day)s", {"day": "50 % %(x)s"})) == "since 50 % %(x)s"


def test_a_template_prints_a_text_in_words_and_what_stands_in_it_is_escaped(app: Flask) -> None:
    with app.test_request_context("/"):
        assert render_template_string("{{ it }}", it=Text("by %(day)s", {"day": "<b>"})) == "by &lt;b&gt;"


def test_days_and_moments_read_as_they_are_written_in_each_language(app: Flask) -> None:
    evening = datetime(2026, 6, 3, 16, 30, tzinfo=UTC)
    expected = {
        "en": ("3 June", "3 June 2003", "3 June, 18:30", "Wednesday, 3 June"),
        "sv": ("3 juni", "3 juni 2003", "3 juni 18:30", "onsdag 3 juni"),
        "nb": ("3. juni", "3. juni 2003", "3. juni, 18:30", "onsdag 3. juni"),
        "da": ("3. juni", "3. juni 2003", "3. juni 18.30", "onsdag den 3. juni"),
    }
    with app.test_request_context("/"):
        g.moment = MOMENT
        for language, words in expected.items():
            with i18n.reading(language):
                found = (i18n.shown(date(2026, 6, 3)), i18n.shown(date(2003, 6, 3)), i18n.shown(evening))
                assert (*found, filters.weekday(evening).striptags()) == words
                assert filters.weekday(date(2003, 6, 3)).striptags().endswith(words[1])


def test_how_far_off_a_day_is_said_as_one_would_say_it(app: Flask) -> None:
    with app.test_request_context("/"):
        g.moment = MOMENT
        said = [str(filters.in_days(date(2026, 6, day))) for day in (1, 2, 3, 4, 5)]
        assert said == ["2 days ago", "yesterday", "today", "tomorrow", "in 2 days"]
        assert filters.by_when(datetime(2026, 6, 3, 21, 59, tzinfo=UTC)) == "today"
        assert filters.by_when(date(2026, 6, 12)) == "by 12 June"
        assert filters.by_when(date(2026, 6, 1)) == "was due on 1 June"
        assert filters.day(date(2026, 6, 12)) == '<time datetime="2026-06-12">12 June</time>'
        assert filters.clock_time(time(18, 5)).striptags() == "18:05"


def test_a_late_evening_in_utc_is_the_next_day_here(app: Flask) -> None:
    with app.test_request_context("/"):
        g.moment = datetime(2026, 6, 3, 22, 30, tzinfo=UTC)
        assert i18n.today() == date(2026, 6, 4)


def test_the_same_word_may_differ_between_two_processes() -> None:
    with small_app().test_request_context("/"), i18n.reading("sv"):
        assert i18n.label("no_such_process", "Approve") == "Approve"
        assert i18n.label("new_group", "") == ""


def test_in_the_pseudo_language_every_sentence_is_marked_and_keeps_its_values() -> None:
    assert (
        in_language("en", Text("since %(day)s", {"day": "X"}), PSEUDO_LANGUAGE=True)
        == f"{OPEN}šíñçé X{CLOSE}"
    )
    page = small_app(PSEUDO_LANGUAGE=True).test_client().get("/no-such-page").text
    assert f"{OPEN}Théré íš ñóthíñg héré{CLOSE}" in page
