"""Who asks, comes and joins is read on pages and in no file; who left in no older copy, and the neighbour is whole."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import psycopg
import pytest
from sqlalchemy import create_engine, make_url, select, text

from intranet.cli import intranet
from intranet.clock import local_date
from intranet.db import writing
from intranet.enquiries import operations as enquiries
from intranet.enquiries import reading
from intranet.enquiries.models import Enquiry
from intranet.extensions import db
from intranet.groups.models import Meeting
from intranet.organisation.actors import actor_of
from intranet.participants import consents
from intranet.participants.models import CONTACT, IN_PERSON
from tests.enquiries.asking import WRITTEN
from tests.privacy.everybody import Everybody, Somebody, fills, sends
from tests.races.browsers import Browser
from tests.support import canary
from tests.support.clock import Clock
from tests.support.databases import KINDS
from tests.support.forms import forms_of
from tests.support.installations import NewInstallation
from tests.support.processes import clean_environment, free_port, run, running

# Everything that the program or a library of it ever says: each statement with what was sent, each request.
TALKATIVE = """
import logging
logging.basicConfig(level=logging.DEBUG)
logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)
from intranet.cli import main
main()
"""
READ_IN_SECONDS = 3.5
# What the commands say that say anything of what is stored; the others are run below, or bring something in.
SAYING = (
    ("doctor",), ("report", "year", "--from", "2020-01-01", "--to", "2099-12-31"), ("workflows", "plan"),
    ("workflows", "check"),
)  # fmt: skip
OTHERS = {
    ("backup",), ("restore",), ("web",), ("demo",), ("init",), ("import",), ("keys", "rotate"), ("workflows", "docs"),
}  # fmt: skip


@dataclass
class Place:
    """An installation at work, with the folders that its processes write to besides their own."""

    everybody: Everybody
    folder: Path

    def __post_init__(self) -> None:
        for folder in (self.temporary, self.logs):
            folder.mkdir()

    temporary = property(lambda self: self.folder / "temporary")
    logs = property(lambda self: self.folder / "logs")
    copy = property(lambda self: self.folder / "copy")

    @property
    def environment(self) -> dict[str, str]:
        return clean_environment(**self.everybody.installation.environment) | {"TMPDIR": str(self.temporary)}

    @contextmanager
    def serves(self) -> Iterator[str]:
        port = str(free_port())
        site = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-c", TALKATIVE, "web", "--port", port]
        with running(command, self.environment, f"{site}/healthz", log=self.logs / "web.txt"):
            yield site

    def says(self) -> None:
        for number, words in enumerate(SAYING):
            answer = self.everybody.installation.run(*words)
            assert answer.out + answer.err, words
            (self.logs / f"said-{number}.txt").write_text(answer.out + answer.err)

    def runs(self, *words: str) -> None:
        answer = run(words, self.environment)
        (self.logs / f"{words[0]}.txt").write_text(answer.stdout + answer.stderr)
        assert answer.returncode == 0, answer

    def seen(self, *stems: str) -> list[str]:
        """Where one of them can be read, in everything that was ever written."""
        with self.everybody.installation.opened() as app:
            where = canary.places(app)
        return canary.seen(stems, *where, self.folder)


@pytest.fixture(params=KINDS)
def place(
    new_installation: NewInstallation, request: pytest.FixtureRequest, clock: Clock, tmp_path: Path
) -> Iterator[Place]:
    everybody = Everybody(new_installation(request.param), clock)
    everybody.begin()
    if request.param == "postgresql":
        talks(everybody.installation.url)
    (tmp_path / "place").mkdir()
    yield Place(everybody, tmp_path / "place")
    for browser in everybody.browsers:
        browser.close()


def talks(url: str) -> None:
    """The server of the database writes down every statement with its values too; its log lies with its files."""
    address = make_url(url)
    with psycopg.connect(
        address.set(drivername="postgresql").render_as_string(False), autocommit=True
    ) as asked:
        asked.execute(f'ALTER DATABASE "{address.database}" SET log_statement = "all"'.encode())


@contextmanager
def without_enquiries(url: str) -> Iterator[None]:
    """What is asked meanwhile ends in an error of the database."""
    engine = create_engine(url)
    for before, after in (("enquiries", "away"), ("away", "enquiries")):
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))
        if after == "away":
            yield
    engine.dispose()


class Asker:
    """A stranger before the public form, with what the page hid in it."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.since = browser, time.monotonic()
        self.browser.get("/ask")
        (form,) = [one for one in forms_of(self.browser.page, "/ask") if one.action == "/ask"]
        self.hidden = form.hidden

    def sends(self, said: dict[str, str], *expects: int) -> None:
        time.sleep(max(0.0, READ_IN_SECONDS - (time.monotonic() - self.since)))
        own = {
            "way": "email",
            "value": f"{said['reach']}@post.example",
            "name": said["called"],
            "note": said["note"],
        }
        sends(self.browser, "/ask", {**WRITTEN, **self.hidden, **own}, *expects)


