"""The limits that ship with the intranet, and what a nation has set instead; no dates, no rules."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.organisation.models import Setting, Unit

# Sources: domain/processes.md, its decisions and the tables of the processes.
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "reach_km": 40,  # an assistant lives or works at most this far from the town
        "start_days": 90,  # a certificate lasts at least this long after the first meeting
        "groups_per_assistant": 2,  # approved, in trial or running at the same time
        "grace_days": 90,  # after the end a certificate still covers a running group
        "certificate_months": 24,  # how long a renewal lasts
        "meeting_minutes": 90,  # where a group has not said when it ends
        "families_needed": 2,
        "visitors_needed": 4,
        "people_on_start_form": 3,
        "answer_days": 30,  # for answering a suspension before a certificate is revoked
        # becoming certified (table of `assistant_certification`)
        "candidate_age": 18,
        "course_hours": 45,  # present, of the 50 hours of the basic course
        "observed_meetings": 4,
        "led_meetings": 6,
        "practice_days": 180,  # all practice lies within so many days
        "supervisions": 2,
        "record_check_months": 24,
        "code_of_conduct_version": 1,
        "confidentiality_promise_version": 1,
        "appeal_days": 21,
        "pause_free_days": 90,  # within these, coming back from a pause asks for nothing
        "reapply_months": 24,
        # keeping a certificate (table of `certificate_renewal`)
        "renewal_opens_days": 120,  # before the end
        "renewal_hours": 20,
        "renewal_ethics_hours": 6,  # of them about ethics and safety
        "renewal_supervision_months": 16,  # months with a supervision, of the 24
        "renewal_meetings": 20,  # led or co-led
        "renewal_mentored_meetings": 2,  # instead, with a mentor
        # families and silence (table of `group_change`)
        "families_hint": 10,
        "families_split": 11,
        "families_most": 12,
        "families_override_days": 30,  # a trainer lets one more in for so long
        "silent_remind_days": 14,  # without a reported meeting its leader is asked
        "silent_answer_days": 3,  # working days to answer that a group does not meet
        "silent_reports": 3,  # groups of which one person says within 30 days that they do not meet
        "propose_again_days": 60,  # after a change was made or stopped, nothing is proposed by itself for so long
        "rest_most_days": 180,  # a resting group is looked at again within
        "silent_unlist_days": 28,  # without a reported meeting the group leaves the list
        "silent_close_days": 90,
        "rest_after_days": 28,  # without cover, resting is proposed
        # enquiries (table of `enquiry`)
        "enquiry_kept_days": 90,  # after the end, how to reach somebody is erased
        # gatherings (table of `gathering`)
        "notice_days_national": 42,  # national and Nordic ones are announced so long before
        "notice_days": 14,  # the others
        "supervision_due_days": 45,  # a district without supervision: its trainers see it
        "supervision_late_days": 60,  # and the office
        "cover_ahead_days": 120,  # who loses cover within these stands on the coordinator's page
        # members (table of `member_follow_up`; the fees are those of Norway, iogt.no: nobody else's, see IN_COUNTRY)
        "member_age": 12,
        "member_fee_first": 50,  # in the year of joining
        "member_fee_low": 50,  # afterwards, by own choice
        "member_fee_middle": 200,
        "member_fee_high": 370,
        "member_fee_days": 30,  # to pay, from joining or from the beginning of a year
        "member_removal_years": 1,  # unpaid years until somebody may be removed
        "member_removal_months": 6,  # and so long after the fee of the last of these was due (Datatilsynet)
    }
)
# 0: what a year costs there is not known here, and nothing is owed until the nation sets it.
_UNTOLD = {f"member_fee_{which}": 0 for which in ("first", "low", "middle", "high")}
# What counts otherwise in a country, until its nation sets it.
IN_COUNTRY: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        # Struck off after two unpaid years (accentmagasin.se).
        "SE": {**_UNTOLD, "member_removal_years": 2, "member_removal_months": 0},
        # The board sets it; a proposal of ours until then.
        "DK": {**_UNTOLD, "member_removal_months": 12},
        "FI": _UNTOLD,
        "IS": _UNTOLD,
    }
)

# A promise is asked for in no version whose text is not written (training/documents).
NEWEST_VERSIONS: Mapping[str, int] = MappingProxyType(
    {"code_of_conduct_version": 1, "confidentiality_promise_version": 1}
)

# Spans that a workflow names instead of a number of days.
SPANS: Mapping[str, str] = MappingProxyType(
    {
        "answers_kept": "30 days",
        "refused_kept": "6 months",  # why somebody was not taken on
        "certificate_kept": "24 months",  # what was decided about a certificate, and why
    }
)


def limit(session: Session, unit_path: str, key: str) -> int:
    """The limit that counts in the unit with this path. Raises KeyError for a key that does not exist."""
    return limits(session, unit_path)[key]


def limits(session: Session, unit_path: str) -> Mapping[str, int]:
    """Every limit that counts in the unit with this path: the nation's own, else what ships for its country."""
    nation_id = uuid.UUID(nation_path(unit_path)[:-1])
    set_here = select(Unit.country, Setting.key, Setting.value).outerjoin(Setting, Setting.unit_id == Unit.id)
    rows = session.execute(set_here.where(Unit.id == nation_id)).all()
    ships = shipped(rows[0].country) if rows else LIMITS
    return {**ships, **{row.key: int(row.value) for row in rows if row.key in LIMITS}}


def shipped(country: str) -> Mapping[str, int]:
    """Every limit as it is in a country whose nation has set none."""
    return {**LIMITS, **IN_COUNTRY.get(country, {})}


def nation_path(unit_path: str) -> str:
    """The path of the nation that a unit belongs to."""
    return unit_path.split("/", 1)[0] + "/"
