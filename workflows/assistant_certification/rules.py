"""What must hold on the way to a certificate and afterwards, and what happens with it; the order is workflow.yaml's."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from intranet.cases.context import Context
from intranet.certificates import operations
from intranet.certificates.dates import plus_months
from intranet.certificates.status import SUSPENDABLE
from intranet.clock import local_date
from intranet.engine.definition import THE_PERSON
from intranet.engine.rules import Link, Refusal, date_rule, effect, guard
from intranet.engine.text import Text
from intranet.organisation.settings import limit
from intranet.people.queries import record_checks
from intranet.policy import COORDINATOR, STAFF, TRAINER, somewhere
from intranet.training.mentors import may_mentor, may_train
from intranet.training.models import COURSE, SUPERVISION
from intranet.training.queries import who_stood_in
from workflows.assistant_certification.afterwards import *  # noqa: F403 - what becomes of a certificate
from workflows.assistant_certification.reading import (
    MENTORED_BY,
    TRAINED_BY,
    asked_here,
    cases_of,
    course_of,
    status,
    the_one,
    training,
    was_named,
    what_is_missing,
    write,
)
from workflows.shared import (
    own_certificate_valid,  # noqa: F401 - a guard of this process as well
    refuse_whoever_waived,
)

# What a certificate rests on besides what the person did before others' eyes.
_WAIVABLE = ("course_hours", "observed_meetings", "led_meetings", "supervisions")


@guard()
def nothing_begun_yet(context: Context) -> Refusal | None:
    """One begins for oneself, or in the office's and the trainers' hands for somebody else; and once."""
    mine = context.actor.person_id == the_one(context)
    if not mine and not {COORDINATOR, TRAINER, STAFF} & context.actor.roles:
        return Refusal(
            "nothing_begun_yet",
            Text("Each tells this for themselves. A coordinator or trainer can do it for somebody."),
            mender=COORDINATOR,
        )
    return _one_case("nothing_begun_yet", [case_id for case_id, _, _ in cases_of(context)])


@guard(relies_on=("certificates", "days"))
def certificate_counts(context: Context) -> Refusal | None:
    """There is a certificate that nobody gave here: on paper, or from another country."""
    if status(context).code in SUSPENDABLE:
        return None
    return Refusal("certificate_counts", Text("There is no certificate that counts."))


@guard()
def followed_nowhere(context: Context) -> Refusal | None:
    """One case follows a person and their certificate for as long as they are with us."""
    if not cases_of(context):
        return None
    return Refusal("followed_nowhere", Text("There is a case about this already. Go on there."))


@guard(reads=("age",))
def of_age(context: Context) -> Refusal | None:
    least = limit(context.session, context.unit_path, "candidate_age")
    if (context.answers.get("age") or 0) >= least:
        return None
    return Refusal(
        "of_age",
        Text(
            "A club assistant is at least %(age)s years old. Until then there is other work.", {"age": least}
        ),
        mender=TRAINER,
    )


@guard(reads=("referee_one", "referee_two", "not_relatives"))
def two_referees(context: Context) -> Refusal | None:
    """Two different people, neither a relative."""
    one, two = (" ".join(str(context.answers.get(name) or "").casefold().split()) for name in _REFEREES)
    if one and two and one != two and context.answers.get("not_relatives"):
        return None
    return Refusal(
        "two_referees", Text("Name two different people who are not relatives of yours."), mender=THE_PERSON
    )


@guard()
def nothing_else_open(context: Context) -> Refusal | None:
    """Somebody who applies again is on no other way to a certificate, and has none."""
    others = [case_id for case_id, state, is_open in cases_of(context) if is_open or state == "certified"]
    return _one_case("nothing_else_open", others)


@guard(relies_on=("certificates", "days"), people=(TRAINED_BY,), reads=(TRAINED_BY,))
def trainer_can_train(context: Context) -> Refusal | None:
    """The named trainer is somebody else, and a certificate of theirs counts."""
    trainer = context.people.get(TRAINED_BY)
    if trainer is None:
        return asked_here("trainer_can_train", Text("Name the trainer."))
    if trainer == the_one(context):
        return asked_here("trainer_can_train", Text("Nobody trains themselves. Name somebody else."))
    if not may_train(context.session, trainer, context.today):
        text = Text("This trainer's own certificate does not count at the moment. Name somebody else.")
        return asked_here("trainer_can_train", text)
    return None


@guard(reads=("not_related",))
def trainer_not_related(context: Context) -> Refusal | None:
    if context.answers.get("not_related"):
        return None
    return asked_here(
        "trainer_not_related", Text("The trainer is not a relative. Let another trainer go on.")
    )


@guard(reads=("talk_held",))
def conversation_held(context: Context) -> Refusal | None:
    day: date | None = context.answers.get("talk_on")
    if day is not None and day > context.today:
        text = Text("The conversation is on %(day)s. Come back when it has been held.", {"day": day})
        return Refusal("conversation_held", text, mender=TRAINER)
    if context.answers.get("talk_held"):
        return None
    return asked_here("conversation_held", Text("Hold the conversation first."))


@guard(reads=("references",))
def references_noted(context: Context) -> Refusal | None:
    if context.answers.get("references"):
        return None
    return asked_here("references_noted", Text("Take both references first."))


@guard(relies_on=("training",))
def documents_signed(context: Context) -> Refusal | None:
    """Code of conduct and promise of confidentiality, in the version that stands now."""
    text = Text("This is to be signed first:")
    return what_is_missing(context, "documents_signed", text, training(context).documents)


@guard(relies_on=("gatherings", "training"))
def seat_on_a_course(context: Context) -> Refusal | None:
    """A seat on a course that is held; or hours enough, from here or from another country."""
    if not training(context).course.missing:
        return None
    course = course_of(context)
    if course is None:
        return Refusal(
            "seat_on_a_course",
            Text("There is no seat on a course yet. Courses with free seats stand under Gatherings."),
            mender=THE_PERSON,
            link=Link("gatherings.index"),
        )
    first = local_date(course.starts_at)
    if first > context.today:
        text = Text("The course begins on %(day)s. Come back then.", {"day": first})
        return Refusal("seat_on_a_course", text, mender=TRAINER)
    return None


@guard(relies_on=("record_checks",), reads=("with_children",))
def record_check_seen(context: Context) -> Refusal | None:
    """Where children come, an extract was seen, not longer ago than the organisation says."""
    if not context.answers.get("with_children"):
        return None
    months = limit(context.session, context.unit_path, "record_check_months")
    seen = [row for row in record_checks(context.session, the_one(context)) if row.seen_on <= context.today]
    if any(row.next_check_on > context.today and not _is_old(row.seen_on, months, context) for row in seen):
        return None
    return Refusal(
        "record_check_seen",
        Text(
            "They will meet children, so a record check must have been seen in the last %(months)s months.",
            {"months": months},
        ),
        mender=COORDINATOR,
        link=Link("people.show", {"person_id": the_one(context)})
        if somewhere(context.app_actor, "note", "record_check")
        else None,
    )


@guard(relies_on=("training",))
def course_hours(context: Context) -> Refusal | None:
    """Present for as many hours of the basic course as the organisation asks for."""
    return what_is_missing(
        context,
        "course_hours",
        Text("Hours of the course are missing; they may be made up within 90 days:"),
        [training(context).course],
    )


@guard(reads=("visited_club",))
def club_visited(context: Context) -> Refusal | None:
    if context.answers.get("visited_club"):
        return None
    return asked_here("club_visited", Text("Everybody visits a real club meeting during the course."))


@guard(people=(MENTORED_BY,), relies_on=("certificates", "days"), reads=(MENTORED_BY,))
def mentor_can_guide(context: Context) -> Refusal | None:
    """The named mentor is somebody else, certified today."""
    mentor = context.people.get(MENTORED_BY)
    if mentor is None:
        return asked_here("mentor_can_guide", Text("Name the mentor."))
    if mentor == the_one(context):
        return asked_here("mentor_can_guide", Text("Nobody is their own mentor. Name somebody else."))
    if not may_mentor(context.session, mentor, context.today):
        return asked_here(
            "mentor_can_guide", Text("A mentor is certified at the moment. Name somebody else, please.")
        )
    return None


@guard(relies_on=("training",))
def practice_meetings(context: Context) -> Refusal | None:
    """Enough meetings observed and led, confirmed by the mentor, within the days that practice may take."""
    found = training(context)
    text = Text(
        "Practice meetings are missing. Those count that a mentor has confirmed, all within %(days)s days:",
        {"days": found.needs.practice_days},
    )
    return what_is_missing(context, "practice_meetings", text, found.practice)


@guard(relies_on=("training",))
def supervisions(context: Context) -> Refusal | None:
    found = training(context)
    text = Text("More supervision is needed:")
    return what_is_missing(context, "supervisions", text, [found.supervisions])


@guard(reads=("self_assessment", "mentor_statement"))
def statements_written(context: Context) -> Refusal | None:
    """The candidate has written how it went, and the mentor what they have seen."""
    if not str(context.answers.get("self_assessment") or "").strip():
        text = Text("The candidate has not written yet how the practice went.")
        return Refusal("statements_written", text, mender=THE_PERSON)
    if not str(context.answers.get("mentor_statement") or "").strip():
        text = Text("The mentor has not written yet what they have seen.")
        return Refusal("statements_written", text, mender=MENTORED_BY)
    return None


@guard()
def theirs_to_decline(context: Context) -> Refusal | None:
    """A trainer says no before the course and in the practice; once it is asked for, the office, with other eyes."""
    if context.state != "decision":
        return None
    if STAFF not in context.actor.roles:
        text = Text("Once certification is asked for, the office decides.")
        return Refusal("theirs_to_decline", text, mender=STAFF)
    return _their_trainee(context, "theirs_to_decline")


@guard()
def not_their_trainee(context: Context) -> Refusal | None:
    """Whoever is or was trainer or mentor here leaves the decision to others."""
    return _their_trainee(context, "not_their_trainee")


@guard(relies_on=("training",))
def not_who_waived(context: Context) -> Refusal | None:
    """Whoever gave an exemption, or entered or recognised hours that count, leaves the decision to others."""
    givers = who_stood_in(
        context.session, the_one(context), context.today,
        requirements=_WAIVABLE, kinds=(COURSE, SUPERVISION), first=training(context).since,
    )  # fmt: skip
    return refuse_whoever_waived(context, "not_who_waived", givers)


@date_rule()
def course_begins(context: Context) -> date | None:
    course = None if context.subject_id is None else course_of(context)
    return None if course is None else local_date(course.starts_at)


@effect(
    says="A certificate with a number is made. It counts from today, for as long as the organisation has set."
)
def issue_certificate(context: Context) -> None:
    write(context, operations.issue, valid_from=context.today)


_REFEREES = ("referee_one", "referee_two")


def _one_case(guard_name: str, others: Sequence[uuid.UUID]) -> Refusal | None:
    if not others:
        return None
    return Refusal(
        guard_name,
        Text("There is a case about this already. Go on there."),
        mender=TRAINER,
        link=Link("cases.show", {"case_id": others[-1]}),
    )


def _their_trainee(context: Context, guard_name: str) -> Refusal | None:
    if STAFF not in context.actor.roles or not was_named(context, (TRAINED_BY, MENTORED_BY)):
        return None
    text = Text("You were trainer or mentor here, so somebody else decides.")
    return Refusal(guard_name, text, mender=STAFF)


def _is_old(seen_on: date, months: int, context: Context) -> bool:
    return plus_months(seen_on, months) < context.today
