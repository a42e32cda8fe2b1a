"""No label is untranslated: in a made-up language no plain English is left on any page, for anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from flask import render_template_string
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intranet.auth.models import Account
from intranet.cases import runtime
from intranet.cases.models import Answer, Case
from intranet.certificates.codes import grouped
from intranet.certificates.models import Certificate, CertificateEvent
from intranet.clock import local_date
from intranet.enquiries import reading as enquiries
from intranet.enquiries.models import Enquiry
from intranet.extensions import db
from intranet.gatherings.models import Gathering
from intranet.groups.models import Group
from intranet.memberships import details as memberships
from intranet.memberships.models import Membership
from intranet.organisation.models import Town, Unit
from intranet.organisation.regions import REGIONS
from intranet.participants import details as participants
from intranet.participants.models import Participant
from intranet.people.models import Person
from intranet.training.models import Credit, Exemption
from tests.support.addresses import pages_of, rules, tried
from tests.support.bodies import body
from tests.support.crowd import ACCOUNTS, Crowd
from tests.support.demonstration import TOLD_AT
from tests.support.reading import said_on

# The made-up language accents every vowel, so a word with a plain one was never looked up.
PLAIN = re.compile(r"\w*[aeiouyAEIOUY]\w*")
# Babel writes days in the language of the reader, and the made-up language is English to it.
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
DAY = re.compile(rf"\b((({WEEKDAYS}), )?\d{{1,2}} ({MONTHS})|({MONTHS}) \d{{4}})\b")
# A certificate that a form has just made bears a number and a code of its own.
NUMBERED = re.compile(r"\b([0-9A-Z]{4}(-[0-9A-Z]{4}){3}|[A-Z]{2}-\d+-\d+)\b")
COLUMNS: tuple[Any, ...] = (
    Person.name, Person.phone, Unit.name, Town.name, Town.region, Group.room, Case.title, Account.email,
    Certificate.number, Certificate.reason, CertificateEvent.reason, Credit.name, Credit.reason, Exemption.reason,
    Gathering.online_link, Gathering.room, Gathering.title,
)  # fmt: skip
MORE = (
    "/tasks?view=upcoming", "/tasks?view=waiting", "/tasks?view=snoozed", "/tasks?view=done",
    "/cases?workflow=new_group", "/groups?kind=family_club", "/no-such-page",
)  # fmt: skip


def exceptions() -> dict[str, str]:
    """The written list: a word that is the same in every language, and why."""
    lines = (Path(__file__).parent / "not_translated.txt").read_text("utf-8").splitlines()
    return dict(line.split(" | ") for line in lines if line and not line.startswith("#"))


@pytest.fixture
def pseudo(crowd: Crowd) -> Iterator[Crowd]:
    before = {name: crowd.app.config[name] for name in ("LANGUAGES", "PSEUDO_LANGUAGE")}
    crowd.app.config.update(LANGUAGES=("en",), PSEUDO_LANGUAGE=True)
    yield crowd
    crowd.app.config.update(before)


@pytest.fixture(scope="module")
def data(whole_crowd: Crowd) -> re.Pattern[str]:
    """What people wrote or are called, the longest first, so that a name within a name is not left half."""
    with whole_crowd.app.app_context():
        session = db.session()
        found = {value for column in COLUMNS for value in session.scalars(select(column)) if value}
        for answer in session.scalars(select(Answer)):
            value = runtime.unseal(session, answer.id) if answer.sealed else answer.value
            found |= {value} if isinstance(value, str) else set()
        found |= set(sealed(session))
        found |= {grouped(code) for code in session.scalars(select(Certificate.code))}
    # What countries are called is Babel's to say.
    found |= {str(name) for name in Locale("en").territories.values()}
    words = sorted({*found, *REGIONS.values()}, key=len, reverse=True)
    return either([*words, *exceptions()])


def sealed(session: Session) -> Iterator[str]:
    """The names of those who ask, come and join, how to reach them, and what they wrote."""
    for participant in session.scalars(select(Participant)):
        contact = participants.contact_of(session, participant)
        yield from filter(None, (participants.name_of(session, participant), contact and contact.value))
    for enquiry in session.scalars(select(Enquiry)):
        asked = enquiries.opened(session, enquiry, with_contact=True)
        yield from filter(None, (asked.name, asked.note, asked.contact and asked.contact.value))
    for membership in session.scalars(select(Membership)):
        known = memberships.details_of(session, membership)
        yield from filter(None, (known.name,))
        if known.contact is not None:
            yield from filter(None, (known.contact.address, known.contact.email, known.contact.phone))


def either(words: Iterable[str]) -> re.Pattern[str]:
    """By first letter: of thousands, each place on a page is held against a few alone."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        known = " ".join(word.split())
        by_letter.setdefault(re.escape(known[0]), []).append(re.escape(known[1:]))
    choices = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in by_letter.items())
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)")


