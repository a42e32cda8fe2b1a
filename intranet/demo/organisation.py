"""The demonstration's two countries with their districts, and the people who have carried them since 2000."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from intranet.demo.accounts import NORWAY, SWEDEN, Account
from intranet.demo.stage import Script, Stage, at
from intranet.organisation.limit_words import NEVER
from intranet.organisation.limits import set_limit
from intranet.organisation.operations import (
    create_nation,
    create_unit,
    set_regions,
)
from intranet.organisation.settings import LIMITS
from intranet.policy import ADMIN, COORDINATOR, SYSTEM, VOLUNTEER

BEGINNING = date(2000, 1, 10)
# The clubs report from six weeks ago on (clubs.py).
REPORTED_SINCE = 35
# Until then assistants were trained abroad; from here on the country has a programme of its own.
PRACTICE_SINCE = date(2004, 1, 1)
PRACTICE = ("observed_meetings", "led_meetings", "supervisions")
SILENCE = ("silent_remind_days", "silent_unlist_days", "silent_close_days")

# Agder and Finnmark have no district: an idea there shows what is missing, and who can mend it.
DISTRICTS = {
    "Norge": {
        "Oslo og Akershus": ["NO.12", "NO.01"],
        "Innlandet": ["NO.34"],
        "Østfold": ["NO.13"],
        "Buskerud": ["NO.04"],
        "Rogaland": ["NO.14"],
        "Vestland": ["NO.46"],
        "Møre og Romsdal": ["NO.08"],
        "Trøndelag": ["NO.21"],
        "Troms": ["NO.18"],
    },
    "Sverige": {
        "Östergötland": ["SE.16"],
        "Mellannorrland": ["SE.07", "SE.24"],
    },
}
ASSOCIATIONS = {
    "Oslo og Akershus": "Oslo lokallag",
    "Innlandet": "Hamar lokallag",
    "Vestland": "Bergen lokallag",
    "Östergötland": "Linköping lokalförening",
    "Mellannorrland": "Härnösand lokalförening",
}
# Who has each district, and who helps out everywhere in it: as contact person, or standing in.
COORDINATORS = {
    "Oslo og Akershus": ("Ola", "Ottar", "Oslo"),
    "Innlandet": ("Ingrid", "Idar", "Hamar"),
    "Østfold": ("Øyvind", "Ågot", "Sarpsborg"),
    "Buskerud": ("Borghild", "Brage", "Drammen"),
    "Rogaland": ("Ragnhild", "Roar", "Stavanger"),
    "Møre og Romsdal": ("Mona", "Mons", "Ålesund"),
    "Trøndelag": ("Torunn", "Tarjei", "Trondheim"),
    "Troms": ("Turid", "Terje", "Tromsø"),
}


def organisation(stage: Stage) -> Script:
    """The tree, the office and the board, a coordinator and a volunteer for each district."""
    yield at(BEGINNING)
    session, moment = stage.session, stage.moment
    for nation, country in (("Norge", "NO"), ("Sverige", "SE")):
        stage.units[nation] = create_nation(session, SYSTEM, moment, name=nation, country=country).id
        for district, regions in DISTRICTS[nation].items():
            made = create_unit(
                session, SYSTEM, moment, parent_id=stage.units[nation], kind="district", name=district
            )
            set_regions(session, SYSTEM, moment, made.id, regions=regions)
            stage.units[district] = made.id
    for district, association in ASSOCIATIONS.items():
        stage.units[association] = create_unit(
            session, SYSTEM, moment, parent_id=stage.units[district], kind="association", name=association
        ).id
    yield at(BEGINNING, 11)
    for account in NORWAY:
        enter(stage, account, by="system" if account.role == ADMIN else "admin")
    stage.joins("admin.sweden", "Anders Exempel", "Sverige", language="sv", role=ADMIN, by="system")
    for account in SWEDEN:
        enter(stage, account, by="admin.sweden")
    stage.gets_role("coordinator.sweden", COORDINATOR, "Mellannorrland", by="admin.sweden")
    _silence_counts(stage, since=False)
    _set(stage, "Norge", dict.fromkeys(PRACTICE, 0))
    yield at(BEGINNING, 13)
    for district, (coordinator, volunteer, home) in COORDINATORS.items():
        stage.joins(
            f"coordinator {district}", f"{coordinator} Eksempel", district,
            language="nb", home=home, role=COORDINATOR,
        )  # fmt: skip
        stage.joins(
            f"volunteer {district}",
            f"{volunteer} Eksempel",
            district,
            language="nb",
            home=home,
            role=VOLUNTEER,
        )


def reporting_begins(stage: Stage) -> Script:
    """Meetings are reported here since a while ago; before that nobody wondered when nothing was heard of a group."""
    yield stage.ago(REPORTED_SINCE, 8)
    _silence_counts(stage, since=True)


def practice_begins(stage: Stage) -> Script:
    """Whoever was trained in 2003 was certified on the strength of the course abroad."""
    yield at(PRACTICE_SINCE)
    _set(stage, "Norge", {key: LIMITS[key] for key in PRACTICE})


def _silence_counts(stage: Stage, *, since: bool) -> None:
    for nation in DISTRICTS:
        _set(stage, nation, {key: LIMITS[key] if since else NEVER for key in SILENCE})


def _set(stage: Stage, nation: str, limits: Mapping[str, int]) -> None:
    admin = "admin" if nation == "Norge" else "admin.sweden"
    for key, value in limits.items():
        set_limit(
            stage.session,
            stage.actor(admin),
            stage.moment,
            nation_id=stage.units[nation],
            key=key,
            value=value,
        )


def enter(stage: Stage, account: Account, by: str) -> None:
    stage.joins(
        account.who, account.name, account.unit,
        language=account.language, home=account.home, role=account.role, account=account.who, by=by,
    )  # fmt: skip


def coordinator_of(district: str) -> str:
    """The short name of whoever has the district."""
    own = {
        "Vestland": "coordinator",
        "Östergötland": "coordinator.sweden",
        "Mellannorrland": "coordinator.sweden",
    }
    return own.get(district, f"coordinator {district}")


def volunteer_of(district: str) -> str:
    own = {
        "Vestland": "volunteer",
        "Östergötland": "volunteer.linkoping",
        "Mellannorrland": "volunteer.linkoping",
    }
    return own.get(district, f"volunteer {district}")
