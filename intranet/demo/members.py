"""Memberships on their way through `member_follow_up`, of people whose groups the office knows nothing of."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

from intranet.demo.stage import Script, Stage, at
from intranet.memberships import operations, paying, pledges
from intranet.memberships.details import Contact
from intranet.memberships.models import OWN_PAGE, Membership
from intranet.memberships.operations import Application

WORKFLOW = "member_follow_up"
ASSOCIATION, SWEDISH = "Bergen lokallag", "Linköping lokalförening"
OFFICE = {"NO": "staff", "SE": "staff.sweden"}
# Acts of a participant's story that somebody in the office does.
OF_THE_OFFICE = frozenset({"is confirmed", "is welcomed as a member"})
# From these days of a year on, its unpaid fee has been reminded of, or ends the membership, as far as the story tells.
REMINDED, REMOVABLE = (3, 15), (8, 10)


def members(stage: Stage) -> Iterator[Script]:
    yield from (
        story(stage)
        for story in (
            _on_its_way, _did_not_join, _new, _welcomed, _settled, _quiet, _unpaid, _to_be_removed, _removed,
            _resigned, _in_linkoping, _new_in_linkoping, _on_its_way_in_linkoping,
        )
    )  # fmt: skip


def applies(
    stage: Stage,
    case: str,
    name: str,
    country: str = "NO",
    language: str = "nb",
    *,
    association: str | None = None,
    phone: str = "",
) -> uuid.UUID:
    """Somebody accepts the pledge on their own page; the case of the office begins by itself."""
    first = name.split(maxsplit=1)[0].lower()
    membership_id = operations.apply(
        stage.session, stage.moment,
        Application(
            country=country, association_id=None if association is None else stage.units[association],
            legal_name=name, birth_year=1968 + len(name), fee_class="middle",
            contact=Contact(email=f"{first}@post.example", phone=phone, phone_allowed=bool(phone)),
            pledge_version=pledges.current(country), pledge_language=language, pledge_channel=OWN_PAGE,
        ),
    )  # fmt: skip
    stage.follows_subject(case, WORKFLOW, membership_id)
    return membership_id


def confirmed(stage: Stage, case: str, *, country: str = "NO", paid_until: int | None = None) -> None:
    """The fee has come, up to the year that is told or today's, and the office confirms."""
    office, membership_id = OFFICE[country], stage.subject(case)
    first = stage.session.get_one(Membership, membership_id).applied_on.year
    _pays(stage, membership_id, first, office)
    for task in ("register", "welcome_letter"):
        stage.finishes(case, task, office)
    stage.takes(case, "start", office)
    for year in range(first + 1, (paid_until or stage.today.year) + 1):
        _pays(stage, membership_id, year, office)


def _pays(stage: Stage, membership_id: uuid.UUID, year: int, office: str) -> None:
    # What Sweden asks is not set, so nobody owes it there.
    how = paying.PAID if office == OFFICE["NO"] else paying.WAIVED
    paying.settle(stage.session, stage.moment, membership_id, year, how, stage.people[office])


def welcomed(stage: Stage, case: str) -> None:
    """Whoever belongs to no association is welcomed by the office."""
    stage.takes(case, "welcome", "staff", how_welcomed="written", wishes=None)
    stage.finishes(case, "invite", "staff")


def _joined(stage: Stage, case: str, name: str, days: int, phone: str, last: str = "welcomed") -> Script:
    """Applied so many days ago with Bergen's association, confirmed and welcomed in the weeks after."""
    yield stage.ago(days, 19)
    applies(stage, case, name, association=ASSOCIATION, phone=phone)
    yield stage.ago(days - 8, 11)
    confirmed(stage, case)
    if last == "welcomed":
        yield stage.ago(days - 12, 17)
        stage.takes(case, "welcome", "volunteer", how_welcomed="rung", wishes="social")


def _on_its_way(stage: Stage) -> Script:
    """Registered; the fee has not come yet."""
    yield stage.ago(6, 20)
    applies(stage, "Ylvas medlemskap", "Ylva Eksempel", association=ASSOCIATION, phone="000 00 201")
    yield stage.ago(5, 10)
    stage.finishes("Ylvas medlemskap", "register", "staff")


def _did_not_join(stage: Stage) -> Script:
    yield stage.ago(30, 20)
    applies(stage, "Jarls medlemskap", "Jarl Eksempel")
    yield stage.ago(25, 10)
    stage.takes("Jarls medlemskap", "undo", "staff")


def _new(stage: Stage) -> Script:
    """Somebody of the association is to ring and welcome."""
    yield from _joined(stage, "Embriks medlemskap", "Embrik Eksempel", 11, "000 00 202", last="confirmed")


