"""What leaves as a file, a calendar, a link or a notice names nobody who asks, comes or joins, and never what for."""

from __future__ import annotations

import ast
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import select

import intranet
from intranet.cases.models import Case, Notice
from intranet.db import Base
from intranet.extensions import db
from intranet.folding import folded
from intranet.gatherings.calendar import calendar_file
from intranet.gatherings.models import Gathering
from intranet.organisation.models import Unit
from intranet.participants.details import name_of
from intranet.privacy.wording import speaks_of_health
from tests.demo.test_people_who_come import here, names_in, ways_in
from tests.support.addresses import tried
from tests.support.crowd import ACCOUNTS, Crowd

# What a group is for, in four languages, beside what speaks of health; folded, anywhere in a text.
PURPOSE = (
    "peer support", "self-help", "self help", "support group", "club", "recovery", "klub", "kamratst", "kammeratst",
    "likeperson", "likemand", "likemann", "selvhj", "sjalvhj", "stottegrup", "stodgrup", "familieg", "familjeg",
    "tilfrisk", "tillfrisk", "hudolin", "iogt", "actis",
)  # fmt: skip
PLANTED = (
    "Meeting of the family club", "Peer support, Bergen", "Familjeklubben träffas", "Kamratstöd på tisdag",
    "Møte i familieklubben", "Likepersontreff", "Mødet i familieklubben", "Selvhjælpsgruppe", "Group for sobriety",
    "Nykterhetsträff", "Edrutreff", "Samtale om avhengighet", "Om afhængighed",
)  # fmt: skip
HARMLESS = ("Meeting", "Möte", "Møte", "Møde", "Library, Bergen", "BEGIN:VCALENDAR")
LANGUAGES = ("en", "sv", "nb", "da")

LINK = re.compile(r'href="((?:mailto|sms|webcal|data):[^"]*)"')
# So many things are asked for at each address.
MOST = 4
# What a browser may be given besides pages, and where a file that is not text comes from.
FILES = {"text/csv", "text/calendar", "application/json", "text/css", "application/pdf"}
PRINTED = {"certificates.printed"}
# By these mail leaves, or anything else does, or a calendar is written. Whoever comes to need one is tried here too.
WAYS_OUT = {
    "smtplib", "email", "imaplib", "poplib", "ftplib", "telnetlib", "xmlrpc", "http", "urllib3", "requests", "httpx",
    "aiohttp", "aiosmtplib", "flask_mail", "flask_mailman", "boto3", "twilio", "icalendar", "ics", "vobject",
}  # fmt: skip


def tells_what_for(text: str) -> bool:
    return speaks_of_health(text) or any(word in folded(text) for word in PURPOSE)


@dataclass(frozen=True)
class Answer:
    """Of a page, whose names stand on it and which links leave it; of anything else, its text and its file's name."""

    account: str
    endpoint: str
    path: str
    mimetype: str
    names: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True)
class Known:
    """Who comes to which group, and every word by which somebody asks, comes or joins."""

    group_of: dict[str, str]
    words: frozenset[str]


@pytest.fixture(scope="module")
def known(whole_crowd: Crowd) -> Known:
    with whole_crowd.app.app_context():
        session = db.session()
        paths = {unit.id: unit.path for unit in session.scalars(select(Unit))}
        group_of = {name: paths[one.group_id] for one in here(session) if (name := name_of(session, one))}
        return Known(group_of, frozenset({*names_in(session), *ways_in(session)}))


@pytest.fixture(scope="module")
def answers(whole_crowd: Crowd, known: Known) -> list[Answer]:
    """Every address of the url_map for every account, asked by a browser that would rather have a file than a page."""
    called = re.compile(rf"\b({'|'.join(map(re.escape, known.group_of))})\b")
    found, asked = [], Counter[tuple[str, str]]()
    for name in ACCOUNTS:
        for rule, _thing, path, says in tried(whole_crowd, name, "GET"):
            asked[name, rule.endpoint] += says.sees
            if not says.sees or asked[name, rule.endpoint] > MOST:
                continue
            got = whole_crowd.everybody[name].get(path, Accept="text/csv, application/json, */*;q=0.1")
            about = (name, rule.endpoint, path, got.mimetype or "")
            if got.mimetype == "text/html":
                links = frozenset(LINK.findall(got.text))
                found.append(Answer(*about, frozenset(called.findall(got.text)), links))
            else:
                text = got.data.decode("utf-8", "replace") + got.headers.get("Content-Disposition", "")
                found.append(Answer(*about, text=text))
    whole_crowd.go_back()
    return found