@cache
def without(words: str, data: re.Pattern[str]) -> str:
    """What is left of a sentence, which stands on many pages, without what is nobody's to translate."""
    for known in (DAY, NUMBERED, data):
        words = known.sub("", words)
    return words


def english(page: str, data: re.Pattern[str], typed: re.Pattern[str] | None = None) -> set[str]:
    """Each place on the page where a plain word stands."""
    found = set()
    for where, words in said_on(page):
        rest = without(words, data)
        if typed is not None and PLAIN.search(rest):
            rest = typed.sub("", rest)
        if plain := PLAIN.findall(rest):
            found.add(f"{where}: {' '.join(plain)} — in “{words}”")
    return found


def is_page(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html" and answer.status_code not in {303, 302}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_no_plain_english_stands_on_any_page(pseudo: Crowd, data: re.Pattern[str], name: str) -> None:
    found: set[str] = set()
    for path in pages_of(pseudo, name):
        if is_page(answer := pseudo.everybody[name].get(path)):
            found |= english(answer.text, data)
    for path in MORE:
        found |= english(pseudo.everybody[name].get(path).text, data)
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("name", ["volunteer", "assistant", "coordinator", "staff", "board", "admin"])
def test_no_plain_english_answers_a_form(pseudo: Crowd, data: re.Pattern[str], name: str) -> None:
    """Filled in well and not at all: what is said of it, refused or done, and on the page one comes to."""
    somebody, found = pseudo.everybody[name], set()
    assert somebody.actor is not None
    today, processes = local_date(TOLD_AT), pseudo.app.extensions["processes"]
    for rule, thing, path, says in tried(pseudo, name, "POST"):
        if not says.sees:
            continue
        well = body(rule.endpoint, somebody.actor, thing, pseudo.things, processes, today)
        typed = either(sorted((str(one) for one in well.values() if one), key=len, reverse=True) or ["…"])
        for sent in (well, dict.fromkeys(well, "")):
            answer = somebody.post(path, sent)
            if answer.status_code == 303:
                answer = somebody.follow(answer)
            if is_page(answer):
                found |= english(answer.text, data, typed)
            pseudo.go_back()
    assert not found, "\n".join(sorted(found))


def test_no_plain_english_is_said_to_whoever_is_not_signed_in(pseudo: Crowd, data: re.Pattern[str]) -> None:
    pages = [rule.rule for rule in rules(pseudo.app, "GET") if not rule.arguments]
    answers = [pseudo.nobody.get(path) for path in (*pages, "/links/no_such", "/static/no_such")]
    answers.append(pseudo.nobody.post("/sign-in", {"email": "nobody@demo.example", "password": "wrong"}))
    answers.append(pseudo.nobody.post("/sign-in", {}))
    answers.append(pseudo.nobody.ask("POST", "/sign-in", {}))
    answers.append(pseudo.nobody.ask("DELETE", "/sign-in", {"csrf_token": pseudo.nobody.token}))
    found = {one for answer in answers if is_page(answer) for one in english(answer.text, data)}
    assert not found, "\n".join(sorted(found))


def test_a_word_that_nobody_marked_is_found_and_a_marked_one_is_not(
    pseudo: Crowd, data: re.Pattern[str]
) -> None:
    with pseudo.app.test_request_context():
        page = render_template_string(
            "<html lang=en><p>{{ _('Marked words') }}</p><p>Bare words</p>"
            "<input placeholder='Hint'><a aria-label='Label'></a><b lang=sv>Svenska</b><i>Bergen</i></html>"
        )
    assert {one.partition(" —")[0] for one in english(page, data)} == {
        "p: Bare words", "input[placeholder]: Hint", "a[aria-label]: Label",
    }  # fmt: skip


def test_the_written_list_is_short_and_gives_its_reasons() -> None:
    assert len(exceptions()) < 20
    assert all(exceptions().values())