def _welcomed(stage: Stage) -> Script:
    yield from _joined(stage, "Fannys medlemskap", "Fanny Eksempel", 38, "000 00 203")
    yield stage.ago(1, 16)
    stage.catches_up("Fannys medlemskap", "coordinator")


def _settled(stage: Stage) -> Script:
    yield from _joined(stage, "Torbens medlemskap", "Torben Eksempel", 95, "000 00 204")
    yield stage.ago(40, 16)
    stage.takes("Torbens medlemskap", "settle", "coordinator")
    yield stage.ago(1, 16)
    stage.catches_up("Torbens medlemskap", "coordinator")


def _quiet(stage: Stage) -> Script:
    """Not seen for a while; a greeting is to be sent."""
    yield from _joined(stage, "Ingvilds medlemskap", "Ingvild Eksempel", 80, "000 00 205")
    yield stage.ago(3, 18)
    stage.takes("Ingvilds medlemskap", "gone_quiet", "volunteer")
    yield stage.ago(1, 16)
    stage.catches_up("Ingvilds medlemskap", "volunteer")


def _unpaid(stage: Stage) -> Script:
    """The fee of the year was due at the end of January; a first reminder has been sent."""
    yield from _owing(stage, "Gautes medlemskap", "Gaute Eksempel", _year_due(stage, REMINDED), "000 00 206")
    yield stage.ago(20)
    stage.takes("Gautes medlemskap", "remind", "staff")


def _to_be_removed(stage: Stage) -> Script:
    """Two reminders, and a call that nobody liked to make; the rule of the country is reached."""
    case, year = "Iselins medlemskap", _year_due(stage, REMOVABLE)
    yield from _owing(stage, case, "Iselin Eksempel", year, "000 00 207")
    yield from _reminded_and_rung(stage, case, year)


def _removed(stage: Stage) -> Script:
    case, year = "Brynjars medlemskap", _year_due(stage, REMOVABLE)
    yield from _owing(stage, case, "Brynjar Eksempel", year, "000 00 208")
    yield from _reminded_and_rung(stage, case, year)
    yield stage.ago(2, 14)
    stage.takes(case, "remove", "staff")


def _resigned(stage: Stage) -> Script:
    yield from _joined(stage, "Sagas medlemskap", "Saga Eksempel", 60, "000 00 209")
    yield stage.ago(16, 12)
    stage.takes("Sagas medlemskap", "resign", "staff")


def _in_linkoping(stage: Stage) -> Script:
    yield stage.ago(35, 19)
    applies(
        stage, "Hjördis medlemskap", "Hjördis Exempel", "SE", "sv", association=SWEDISH, phone="000 00 210"
    )
    yield stage.ago(30, 11)
    confirmed(stage, "Hjördis medlemskap", country="SE")
    yield stage.ago(26, 17)
    stage.takes("Hjördis medlemskap", "welcome", "volunteer.linkoping", how_welcomed="rung", wishes="tasks")
    yield stage.ago(1, 16)
    stage.catches_up("Hjördis medlemskap", "coordinator.sweden")


def _new_in_linkoping(stage: Stage) -> Script:
    yield stage.ago(9, 19)
    applies(stage, "Tages medlemskap", "Tage Exempel", "SE", "sv", association=SWEDISH, phone="000 00 211")
    yield stage.ago(4, 11)
    confirmed(stage, "Tages medlemskap", country="SE")


def _on_its_way_in_linkoping(stage: Stage) -> Script:
    """The Swedish office registers it."""
    yield stage.ago(2, 19)
    applies(stage, "Signes medlemskap", "Signe Exempel", "SE", "sv", association=SWEDISH, phone="000 00 212")


def _year_due(stage: Stage, reached: tuple[int, int]) -> int:
    """The last year that has come as far as this month and day."""
    year = stage.today.year
    return year if stage.today >= date(year, *reached) else year - 1


def _owing(stage: Stage, case: str, name: str, year: int, phone: str) -> Script:
    """Joined in the autumn before, and paid for that year."""
    yield at(date(year - 1, 11, 10), 19)
    applies(stage, case, name, association=ASSOCIATION, phone=phone)
    yield at(date(year - 1, 11, 18), 11)
    confirmed(stage, case, paid_until=year - 1)
    yield at(date(year - 1, 11, 22), 17)
    stage.takes(case, "welcome", "volunteer", how_welcomed="rung", wishes="member")


def _reminded_and_rung(stage: Stage, case: str, year: int) -> Script:
    """Reminded in the spring of that year, and rung when the rule of the country was reached long ago."""
    yield at(date(year, 3, 2))
    stage.takes(case, "remind", "staff")
    yield at(date(year, 4, 13))
    stage.takes(case, "remind_again", "staff")
    yield stage.ago(12, 18)
    stage.takes(case, "ring", "volunteer")
    yield stage.ago(9, 18)
    stage.takes(case, "call_tried", "volunteer", call_outcome="not_reached")
