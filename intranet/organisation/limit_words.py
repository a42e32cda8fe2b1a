"""What each limit is called, what it counts, and which numbers make sense for it; its value stands in `settings`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from intranet.engine.text import Text

LARGEST_LIMIT = 3650
# So many days are never over: who does not want to be told of silent groups says so.
NEVER = 100_000


@dataclass(frozen=True)
class Unit:
    """What a limit counts; `said` writes a number of them, `least` and `most` are the numbers that make sense."""

    name: Text
    said: Callable[[int], Text]
    least: int
    most: int


DAYS = Unit(Text("in days"), lambda n: Text("%(n)s day", plural="%(n)s days", n=n), 0, LARGEST_LIMIT)
SILENCE = Unit(DAYS.name, DAYS.said, 1, NEVER)
WORKDAYS = Unit(
    Text("in working days"),
    lambda n: Text("%(n)s working day", plural="%(n)s working days", n=n),
    1,
    LARGEST_LIMIT,
)
MONTHS = Unit(Text("in months"), lambda n: Text("%(n)s month", plural="%(n)s months", n=n), 1, 600)
HOURS = Unit(Text("in hours"), lambda n: Text("%(n)s hour", plural="%(n)s hours", n=n), 0, 1000)
MINUTES = Unit(Text("in minutes"), lambda n: Text("%(n)s minute", plural="%(n)s minutes", n=n), 1, 1440)
YEARS = Unit(Text("in years"), lambda n: Text("%(n)s year", plural="%(n)s years", n=n), 0, 120)
MONEY = Unit(Text("in kroner"), lambda n: Text("%(n)s kr", {"n": n}), 0, 10_000)
WAIT = Unit(MONTHS.name, MONTHS.said, 0, 120)
DISTANCE = Unit(Text("in kilometres"), lambda n: Text("%(n)s km", {"n": n}), 0, 5000)
NUMBER = Unit(Text("how many"), lambda n: Text("%(n)s", {"n": n}), 0, 1000)
FROM_ONE = Unit(Text("how many"), lambda n: Text("%(n)s", {"n": n}), 1, 1000)
VERSION = Unit(Text("which version"), lambda n: Text("version %(n)s", {"n": n}), 1, 1000)


@dataclass(frozen=True)
class Line:
    name: Text
    unit: Unit


SECTIONS: Mapping[str, tuple[Text, Mapping[str, Line]]] = MappingProxyType(
    {
        "groups": (
            Text("Groups and who leads them"),
            {
                "reach_km": Line(Text("How far from the group an assistant lives or works"), DISTANCE),
                "start_days": Line(Text("How long a certificate lasts after the first meeting"), DAYS),
                "groups_per_assistant": Line(Text("Groups that one assistant leads at most"), FROM_ONE),
                "meeting_minutes": Line(Text("Length of a meeting whose end nobody has said"), MINUTES),
                "families_needed": Line(Text("Families that a family club begins with"), NUMBER),
                "visitors_needed": Line(Text("Visitors that a peer support group begins with"), NUMBER),
                "people_on_start_form": Line(Text("People on the start form of a group"), NUMBER),
                "cover_ahead_days": Line(
                    Text("How long ahead it is told that a group will lose its assistant"), DAYS
                ),
                "rest_after_days": Line(Text("Time without an assistant until a rest is proposed"), DAYS),
            },
        ),
        "families": (
            Text("Families in a club"),
            {
                "families_hint": Line(Text("Families from which the club hears that it has grown"), FROM_ONE),
                "families_split": Line(Text("Families from which a split is proposed"), FROM_ONE),
                "families_most": Line(Text("Families in a club at most"), FROM_ONE),
                "families_override_days": Line(
                    Text("Time for which a trainer lets one family more in"), DAYS
                ),
            },
        ),
        "silence": (
            Text("When nothing is heard of a group"),
            {
                "silent_remind_days": Line(Text("Time until whoever leads it is asked"), SILENCE),
                "silent_unlist_days": Line(Text("Time until it leaves the list"), SILENCE),
                "silent_close_days": Line(Text("Time until closing is proposed"), SILENCE),
                "silent_answer_days": Line(Text("Time to answer when somebody found nobody there"), WORKDAYS),
                "silent_reports": Line(
                    Text("Groups of which one person may say within 30 days that nobody was there"), FROM_ONE
                ),
                "rest_most_days": Line(Text("Longest rest until a group is looked at again"), DAYS),
                "propose_again_days": Line(
                    Text("Time after a change in which none is proposed by itself"), DAYS
                ),
            },
        ),
        "certified": (
            Text("Becoming certified"),
            {
                "candidate_age": Line(Text("How old a club assistant is at least"), YEARS),
                "course_hours": Line(Text("Hours of the basic course that one was there"), HOURS),
                "observed_meetings": Line(Text("Meetings to observe"), NUMBER),
                "led_meetings": Line(Text("Meetings to lead with a mentor"), NUMBER),
                "practice_days": Line(Text("Time within which all practice lies"), DAYS),
                "supervisions": Line(Text("Supervisions before the certificate"), NUMBER),
                "certificate_months": Line(Text("How long a certificate lasts"), MONTHS),
                "record_check_months": Line(Text("How long a seen criminal-record extract counts"), MONTHS),
                "code_of_conduct_version": Line(Text("The code of conduct that counts"), VERSION),
                "confidentiality_promise_version": Line(
                    Text("The promise of confidentiality that counts"), VERSION
                ),
                "reapply_months": Line(
                    Text("Time after a lapse in which a refresher is enough instead of the course"), MONTHS
                ),
            },
        ),
        "renewal": (
            Text("Keeping a certificate"),
            {
                "renewal_opens_days": Line(Text("Time before the end at which a renewal begins"), DAYS),
                "renewal_hours": Line(Text("Hours of continuing education"), HOURS),
                "renewal_ethics_hours": Line(Text("Of these, hours about ethics and safety"), HOURS),
                "renewal_supervision_months": Line(Text("Months with a supervision"), NUMBER),
                "renewal_meetings": Line(Text("Meetings led, alone or together"), NUMBER),
                "renewal_mentored_meetings": Line(Text("Or instead, meetings with a mentor"), NUMBER),
                "grace_days": Line(
                    Text("Time after the end in which it still covers a group that meets"), DAYS
                ),
            },
        ),
        "pauses": (
            Text("Pauses, suspensions and appeals"),
            {
                "pause_free_days": Line(Text("Longest pause from which one comes back without more"), DAYS),
                "answer_days": Line(Text("Time to answer a suspension"), DAYS),
                "appeal_days": Line(Text("Time to appeal"), DAYS),
            },
        ),
        "enquiries": (
            Text("Enquiries"),
            {
                "enquiry_kept_days": Line(
                    Text("Time after the end until it is erased how somebody can be reached"), DAYS
                ),
            },
        ),
        "gatherings": (
            Text("Gatherings"),
            {
                "notice_days_national": Line(Text("Notice of a national or Nordic gathering"), DAYS),
                "notice_days": Line(Text("Notice of another gathering"), DAYS),
                "supervision_due_days": Line(Text("Time without supervision until trainers see it"), DAYS),
                "supervision_late_days": Line(
                    Text("Time without supervision until the office sees it"), DAYS
                ),
            },
        ),
        "members": (
            Text("Members and their fees"),
            {
                "member_age": Line(Text("How old a member is at least"), YEARS),
                "member_fee_first": Line(Text("The fee in the year of joining"), MONEY),
                "member_fee_low": Line(Text("The low fee of a year"), MONEY),
                "member_fee_middle": Line(Text("The middle fee of a year"), MONEY),
                "member_fee_high": Line(Text("The high fee of a year"), MONEY),
                "member_fee_days": Line(Text("Time to pay a fee"), DAYS),
                "member_removal_years": Line(Text("Unpaid years until a member may be removed"), FROM_ONE),
                "member_removal_months": Line(
                    Text("Time after the last of these fees was due until a member may be removed"), WAIT
                ),
            },
        ),
    }
)
LINES: Mapping[str, Line] = {key: line for _, lines in SECTIONS.values() for key, line in lines.items()}
# Each is no more than the next one.
IN_ORDER = (
    ("families_hint", "families_split", "families_most"),
    ("renewal_ethics_hours", "renewal_hours"),
    ("supervision_due_days", "supervision_late_days"),
    ("member_fee_low", "member_fee_middle", "member_fee_high"),
)
