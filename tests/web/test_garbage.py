"""Every form of every page filled with garbage: a clear answer, nothing half done, and nothing comes back as markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.addresses import forms_met
from tests.support.crowd import Crowd, Somebody
from tests.support.forms import SentForm
from tests.support.structure import Seen

MARKUP = "<script>alert(7)</script>"
GARBAGE = (
    "", " ", "\t\n", "a" * 20_000, "\0", "🧡" * 50, "'; DROP TABLE people; --", MARKUP, "-1", "1e999",
    "99999999999999999999999", "0001-01-01", "9999-12-31", "2026-02-30", "25:61",
    "00000000-0000-0000-0000-000000000000",
    "null", "%s%(name)s{0}{{7*7}}", "\u202eabc\u0301", "ÅÄÖæøå",
)  # fmt: skip
ACCOUNTS = ("volunteer", "assistant", "coordinator", "staff", "board", "admin", "outsider")


def fillings(form: SentForm) -> Iterator[Mapping[str, str]]:
    """Everything garbage at once, each field alone, and hidden fields that nobody wrote."""
    for garbage in GARBAGE:
        yield {**form.hidden, **dict.fromkeys(form.fields, garbage)}
    for turn, name in enumerate(form.fields):
        for step in (0, 9):
            yield {**form.hidden, **form.fields, name: GARBAGE[(turn + step) % len(GARBAGE)]}
    for name in form.hidden.keys() - {"csrf_token"}:
        yield {**form.hidden, **form.fields, name: GARBAGE[len(name) % len(GARBAGE)]}
    yield {**form.hidden, **form.fields, "no_such_field": MARKUP}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_garbage_gets_a_clear_answer(crowd: Crowd, name: str, run_folder: Path) -> None:
    wrong = []
    somebody = crowd.everybody[name]
    for _path, form in list(forms_met(crowd, name, Seen(run_folder, "forms"))):
        for filled in fillings(form):
            wrong += [
                f"{form.action} {short(filled)}: {one}" for one in faults(crowd, somebody, form, filled)
            ]
    assert not wrong, "\n".join(wrong)


def faults(crowd: Crowd, somebody: Somebody, form: SentForm, filled: Mapping[str, str]) -> Iterator[str]:
    try:
        answer = somebody.post(form.action, filled)
    except Exception as broken:  # noqa: BLE001 - under test the application lets its errors out
        yield f"{type(broken).__name__}: {broken}"[:300]
        return
    if not 300 <= answer.status_code < 500 and not (form.action in SEARCHES and answer.status_code == 200):
        yield str(answer.status_code)
    if MARKUP in answer.text:
        yield "it comes back as markup"
    if answer.status_code >= 400 and crowd.has_changed():
        yield f"{answer.status_code}, and something was written"
    crowd.go_back()


# What is looked for is a name: it is sent as a form, so that it stands in no address, and changes nothing.
SEARCHES = frozenset({"/members/find"})


def short(filled: Mapping[str, str]) -> dict[str, str]:
    return {name: value[:20] for name, value in filled.items() if name != "csrf_token"}
