"""The accounts of the demonstration that people are told of; everybody in it is invented, and named as an example."""

from __future__ import annotations

from dataclasses import dataclass

from intranet.policy import (
    ADMIN,
    APPEALS,
    ASSISTANT,
    BOARD,
    COORDINATOR,
    DATA_PROTECTION,
    MENTOR,
    SAFEGUARDING,
    STAFF,
    TRAINER,
    VOLUNTEER,
)

PASSWORD = "kaffe och bulle 2003"  # noqa: S105 - printed at every start of the demonstration


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as: `who@demo.example`. `unit` and `home` are names of the demonstration's places."""

    who: str
    name: str
    role: str | None
    unit: str
    home: str | None
    about: str
    language: str = "nb"


# The administrator comes first: the others are entered by them.
NORWAY = (
    Account("admin", "Arne Eksempel", ADMIN, "Norge", "Oslo", "looks after accounts and roles"),
    Account("staff", "Siv Eksempel", STAFF, "Norge", "Oslo", "works in the office"),
    Account("staff.second", "Stein Eksempel", STAFF, "Norge", "Oslo", "the office's second pair of eyes"),
    Account("board", "Berit Eksempel", BOARD, "Norge", "Oslo", "sits on the board"),
    Account("board.second", "Bård Eksempel", BOARD, "Norge", "Hamar", "sits on the board too"),
    Account("trainer", "Tone Eksempel", TRAINER, "Norge", "Hamar", "trains assistants in all of Norway"),
    Account("mentor", "Magne Eksempel", MENTOR, "Vestland", "Sogndal", "an experienced assistant who helps new ones"),
    Account("coordinator", "Kari Eksempel", COORDINATOR, "Vestland", "Bergen", "has the district of Bergen"),
    Account(
        "coordinator.second", "Knut Eksempel", COORDINATOR, "Vestland", "Førde", "shares the district of Bergen"
    ),
    Account(
        "volunteer", "Vigdis Eksempel", VOLUNTEER, "Vestland", "Bergen",
        "helps in the club in Sauda, and would like to see one in Bergen",
    ),
    Account("assistant", "Astrid Eksempel", ASSISTANT, "Rogaland", "Sauda", "certified; leads the club in Sauda"),
    Account(
        "assistant.bergen", "Bjørg Eksempel", ASSISTANT, "Vestland", "Bergen",
        "has a paper whose dates nobody knows yet",
    ),
    Account("appeals", "Aslaug Eksempel", APPEALS, "Norge", "Trondheim", "hears appeals"),
    Account("safeguarding", "Sunniva Eksempel", SAFEGUARDING, "Norge", "Oslo", "looks after everybody's safety"),
    Account("dataprotection", "Didrik Eksempel", DATA_PROTECTION, "Norge", "Oslo", "looks after people's data"),
    Account("outsider", "Odd Eksempel", None, "Norge", None, "signed in, without a role"),
)  # fmt: skip

SWEDEN = (
    Account("staff.sweden", "Sture Exempel", STAFF, "Sverige", "Stockholm", "works in the Swedish office", "sv"),
    Account("board.sweden", "Birgitta Exempel", BOARD, "Sverige", "Stockholm", "sits on the Swedish board", "sv"),
    Account("trainer.sweden", "Tyra Exempel", TRAINER, "Sverige", "Linköping", "trains assistants in Sweden", "sv"),
    Account(
        "coordinator.sweden", "Karin Exempel", COORDINATOR, "Östergötland", "Norrköping",
        "has the district Östergötland", "sv",
    ),
    Account(
        "volunteer.linkoping", "Vera Exempel", VOLUNTEER, "Östergötland", "Linköping",
        "helps out in Linköping", "sv",
    ),
)  # fmt: skip
