"""What must hold on the way to a certificate and afterwards, and what happens with it; the order is workflow.yaml's."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from intranet.cases.context import Context
from intranet.certificates import checks, operations
from intranet.certificates.dates import plus_months
from intranet.certificates.status import SUSPENDABLE, Code, standing_events
from intranet.clock import local_date
from intranet.engine.definition import THE_PERSON
from intranet.engine.rules import Link, Refusal, date_rule, effect, guard, opposite
from intranet.engine.text import Text
from intranet.organisation.settings import limit
from intranet.people.queries import record_checks
from intranet.policy import APPEALS, BOARD, COORDINATOR, STAFF, TRAINER, somewhere
from intranet.training.progress import waived_until
from workflows.assistant_certification.reading import (
    cases_of,
    certificate,
    certificate_link,
    course_of,
    status,
    the_one,
    took_a_step,
    training,
    was_named,
    what_is_missing,
)
from workflows.shared import foretell_lost_cover

TRAINED_BY, MENTORED_BY = "trained_by", "mentored_by"
# A trainer need not lead groups, but a certificate of theirs that does not count any more speaks against it.
MAY_TRAIN = frozenset({Code.CERTIFIED, Code.UNKNOWN, Code.NONE})


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


@guard(reads=("is_adult",))
def of_age(context: Context) -> Refusal | None:
    if context.answers.get("is_adult"):
        return None
    age = limit(context.session, context.unit_path, "candidate_age")
    return Refusal(
        "of_age",
        Text("A club assistant is at least %(age)s years old. Until then there is other work.", {"age": age}),
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


@guard(relies_on=("certificates", "days"), people=(TRAINED_BY, MENTORED_BY))
def own_certificate_valid(context: Context) -> Refusal | None:
    """Whoever trains or mentors has no certificate of their own that does not count; a mentor has one that does."""
    me = context.actor.person_id
    if me is None:
        return None
    mentors = context.people.get(MENTORED_BY) == me and TRAINER not in context.actor.roles
    code = status(context, me).code
    if code is Code.CERTIFIED or (code in MAY_TRAIN and not mentors):
        return None
    return Refusal(
        "own_certificate_valid",
        Text("Your own certificate does not count at the moment, so somebody else takes this step."),
        mender=TRAINER,
        link=certificate_link(context, me),
    )


@guard(relies_on=("certificates", "days"), people=(TRAINED_BY,), reads=(TRAINED_BY,))
def trainer_can_train(context: Context) -> Refusal | None:
    """The named trainer is somebody else, and a certificate of theirs counts."""
    trainer = context.people.get(TRAINED_BY)
    if trainer is None:
        return _field("trainer_can_train", Text("Name the trainer."))
    if trainer == the_one(context):
        return _field("trainer_can_train", Text("Nobody trains themselves. Name somebody else."))
    if status(context, trainer).code not in MAY_TRAIN:
        text = Text("This trainer's own certificate does not count at the moment. Name somebody else.")
        return _field("trainer_can_train", text)
    return None


@guard(reads=("not_related",))
def trainer_not_related(context: Context) -> Refusal | None:
    if context.answers.get("not_related"):
        return None
    return _field("trainer_not_related", Text("The trainer is not a relative. Let another trainer go on."))


@guard(reads=("talk_held",))
def conversation_held(context: Context) -> Refusal | None:
    day: date | None = context.answers.get("talk_on")
    if day is not None and day > context.today:
        text = Text("The conversation is on %(day)s. Come back when it has been held.", {"day": day})
        return Refusal("conversation_held", text, mender=TRAINER)
    if context.answers.get("talk_held"):
        return None
    return _field("conversation_held", Text("Hold the conversation first."))


@guard(reads=("references",))
def references_noted(context: Context) -> Refusal | None:
    if context.answers.get("references"):
        return None
    return _field("references_noted", Text("Take both references first."))


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


@guard(relies_on=("record_checks", "training"), reads=("with_children",))
def record_check_seen(context: Context) -> Refusal | None:
    """Where children come, an extract was seen, not longer ago than the organisation says."""
    if not context.answers.get("with_children"):
        return None
    facts = training(context).facts
    if waived_until(facts, "record_check", context.today) is not None:
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
    return _field("club_visited", Text("Everybody visits a real club meeting during the course."))


@guard(people=(MENTORED_BY,), relies_on=("certificates", "days"), reads=(MENTORED_BY,))
def mentor_can_guide(context: Context) -> Refusal | None:
    """The named mentor is somebody else, certified today."""
    mentor = context.people.get(MENTORED_BY)
    if mentor is None:
        return _field("mentor_can_guide", Text("Name the mentor."))
    if mentor == the_one(context):
        return _field("mentor_can_guide", Text("Nobody is their own mentor. Name somebody else."))
    if status(context, mentor).code is not Code.CERTIFIED:
        return _field(
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


@guard(relies_on=("certificates",))
def suspension_stands(context: Context) -> Refusal | None:
    """Also of a certificate that lapsed meanwhile: the board says what becomes of it."""
    if "suspended" in standing_events(certificate(context).events):
        return None
    return Refusal("suspension_stands", Text("There is no suspension to decide on."), mender=BOARD)


@guard(relies_on=("certificates",))
def nothing_undecided(context: Context) -> Refusal | None:
    """Whoever was suspended hears what the board says before they apply again."""
    if not {"suspended", "revoked"} & standing_events(certificate(context).events).keys():
        return None
    text = Text("The board has not decided about the suspension yet. It does so first.")
    return Refusal("nothing_undecided", text, mender=BOARD)


@guard(reads=("pause_from", "pause_until"))
def pause_has_days(context: Context) -> Refusal | None:
    first, last = context.answers.get("pause_from"), context.answers.get("pause_until")
    if first is None or last is None:
        return _field("pause_has_days", Text("Say from which day to which."))
    wrong = next(iter(checks.wrong_pause(first, last, context.today)), None)
    if wrong is None:
        return None
    field = {"from_on": "pause_from", "until_on": "pause_until"}[wrong.guard]
    return Refusal(field, wrong.text, mender=THE_PERSON)


@guard(relies_on=("certificates",))
def pause_stands(context: Context) -> Refusal | None:
    """A pause that was asked for before a suspension goes on after it."""
    if "paused" in standing_events(certificate(context).events):
        return None
    return Refusal("pause_stands", Text("There is no pause."))


@guard(relies_on=("certificates", "days"))
def certificate_runs(context: Context) -> Refusal | None:
    """Coming back needs a certificate that has not ended meanwhile."""
    until = status(context).until
    if until is None or until >= context.today:
        return None
    return Refusal(
        "certificate_runs",
        Text("The certificate ended on %(day)s. It is renewed first.", {"day": until}),
        mender=THE_PERSON,
        link=certificate_link(context, the_one(context)),
    )


@guard(relies_on=("certificates", "days"))
def pause_was_short(context: Context) -> Refusal | None:
    """Within some weeks one comes back as one went."""
    free = limit(context.session, context.unit_path, "pause_free_days")
    since = _paused_since(context)
    if since is None or (context.today - since).days <= free:
        return None
    return Refusal(
        "pause_was_short",
        Text(
            "The pause lasted longer than %(days)s days. A trainer talks with you first, and you come to "
            "one supervision.",
            {"days": free},
        ),
        mender=TRAINER,
    )


@guard(relies_on=("training",), reads=("talked",))
def talked_and_supervised(context: Context) -> Refusal | None:
    """After a long pause a talk was held, and one supervision attended since it began."""
    if not context.answers.get("talked"):
        return _field("talked_and_supervised", Text("Talk with each other first."))
    since = _paused_since(context)
    if since is None or training(context).supervised_after(since):
        return None
    return Refusal(
        "talked_and_supervised",
        Text("One supervision since %(day)s is needed to come back.", {"day": since}),
        mender=THE_PERSON,
        link=Link("gatherings.index"),
    )


@guard(relies_on=("certificates", "days"))
def answered_or_time_passed(context: Context) -> Refusal | None:
    """The person has answered the suspension, or the days for it are over."""
    if _came_by(context) == "answer":
        return None
    now = status(context)
    since = now.since if now.code is Code.SUSPENDED and now.since is not None else context.today
    until = since + timedelta(days=limit(context.session, context.unit_path, "answer_days"))
    if context.today >= until:
        return None
    return Refusal(
        "answered_or_time_passed",
        Text("The person may answer until %(day)s. Hear them first.", {"day": until}),
        mender=THE_PERSON,
    )


@guard()
def appeal_in_time(context: Context) -> Refusal | None:
    """Once, and within some weeks of the revocation."""
    if context.case is None or _came_by(context) != "revoke":
        text = Text("There has been an appeal already.")
        return Refusal("appeal_in_time", text, mender=APPEALS)
    days = limit(context.session, context.unit_path, "appeal_days")
    until = local_date(context.case.entered_at) + timedelta(days=days)
    if context.today <= until:
        return None
    text = Text("An appeal was possible until %(day)s.", {"day": until})
    return Refusal("appeal_in_time", text, mender=BOARD)


@guard(reads=("appeal", "ground", "reply"))
def appeal_lodged(context: Context) -> Refusal | None:
    if _came_by(context) == "lodge_appeal":
        return None
    text = Text("There is no appeal to decide on.")
    return Refusal("appeal_lodged", text, mender=THE_PERSON)


@guard()
def took_no_part(context: Context) -> Refusal | None:
    """Nobody who did anything in this case before decides on the appeal."""
    if not took_a_step(context) and not was_named(context, (TRAINED_BY, MENTORED_BY)):
        return None
    text = Text("You took part in this case before, so somebody else decides on the appeal.")
    return Refusal("took_no_part", text, mender=APPEALS)


@guard(relies_on=("certificates", "days"))
def validity_over(context: Context) -> Refusal | None:
    if status(context).code is Code.LAPSED:
        return None
    return Refusal("validity_over", Text("The certificate has not lapsed."))


certificate_not_lapsed = opposite(
    validity_over, Refusal("certificate_not_lapsed", Text("The certificate has lapsed."))
)


@date_rule()
def course_begins(context: Context) -> date | None:
    course = None if context.subject_id is None else course_of(context)
    return None if course is None else local_date(course.starts_at)


@date_rule()
def pause_ends(context: Context) -> date | None:
    """The last day of the pause, as it was asked for."""
    asked: date | None = context.answers.get("pause_until")
    return asked


@effect(
    says="A certificate with a number is made. It counts from today, for as long as the organisation has set."
)
def issue_certificate(context: Context) -> None:
    _write(context, operations.issue, valid_from=context.today)


@effect(says="The certificate rests on these days. Why stands nowhere.", foretells=foretell_lost_cover)
def begin_pause(context: Context) -> None:
    asked = context.answers
    _write(context, operations.pause, from_on=asked["pause_from"], until_on=asked["pause_until"])


@effect(says="The certificate counts again from today.")
def come_back(context: Context) -> None:
    _write(context, operations.resume)


@effect(
    says="From today the certificate does not count, until the board has decided. Others never see why.",
    foretells=foretell_lost_cover,
)
def suspend_certificate(context: Context) -> None:
    _write(context, operations.suspend, ground=context.answers["ground"], reason=context.answers["reason"])


@effect(says="The suspension is over from today.")
def lift_suspension(context: Context) -> None:
    _write(context, operations.lift, reason=context.answers["reason"])


@effect(says="The certificate no longer counts. The person may appeal.")
def revoke_certificate(context: Context) -> None:
    said, heard = context.answers, _came_by(context) == "answer"
    _write(context, operations.revoke, ground=said["ground"], reason=said["reason"], heard=heard)


@effect(says="The certificate counts again, as if it had never been revoked.")
def reinstate_certificate(context: Context) -> None:
    _write(context, operations.reinstate, reason=context.answers["reason"])


def _write(context: Context, act: Callable[..., object], **values: object) -> None:
    """The fact about the person's certificate, in the transaction of the step and by whoever takes it."""
    act(context.session, context.app_actor, context.moment, person_id=the_one(context), **values)


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
    if not was_named(context, (TRAINED_BY, MENTORED_BY)):
        return None
    text = Text("You were trainer or mentor here, so somebody else decides.")
    return Refusal(guard_name, text, mender=STAFF)


def _came_by(context: Context) -> str | None:
    """The step that led to where the case stands."""
    return None if context.case is None else context.case.via


def _paused_since(context: Context) -> date | None:
    return standing_events(certificate(context).events).get("paused")


def _is_old(seen_on: date, months: int, context: Context) -> bool:
    return plus_months(seen_on, months) < context.today


def _field(guard_name: str, text: Text) -> Refusal:
    """A refusal that is mended in the step's own form."""
    return Refusal(guard_name, text, mender=TRAINER)
