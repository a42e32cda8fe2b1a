"""The .po files hold what code, templates and processes say, nothing else, and what they hold is sound."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from intranet.translations import catalogue
from intranet.translations.extraction import every_sentence, extract_python

ROOT = Path(__file__).parents[2]
TRANSLATED = [language for language in catalogue.languages() if language != catalogue.SOURCE]


def sentences_of(source: str) -> list[tuple[str, object]]:
    return [
        (function, words) for _line, function, words, _comments in extract_python(BytesIO(source.encode()))
    ]


def test_the_shipped_languages_are_all_there() -> None:
    assert catalogue.languages() == ("en", "da", "nb", "sv")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_in_the_checkout_stands_in_the_po_file_and_no_other(language: str) -> None:
    written = {catalogue.key(message) for message in catalogue.sentences(catalogue.read(language))}
    said = {catalogue.key(message) for message in catalogue.sentences(every_sentence(ROOT))}
    assert said - written == set(), "make i18n adds them"
    assert written - said == set(), "make i18n takes them out"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_placeholders_of_the_english(language: str) -> None:
    assert catalogue.faults(language) == ()


def test_a_broken_translation_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    catalog = Catalog(locale="sv")
    catalog.add("since %(day)s", "sedan %(dag)s", flags=["python-format"])
    catalog.add("today", "")
    catalog.add("mentor", "mentor")
    catalogue.write("sv", catalog)
    assert len(catalogue.faults("sv")) == 1
    assert catalogue.untranslated("sv") == ((None, "today"),)
    assert catalogue.same_as_english("sv") == ((None, "mentor"),)


def test_no_compiled_translation_lies_in_the_checkout() -> None:
    assert list((ROOT / "intranet").rglob("*.mo")) == []


def test_sentences_are_found_however_a_call_is_written() -> None:
    assert sentences_of('_("a" "b")') == [("gettext", "ab")]
    assert sentences_of('Text("x %(n)s", {"a": b, "c": "no"}, plural="xs %(n)s", n=3)') == [
        ("ngettext", ("x %(n)s", "xs %(n)s"))
    ]
    assert sentences_of('Text("Approve", context="new_group")') == [("pgettext", ("new_group", "Approve"))]
    assert sentences_of('@effect(says="The group is listed.")\ndef list_group(context): ...') == [
        ("gettext", "The group is listed.")
    ]
    assert sentences_of('i18n.ngettext("one", "many", 2)') == [("ngettext", ("one", "many"))]
    assert sentences_of('from intranet.i18n import lazy_gettext as _l\n_l("Password")') == [
        ("gettext", "Password")
    ]
    assert sentences_of("_(variable)") == []


def test_a_sentence_of_nothing_but_values_is_not_asked_of_translators(tmp_path: Path) -> None:
    for folder in ("intranet", "workflows", "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "intranet" / "near.py").write_text('Text("%(name)s, %(way)s")\nText("%(name)s, nearby")\n')
    found = [catalogue.key(message) for message in catalogue.sentences(every_sentence(tmp_path))]
    assert found == [(None, "%(name)s, nearby")]


def test_the_documentation_tells_for_every_area_who_has_read_it() -> None:
    said = {area_of(file) for message in every_sentence(ROOT) for file, _line in message.locations}
    page = (ROOT / "docs" / "translations.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")]
    told = {row[0].removeprefix("| ") for row in rows[1:]}
    assert said == told
    assert {len(row) for row in rows} == {2 + len(TRANSLATED)}


def area_of(file: str) -> str:
    """The folder below intranet/, templates/ or workflows/ that a sentence comes from."""
    return Path(file).parts[1].removesuffix(".py")
