"""Who appears in the tests: one line each on who they are and what they may. Nobody of them exists."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from intranet.organisation.models import Town, Unit
from intranet.people.models import Person
from tests import factories

PASSWORD = "kaffe och bulle 2003"

# name -> (role, where, home): where is "nation", "vestland", "ostlandet" or "sweden".
PEOPLE = {
    "volunteer": ("volunteer", "vestland", "Bergen"),  # lives in Bergen and would like a club there
    "assistant": ("assistant", "vestland", "Bergen"),  # leads clubs once she is certified
    "trainer": ("trainer", "nation", "Oslo"),  # trains assistants in all of Norway
    "coordinator": ("coordinator", "vestland", "Bergen"),  # has the district of Bergen
    "coordinator_east": ("coordinator", "ostlandet", "Oslo"),  # has another district
    "staff": ("staff", "nation", "Oslo"),  # the office
    "staff_two": ("staff", "nation", "Oslo"),  # the office's other person, for four eyes
    "board": ("board", "nation", "Oslo"),  # decides
    "board_two": ("board", "nation", "Oslo"),  # decides too
    "admin": ("admin", "nation", "Oslo"),  # accounts and roles, no cases
    "swede": ("coordinator", "sweden", None),  # another country
    "outsider": (None, "vestland", None),  # signed in, no role anywhere
}


@dataclass
class Cast:
    """The organisation of the tests and its people by name."""

    units: dict[str, Unit]
    towns: dict[str, Town]
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def build(session: Session) -> Cast:
    """Two nations, two districts in Norway, and everybody of PEOPLE in their roles."""
    norway = factories.unit(session, "nation", "Norge")
    units = {
        "nation": norway,
        "vestland": factories.unit(session, "district", "Vestland", norway, regions=("NO.46",)),
        "ostlandet": factories.unit(session, "district", "Østlandet", norway, regions=("NO.12",)),
        "sweden": factories.unit(session, "nation", "Sverige", country="SE"),
    }
    towns = {
        "Bergen": factories.town(session, "Bergen", 60.392, 5.324, "NO.46"),
        "Oslo": factories.town(session, "Oslo", 59.913, 10.752, "NO.12"),
    }
    people = {}
    for name, (role, where, home) in PEOPLE.items():
        shown = f"{name.replace('_', ' ').title()} Eksempel"
        people[name] = factories.person(session, shown, units[where], towns[home] if home else None)
        if role is not None:
            factories.role(session, people[name], role, units[where])
    return Cast(units, towns, people)