def test_who_comes_is_named_on_pages_to_those_of_the_very_group_and_nowhere_else(
    answers: list[Answer], known: Known, whole_crowd: Crowd
) -> None:
    wrong = []
    for answer in answers:
        actor = whole_crowd.everybody[answer.account].actor
        assert actor is not None
        wrong += [
            (answer, name) for name in answer.names
            if not actor.roles_in(known.group_of[name]) & {"volunteer", "assistant"}
        ]  # fmt: skip
    assert wrong == []
    named = {(answer.account, name) for answer in answers for name in answer.names}
    assert {account for account, _name in named} >= {"assistant", "volunteer", "volunteer.linkoping"}, (
        "the control"
    )
    assert len(named) > 12


def test_no_file_and_no_table_names_anybody_who_asks_comes_or_joins(
    answers: list[Answer], known: Known
) -> None:
    files = [answer for answer in answers if answer.mimetype != "text/html"]
    assert {answer.mimetype for answer in files} <= FILES
    assert {answer.endpoint for answer in files if answer.mimetype == "application/pdf"} == PRINTED
    assert {answer.endpoint for answer in files} >= {"reports.table", "reports.way_table"}, (
        "tables are among them"
    )
    assert [(answer, word) for answer in files for word in known.words if word in answer.text] == []
    assert len(known.words) >= 45


@pytest.mark.parametrize("text", PLANTED)
def test_the_control_finds_what_for_in_a_calendar(text: str) -> None:
    moment = datetime(2026, 5, 19, 16).astimezone()
    gathering = Gathering(id=uuid.uuid4(), starts_at=moment, ends_at=moment, version=1, status="announced")
    written = [
        calendar_file(gathering, summary=summary, place=place, written_at=moment)
        for summary, place in ((text, "Bergen"), ("Meeting", text), ("Meeting", "Bergen"))
    ]
    assert [tells_what_for(unfolded(one.decode())) for one in written] == [True, True, False]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_neutral_word_tells_nothing(text: str) -> None:
    assert not tells_what_for(text)


def test_no_calendar_tells_what_for_in_any_language_or_at_any_address(
    answers: list[Answer], whole_crowd: Crowd
) -> None:
    calendars = [answer for answer in answers if answer.mimetype == "text/calendar"]
    written = {unfolded(answer.text) for answer in calendars}
    for answer in calendars:
        for language in LANGUAGES:
            got = whole_crowd.everybody[answer.account].get(
                answer.path, Accept_Language=language, Host="familieklubb.example"
            )
            assert got.status_code == 200
            written.add(unfolded(got.text))
    assert len(written) > 3
    assert [text for text in written if tells_what_for(text)] == []


def unfolded(calendar: str) -> str:
    """Long lines are broken in a calendar, also within a word."""
    return re.sub(r"\r?\n[ \t]", "", calendar)


def test_no_link_by_which_somebody_writes_begins_the_letter(answers: list[Answer]) -> None:
    links = {link for answer in answers for link in answer.links}
    assert links, "the control: a coordinator can write to somebody who asked"
    assert [link for link in links if "?" in unquote(link) or tells_what_for(unquote(link))] == []


def test_whoever_is_told_is_told_by_a_row_without_words(whole_crowd: Crowd) -> None:
    """The outbox: of a letter it holds neither sender nor subject nor text, whatever case it is about."""
    assert {column.name for column in Notice.__table__.columns} == {
        "id", "case_id", "task_id", "person_id", "role", "unit_id", "made_at", "withdrawn_at",
    }  # fmt: skip
    with whole_crowd.app.app_context():
        rows = (
            db.session()
            .execute(
                select(Case.subject_kind, Notice.role).join(Notice, Notice.case_id == Case.id).distinct()
            )
            .all()
        )
    assert {kind for kind, _role in rows} >= {"group", "participant", "enquiry", "membership"}
    assert [role for _kind, role in rows if role and tells_what_for(role)] == []
    columns = {column.name for table in Base.metadata.sorted_tables for column in table.columns}
    assert columns & {"subject", "subject_line", "body", "sender", "recipient", "mail_to", "headers"} == set()


def imports() -> Iterator[tuple[str, str]]:
    """Each module of the program, with the packages that it takes."""
    folder = Path(intranet.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            yield from ((str(path.relative_to(folder)), name) for name in names)


def test_nothing_else_can_send_or_write_a_calendar() -> None:
    out = {
        (path, name)
        for path, name in imports()
        if name.partition(".")[0] in WAYS_OUT or name == "urllib.request"
    }
    assert out == {("gatherings/calendar.py", "icalendar")}
