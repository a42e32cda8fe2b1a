"""People who ask, come and join at an installation, each with words of their own that stand nowhere else."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from intranet.cases.models import Case
from intranet.db import writing
from intranet.enquiries import reading
from intranet.enquiries.models import Enquiry
from intranet.extensions import db
from intranet.groups.models import Assignment, Meeting
from intranet.memberships.details import details_of
from intranet.memberships.models import Membership
from intranet.participants import bars, details, links
from intranet.participants.details import Contact
from intranet.participants.models import CONTACT, RECORD, Participant
from intranet.privacy.sealing import unseal
from intranet.privacy.wording import speaks_of_health
from tests import factories
from tests.races.browsers import Browser
from tests.support import canary
from tests.support.clock import Clock
from tests.support.forms import forms_of
from tests.support.installations import Installation, begun
from tests.support.visitors import email_of, password_hash
from tests.workflows.participant_path.driver import Path

HELPERS = ("helper", "leader", "coordinator", "staff")
# What is said of each in every way that there is: at the door, on their own page, on the public form, at a meeting.
KINDS = ("name", "contact", "barred", "legal", "address", "called", "note", "reach", "evening")


def _stem() -> str:
    """No form asks whether it has to be written down."""
    while speaks_of_health(found := canary.word("")):
        continue
    return found


@dataclass
class Somebody:
    """Every word of theirs ends in `stem`, so that one search finds them all."""

    stem: str = field(default_factory=_stem)
    participant_id: uuid.UUID = field(default_factory=uuid.uuid4)
    code: str = ""

    @property
    def words(self) -> dict[str, str]:
        return {kind: kind + self.stem for kind in KINDS}

    @property
    def own_words(self) -> set[str]:
        return set(self.words.values())


@dataclass
class Everybody:
    """Anna and Bo did all of it by themselves over HTTP, Cia let a helper note it; who helps has an account."""

    installation: Installation
    clock: Clock
    anna: Somebody = field(default_factory=Somebody)
    bo: Somebody = field(default_factory=Somebody)
    cia: Somebody = field(default_factory=Somebody)
    group_id: uuid.UUID = field(default_factory=uuid.uuid4)
    leader_id: uuid.UUID = field(default_factory=uuid.uuid4)
    helper_id: uuid.UUID = field(default_factory=uuid.uuid4)
    browsers: list[Browser] = field(default_factory=list)

    def browser(self, site: str) -> Browser:
        self.browsers.append(Browser(site))
        return self.browsers[-1]

    def begin(self) -> None:
        """A group, those who help there, and Anna and Bo who think of joining; the server's clock is the real one."""
        self.clock.moment = datetime.now(UTC) - timedelta(hours=1)
        with begun(self.installation, self.clock) as (session, people):
            way = Path(session, people, self.clock)
            self.group_id, self.leader_id, self.helper_id = way.group.id, people.leader.id, people.helper.id
            with writing(session):
                for name in HELPERS:
                    factories.account(session, people.people[name], email_of(name), password_hash())
                factories.certificate(
                    session, people.leader, people.staff, date(2020, 1, 1), date(2099, 1, 1)
                )
                before = self.clock() - timedelta(days=30)
                session.add(
                    Assignment(
                        group_id=self.group_id, person_id=self.leader_id, asked_by=people.coordinator.id,
                        asked_at=before, accepted_at=before,
                    )
                )  # fmt: skip
            for one in (self.anna, self.bo, self.cia):
                way.brought_to("thinking")
                said = one.words if one is self.cia else {"name": "Somebody", "contact": "somebody"}
                way.agrees(RECORD, name=said["name"])
                way.agrees(CONTACT, contact=Contact("email", f"{said['contact']}@post.example"))
                one.participant_id = way.participant_id
                one.code = way.does(links.give_link, people.helper, one.participant_id)

    def tell(self, site: str, one: Somebody, days_ago: int) -> Browser:
        """Everything they say, typed into pages; their own page stays open in the browser that comes back."""
        said, phone = one.words, self.browser(site)
        fills(phone, f"/mine/{one.code}")
        fills(
            phone, "/mine/details", name=said["name"], way="email", value=f"{said['contact']}@post.example",
            hours="any", language="nb",
        )  # fmt: skip
        fills(phone, "/mine/bars", name=f"Ola {said['barred']}", person="")
        fills(
            phone, "/mine/pledge", legal_name=said["legal"], birth_year="1975", fee_class="middle", association="",
            address=f"{said['address']} 4", pledge="y",
        )  # fmt: skip
        fills(phone, "/mine/support", leader=str(self.leader_id))
        leader = self.at(site, "leader")
        evening = (datetime.now(UTC) - timedelta(days=days_ago)).date()
        fills(
            leader, f"/groups/{self.group_id}/meetings", held_on=evening.isoformat(), led_by=str(self.leader_id),
            came="3", different_visitors="3", note=said["evening"],
        )  # fmt: skip
        return phone

    def at(self, site: str, name: str) -> Browser:
        browser = self.browser(site)
        browser.sign_in(email_of(name))
        return browser

    def pages(self, site: str, phones: list[Browser]) -> str:
        """What everybody who may reads of them, page by page."""
        with self.installation.opened():
            session = db.session()
            enquiries = session.scalars(select(Case.id).where(Case.workflow == "enquiry")).all()
            evenings = session.scalars(select(Meeting.id)).all()
            members = session.scalars(select(Membership.id)).all()
        group = f"/groups/{self.group_id}"
        asked = {
            "helper": [f"{group}/participants", *(f"/participants/{one.participant_id}/contact" for one in self.both)],
            "leader": [f"{group}/meetings/{one}/note" for one in evenings],
            "coordinator": [f"/cases/{one}" for one in enquiries],
            "staff": [f"/members/{one}" for one in members],
        }  # fmt: skip
        shown = []
        for name, paths in asked.items():
            browser = self.at(site, name)
            for path in paths:
                browser.get(path)
                shown.append(browser.page)
        for phone in phones:
            phone.get("/mine/bars")
            shown.append(phone.page)
        return "".join(shown)

    @property
    def both(self) -> tuple[Somebody, Somebody]:
        return self.anna, self.bo

    def readable(self) -> set[str]:
        """The words that the installation can still open with its keys."""
        found: list[str | None] = []
        with self.installation.opened():
            session = db.session()
            for one in session.scalars(select(Participant)):
                found += [details.name_of(session, one), str(details.contact_of(session, one))]
                found += [bar.name for bar in bars.standing(session, one.id)]
            for member in session.scalars(select(Membership)):
                found.append(str(details_of(session, member)))
            for enquiry in session.scalars(select(Enquiry)):
                found.append(str(reading.opened(session, enquiry, with_contact=True)))
            for meeting in session.scalars(select(Meeting).where(Meeting.note.is_not(None))):
                found.append(unseal(session, meeting.id, f"meetings.note/{meeting.id}", meeting.note or b""))
        text = " ".join(one or "" for one in found)
        return {word for one in (*self.both, self.cia) for word in one.own_words if word in text}

    def sealed(self) -> list[tuple[str, bytes]]:
        """Every sealed word of them as it lies in the database."""
        columns = {
            Participant: ("name", "contact", "membership"), Membership: ("legal_name", "contact"),
            Enquiry: ("name", "note", "contact"), Meeting: ("note",),
        }  # fmt: skip
        with self.installation.opened():
            return sorted(
                (f"{model.__tablename__}.{column}", bytes(value))
                for model, names in columns.items()
                for row in db.session.scalars(select(model))
                for column in names
                if (value := getattr(row, column)) is not None
            )


def fills(browser: Browser, path: str, **typed: str) -> None:
    """Opens a page and sends the form of it that leads to the same address, with what the page hid in it."""
    assert browser.get(path) == 200, path
    (form, *_others) = [one for one in forms_of(browser.page, path) if one.action == path]
    sends(browser, path, {**form.hidden, **typed})


def sends(browser: Browser, path: str, filled: dict[str, str], *expects: int) -> None:
    status, browser.page, _headers = browser.post(path, **filled)
    assert status in (expects or (303,)), (path, status, browser.page)