def plants(everybody: Everybody, site: str, word: str) -> None:
    """Something that is not sealed: what whoever leads the group is called."""
    fills(everybody.at(site, "leader"), f"/people/{everybody.leader_id}/details", name=f"{word} Eksempel")


def goes(everybody: Everybody, site: str, phone: Browser, one: Somebody) -> None:
    """They take back what they applied for and leave; the note of that evening and their enquiry are erased too.

    Cia takes back that she may be contacted.
    """
    for path in ("/mine/pledge/undoing", "/mine/leaving"):
        phone.get("/mine")
        sends(phone, path, {})
    with everybody.installation.opened():
        session = db.session()
        evening = session.scalars(select(Meeting).order_by(Meeting.held_on.desc())).first()
        assert evening is not None
        theirs = [
            row.id for row in session.scalars(select(Enquiry))
            if one.stem in str(reading.opened(session, row, with_contact=True))
        ]  # fmt: skip
        with writing(session):
            enquiries.erase(session, everybody.clock(), theirs)
            helper = actor_of(session, everybody.helper_id, local_date(everybody.clock()))
            cia = everybody.cia.participant_id
            consents.withdraw(session, helper, everybody.clock(), cia, CONTACT, channel=IN_PERSON)
        meeting_id = evening.id
    leader = everybody.at(site, "leader")
    leader.get(f"/groups/{everybody.group_id}")
    sends(leader, f"/groups/{everybody.group_id}/meetings/{meeting_id}/withdrawal", {})


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, one in group.commands.items():
        if isinstance(one, click.Group):
            yield from commands(one, (*before, name))
        else:
            yield (*before, name)


def test_every_command_that_says_something_is_listened_to() -> None:
    """A new one, such as an export, is written down here and searched; those of the migrations are a library's."""
    found = {words for words in commands(intranet) if words[0] != "db"}
    assert {words for words in found if not any(said[: len(words)] == words for said in SAYING)} == OTHERS


def test_everybody_is_read_on_pages_and_in_no_file_and_who_went_opens_in_no_older_copy(place: Place) -> None:
    everybody, refused, failed = place.everybody, Somebody(), Somebody()
    anna, bo, cia, planted = everybody.anna, everybody.bo, everybody.cia, canary.word("planted")
    with place.serves() as site:
        askers = [Asker(everybody.browser(site)) for _ in range(4)]
        phones = [everybody.tell(site, one, days_ago) for days_ago, one in enumerate(everybody.both, start=1)]
        for asker, one in zip(askers, everybody.both, strict=False):
            asker.sends(one.words)
        askers[2].sends({**refused.words, "note": f"{refused.stem} drikker"}, 422)
        with without_enquiries(everybody.installation.url):
            askers[3].sends(failed.words, 500, 503)
        plants(everybody, site, planted)
        place.runs("backup", str(place.copy))
        place.says()
        shown = everybody.pages(site, phones)
        assert {word for word in anna.own_words | bo.own_words if word not in shown} == set()
        found = place.seen(anna.stem, bo.stem, cia.stem, refused.stem, failed.stem, planted)
        assert [line for line in found if planted not in line] == []
        files = {line.partition(":")[0] for line in found}
        assert "web.txt" in files, (
            "the control: what is plain is found, also in what the process says of its work"
        )
        assert len(files) > 2, "and in the database and its copy"
        assert everybody.installation.kind == "sqlite" or "log" in files, (
            "and in what the database's server says"
        )

        lay = everybody.sealed()
        goes(everybody, site, phones[0], anna)
        shown = everybody.pages(site, phones[1:])
        assert anna.stem not in shown
        assert {word for word in bo.own_words if word not in shown} == set()
    assert everybody.readable() == bo.own_words | {cia.words["name"]}
    assert place.seen(anna.stem, bo.stem, cia.stem) == []

    place.runs("restore", str(place.copy), "--replace")

    assert everybody.sealed() == lay, (
        "the control: the older rows are back as they were, and only their keys are gone"
    )
    # What was sealed anew since then, Cia's name, is not in the older copy.
    assert everybody.readable() == bo.own_words
