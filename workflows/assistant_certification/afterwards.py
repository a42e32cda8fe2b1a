"""What becomes of a certificate once it is there: its pause, suspension, appeal and lapse, as rules of the process."""

from __future__ import annotations

from datetime import date

from intranet import facts
from intranet.cases.context import Context
from intranet.certificates import checks, operations
from intranet.certificates.status import Code, standing_events
from intranet.clock import local_date
from intranet.engine.definition import THE_PERSON
from intranet.engine.rules import Link, Refusal, date_rule, effect, guard, opposite
from intranet.engine.text import Text
from intranet.facts import Fact
from intranet.organisation.settings import limit
from intranet.policy import BOARD, TRAINER
from workflows.assistant_certification.reading import (
    MENTORED_BY,
    TRAINED_BY,
    asked_here,
    certificate,
    status,
    the_one,
    training,
    was_named,
    write,
)
from workflows.shared import (
    came_by,
    certificate_link,
    foretell_lost_cover,
    last_day,
    refuse_late_appeal,
    refuse_whoever_took_part,
    refuse_without_appeal,
    took_a_step,
)


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
        return asked_here("pause_has_days", Text("Say from which day to which."))
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
        return asked_here("talked_and_supervised", Text("Talk with each other first."))
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
    if came_by(context) == "answer":
        return None
    until = answer_until(context)
    if context.today > until:
        return None
    return Refusal(
        "answered_or_time_passed",
        Text("The person may answer until %(day)s. Hear them first.", {"day": until}),
        mender=THE_PERSON,
    )


@guard()
def appeal_in_time(context: Context) -> Refusal | None:
    """Once, and within some weeks of the revocation."""
    return refuse_late_appeal(context, "revoke", appeal_until(context), mender=BOARD)


@guard(reads=("appeal", "ground", "reply"))
def appeal_lodged(context: Context) -> Refusal | None:
    return refuse_without_appeal(context)


@guard()
def took_no_part(context: Context) -> Refusal | None:
    """Nobody who did anything in this case before decides on the appeal."""
    took_part = took_a_step(context) or was_named(context, (TRAINED_BY, MENTORED_BY))
    return refuse_whoever_took_part(context, took_part=took_part)


@guard(relies_on=("certificates", "days"))
def validity_over(context: Context) -> Refusal | None:
    if status(context).code is Code.LAPSED:
        return None
    return Refusal("validity_over", Text("The certificate has not lapsed."))


certificate_not_lapsed = opposite(
    validity_over, Refusal("certificate_not_lapsed", Text("The certificate has lapsed."))
)


@date_rule()
def answer_until(context: Context) -> date:
    """The last day to answer a suspension, as the person is shown it; one that is being decided begins today."""
    since = standing_events(certificate(context).events).get("suspended", context.today)
    return last_day(context, since, "answer_days", "may_answer")


@date_rule()
def appeal_until(context: Context) -> date:
    """The last day to appeal, as the person is shown it; a revocation that is being decided counts from today."""
    revoked = None if context.case is None or context.state != "revoked" else context.case.entered_at
    since = context.today if revoked is None else local_date(revoked)
    return last_day(context, since, "appeal_days", "may_appeal")


@date_rule()
def pause_ends(context: Context) -> date | None:
    """The last day of the pause, as it was asked for."""
    asked: date | None = context.answers.get("pause_until")
    return asked


@effect(says="The certificate rests on these days. Why stands nowhere.", foretells=foretell_lost_cover)
def begin_pause(context: Context) -> None:
    asked = context.answers
    write(context, operations.pause, from_on=asked["pause_from"], until_on=asked["pause_until"])


@effect(
    says="Tasks that are due before then stay; all others go back to the others. What nobody takes meanwhile comes "
    "back after the pause."
)
def hand_tasks_back(context: Context) -> None:
    from_on = context.answers["pause_from"]
    facts.tell(context.session, Fact("breaks", context.moment, the_one(context), from_on=from_on))


@effect(says="The certificate counts again from today. Tasks that nobody took meanwhile come back.")
def come_back(context: Context) -> None:
    write(context, operations.resume)
    _take_tasks_again(context)


@effect(
    says="From today the certificate does not count, until the board has decided. Tasks go back to the others, who "
    "never see why.",
    foretells=foretell_lost_cover,
)
def suspend_certificate(context: Context) -> None:
    write(context, operations.suspend, ground=context.answers["ground"], reason=context.answers["reason"])
    facts.tell(context.session, Fact("breaks", context.moment, the_one(context)))


@effect(says="The suspension is over from today.")
def lift_suspension(context: Context) -> None:
    write(context, operations.lift, reason=context.answers["reason"])
    _take_tasks_again(context)


@effect(says="The certificate no longer counts. The person may appeal.")
def revoke_certificate(context: Context) -> None:
    said, heard = context.answers, came_by(context) == "answer"
    write(context, operations.revoke, ground=said["ground"], reason=said["reason"], heard=heard)


@effect(says="The certificate counts again, as if it had never been revoked.")
def reinstate_certificate(context: Context) -> None:
    write(context, operations.reinstate, reason=context.answers["reason"])
    _take_tasks_again(context)


def _take_tasks_again(context: Context) -> None:
    """Of a pause that goes on after a suspension they are not back yet; then nothing finds its way to them."""
    facts.tell(context.session, Fact("returns", context.moment, the_one(context)))


def _paused_since(context: Context) -> date | None:
    return standing_events(certificate(context).events).get("paused")
