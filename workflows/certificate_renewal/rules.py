"""What must hold for a certificate to be renewed, and what happens with it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from intranet import facts
from intranet.cases.context import Context
from intranet.cases.models import Case
from intranet.cases.queries.foretelling import without_them
from intranet.certificates import operations, queries
from intranet.certificates.dates import plus_months
from intranet.certificates.status import (
    RENEWABLE,
    Code,
    refused_on,
)
from intranet.engine.rules import Link, Refusal, effect, guard, opposite
from intranet.engine.text import Text
from intranet.organisation.settings import limit
from intranet.people.models import RecordCheck
from intranet.policy import COORDINATOR, STAFF
from intranet.training import progress
from intranet.training import queries as training
from intranet.training.models import CODE_OF_CONDUCT, CREDITS
from intranet.training.progress import Code as Needed
from workflows.certificate_renewal.appeal import *  # noqa: F403 - what follows a refusal
from workflows.certificate_renewal.reading import (
    has_left,
    is_theirs,
    lead_alone,
    led_by,
    period_now,
    person_of,
    refuse_missing,
    status_now,
)
from workflows.certificate_renewal.times import *  # noqa: F403 - when each thing is due
from workflows.certificate_renewal.times import opens_on, period_end
from workflows.shared import (
    own_certificate_valid,  # noqa: F401 - a guard of this process as well
    refuse_whoever_waived,
)

KEY = "certificate_renewal"
THE_PERSON = "the_person"
# Where a case of somebody is over for good; in any other state it follows their certificate still.
CLOSED = ("refused", "lapsed", "stopped")
COVER_IS_PLANNED_DAYS = 60
_WAIVABLE = ("renewal_hours", "renewal_supervision", "renewal_meetings")


@guard(relies_on=("certificates", "people", "days"))
def period_to_follow(context: Context) -> Refusal | None:
    """There is a period with a known end that nobody follows yet and that was not refused already."""
    person = person_of(context)
    now, known = status_now(context), queries.facts_about(context.session, person)
    follows = select(Case.id).where(
        Case.workflow == KEY, Case.subject_id == person, Case.state.not_in(CLOSED)
    )
    if (
        now.until is None
        or now.code in {Code.LAPSED, Code.REVOKED}
        or refused_on(known, context.today) is not None
        or has_left(context)
        or context.session.execute(follows.limit(1)).first() is not None
    ):
        return Refusal("period_to_follow", Text("There is no certificate whose end is to be followed."))
    return None


@guard(relies_on=("certificates",))
def renewal_is_due(context: Context) -> Refusal | None:
    """The end is near enough."""
    opens = opens_on(context)
    if opens is not None and opens <= context.today:
        return None
    return Refusal("renewal_is_due", Text("Renewal opens on %(day)s.", {"day": opens}))


not_due_yet = opposite(
    renewal_is_due, Refusal("not_due_yet", Text("The end is near, so renewal stays open."))
)


@guard(relies_on=("certificates",))
def period_is_over(context: Context) -> Refusal | None:
    """The last day has passed."""
    end = period_end(context)
    if end is not None and end < context.today:
        return None
    return Refusal("period_is_over", Text("The certificate counts until %(day)s.", {"day": end}))


period_goes_on = opposite(period_is_over, Refusal("period_goes_on", Text("The last day has passed.")))


@guard(relies_on=("certificates",))
def new_period_began(context: Context) -> Refusal | None:
    """The first day of the period that renewal gave has come."""
    period = period_now(context)
    if period is not None and period.start <= context.today:
        return None
    return Refusal("new_period_began", Text("The next period has not begun yet."))


@guard(relies_on=("certificates", "days"))
def grace_is_over(context: Context) -> Refusal | None:
    """The certificate has lapsed; the case of its certification ends by the same fact."""
    if status_now(context).code is Code.LAPSED:
        return None
    return Refusal("grace_is_over", Text("The certificate has not lapsed."))


@guard(relies_on=("certificates", "people"))
def nothing_to_renew(context: Context) -> Refusal | None:
    """It was revoked, or the person is no longer with us."""
    if status_now(context).code is Code.REVOKED or has_left(context):
        return None
    return Refusal("nothing_to_renew", Text("There is a certificate to renew."))


@guard(relies_on=("training",), people=(THE_PERSON,))
def code_signed(context: Context) -> Refusal | None:
    """The code of conduct was promised in its current version."""
    version = limit(context.session, context.unit_path, "code_of_conduct_version")
    known = training.facts_about(context.session, person_of(context))
    if progress.signed(known, CODE_OF_CONDUCT, version, context.today):
        return None
    return Refusal(
        "code_signed",
        Text("The code of conduct has not been promised in its current version yet."),
        mender=THE_PERSON,
        link=Link("training.sign", {"document": CODE_OF_CONDUCT}) if is_theirs(context) else None,
    )


@guard(relies_on=("certificates",), people=(THE_PERSON,))
def may_be_renewed(context: Context) -> Refusal | None:
    """Not while it is suspended, and never once it was revoked or has lapsed; a pause does not stand in the way."""
    now = status_now(context)
    if now.code in RENEWABLE:
        return None
    if now.code is Code.SUSPENDED:
        text = Text("The certificate is suspended. The board decides about that first.")
    else:
        text = Text("Only a certificate that counts, or ended a short while ago, is renewed.")
    return Refusal("may_be_renewed", text)


@guard(relies_on=("training", "certificates"), people=(THE_PERSON,))
def hours_done(context: Context) -> Refusal | None:
    """The hours of this period, and those about ethics and safety among them."""
    return refuse_missing(
        context,
        "hours_done",
        Text("More hours are asked for between %(start)s and %(end)s."),
        {Needed.RENEWAL_HOURS, Needed.RENEWAL_ETHICS_HOURS},
    )


@guard(relies_on=("training", "certificates"), people=(THE_PERSON,))
def supervision_done(context: Context) -> Refusal | None:
    """In enough months of this period there was a supervision."""
    return refuse_missing(
        context,
        "supervision_done",
        Text("A supervision in more months is asked for between %(start)s and %(end)s."),
        {Needed.RENEWAL_SUPERVISION},
    )


@guard(relies_on=("training", "meetings", "certificates"), people=(THE_PERSON,))
def meetings_led(context: Context) -> Refusal | None:
    """Enough meetings led in this period, or a few with a mentor instead."""
    return refuse_missing(
        context,
        "meetings_led",
        Text(
            "More meetings led are asked for between %(start)s and %(end)s, or a few with a mentor instead."
        ),
        {Needed.RENEWAL_MEETINGS},
    )


@guard(relies_on=("record_checks", "assignments", "groups"), people=(THE_PERSON,))
def check_seen(context: Context) -> Refusal | None:
    """Where children are welcome in a group they lead, a record check was seen not too long ago."""
    person = person_of(context)
    if not any(group.children_welcome for group in led_by(context, person)):
        return None
    oldest = plus_months(context.today, -limit(context.session, context.unit_path, "record_check_months"))
    seen = select(RecordCheck.id).where(
        RecordCheck.person_id == person,
        RecordCheck.seen_on <= context.today,
        RecordCheck.seen_on >= oldest,
        RecordCheck.next_check_on > context.today,
    )
    if context.session.execute(seen.limit(1)).first() is not None:
        return None
    return Refusal(
        "check_seen",
        Text("Children are welcome in a group they lead, so a record check must be seen first."),
        mender=COORDINATOR,
        link=None if is_theirs(context) else Link("people.show", {"person_id": person}),
    )


@guard(relies_on=("training", "certificates"))
def not_who_waived(context: Context) -> Refusal | None:
    """Whoever gave an exemption, or entered or recognised hours of this period, leaves the decision to others."""
    period = period_now(context)
    if period is None:
        return None
    givers = training.who_stood_in(
        context.session, person_of(context), context.today,
        requirements=_WAIVABLE, kinds=CREDITS, first=period.start, last=min(period.end, context.today),
    )  # fmt: skip
    return refuse_whoever_waived(context, "not_who_waived", givers)


@guard(reads=("heard",))
def was_heard(context: Context) -> Refusal | None:
    """The person could answer before it was decided."""
    if context.answers.get("heard"):
        return None
    return Refusal("was_heard", Text("Hear the person first."), mender=STAFF)


@guard(reads=("appeal_told",))
def appeal_was_told(context: Context) -> Refusal | None:
    """The person knows within how many days they may appeal."""
    if context.answers.get("appeal_told"):
        return None
    days = limit(context.session, context.unit_path, "appeal_days")
    text = Text(
        "Tell the person first that they may appeal within %(n)s day.",
        plural="Tell the person first that they may appeal within %(n)s days.",
        n=days,
    )
    return Refusal("appeal_was_told", text, mender=STAFF)


@guard(relies_on=("certificates", "assignments", "groups", "people", "days"), reads=("looked_after_until",))
def groups_rest_on_them(context: Context) -> Refusal | None:
    """Near the end, a group has nobody else, and nobody has said until when it is looked after."""
    end = period_end(context)
    if end is None or (end - context.today).days > COVER_IS_PLANNED_DAYS:
        return _NO_GROUP
    looked_after: date | None = context.answers.get("looked_after_until")
    if context.actor.is_system and looked_after is not None and looked_after >= context.today:
        # Nobody is asked again before that day; whoever knows better may still say another one.
        return _NO_GROUP
    return None if lead_alone(context, person_of(context)) else _NO_GROUP


@effect(says="It waits for an answer from now on, and no time of grace passes meanwhile.")
def ask_for_renewal(context: Context) -> None:
    operations.ask_for_renewal(
        context.session, context.app_actor, context.moment, person_id=person_of(context)
    )


@effect(says="It waits for the assistant again, who is told what is missing.")
def give_back(context: Context) -> None:
    operations.give_renewal_back(
        context.session, context.app_actor, context.moment, person_id=person_of(context)
    )


@effect(says="The next period begins on the day after the old one ends, whenever this is decided.")
def renew_certificate(context: Context) -> None:
    operations.renew(context.session, context.app_actor, context.moment, person_id=person_of(context))


def foretell_refusal(context: Context) -> tuple[Text, ...]:
    """What would be without them from the day on which the certificate no longer counts."""
    end = period_end(context)
    day = context.today if end is None else max(context.today, end + timedelta(1))
    return without_them(context.session, context.app_actor, person_of(context), day)


@effect(says="The certificate counts until its end and no longer.", foretells=foretell_refusal)
def refuse_renewal(context: Context) -> None:
    operations.refuse_renewal(
        context.session,
        context.app_actor,
        context.moment,
        person_id=person_of(context),
        ground=context.answers["ground"],
        reason=context.answers["reason"],
    )


@effect(says="Whoever lives by this certificate hears of it.")
def tell_lapsed(context: Context) -> None:
    """Time alone changed what it is worth: the case of the certification and the groups look again at once."""
    facts.tell(context.session, facts.Fact("certificates", context.moment, person_id=person_of(context)))


_NO_GROUP = Refusal("groups_rest_on_them", Text("No group needs somebody because of this."))
