"""What must hold for extra support, and what happens with it; the order is workflow.yaml's.

No rule asks why, none reads or writes anything about membership, certificates or how somebody is, and nothing else
of the application reads what stands here.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from intranet.cases.context import Context
from intranet.cases.queries.about_one import named_in_open
from intranet.engine.rules import Refusal, effect, guard
from intranet.engine.text import Text
from intranet.participants import support
from workflows.shared import the_participant

MOST_DAYS = 60


@guard()
def said_yes(context: Context) -> Refusal | None:
    """They agreed to these words, in person or on their own page."""
    if support.standing(context.session, the_participant(context).id) is not None:
        return None
    return Refusal("said_yes", Text("First they say yes to what is noted and who sees it."))


@guard()
def one_at_a_time(context: Context) -> Refusal | None:
    """The person asks once. Whoever notes it for them is refused by what they know of alone: they learn of no other."""
    others = open_beside(context)
    by = context.actor.person_id
    if not any(by is None or by in named for named in others):
        return None
    return Refusal("one_at_a_time", Text("It is asked for already."))


def open_beside(context: Context) -> list[frozenset[UUID]]:
    """Whom each other one names that is asked for, and has not ended."""
    participant, key = the_participant(context), context.process.workflow.key
    return named_in_open(context.session, key, participant.id, but=context.case_id)


@guard(reads=("leader",))
def leads_here(context: Context) -> Refusal | None:
    """Somebody who leads the group and is not kept away. Whoever notes it for them is asked themselves."""
    offered = support.who_may_answer(context.session, the_participant(context), context.today)
    chosen, by = context.people.get("leader"), context.actor.person_id
    if chosen in offered and by in (None, chosen):
        return None
    return Refusal("leads_here", Text("Choose somebody who leads the group."))


@guard(reads=("contact_person",))
def helps_here(context: Context) -> Refusal | None:
    """Somebody who helps in the group and is not kept away."""
    offered = support.who_may_keep_in_touch(context.session, the_participant(context), context.today)
    if context.people.get("contact_person") in offered:
        return None
    return Refusal("helps_here", Text("Choose somebody who helps in the group."))


@guard(reads=("until",))
def sixty_days_at_most(context: Context) -> Refusal | None:
    """Agreed for a while, and agreed once more when it is wanted; never without an end."""
    until, last = context.answers.get("until"), context.today + timedelta(days=MOST_DAYS)
    if isinstance(until, date) and context.today < until <= last:
        return None
    return Refusal(
        "sixty_days_at_most",
        Text(
            "Choose a day after today, until %(day)s at the latest. It can be agreed once more.",
            {"day": last},
        ),
    )


@guard(relies_on=("participants",))
def yes_is_gone(context: Context) -> Refusal | None:
    """Taken back, or they have left the group."""
    participant = the_participant(context)
    if participant.left_on is not None or support.standing(context.session, participant.id) is None:
        return None
    return Refusal("yes_is_gone", Text("Their yes stands."))


@effect(says="Only the one who is asked sees it, and whoever keeps in touch.")
def only_the_leader(context: Context) -> None:
    # Named as the one who is asked; as the one who began it they would see it also when another is asked later.
    context.no_longer_names("starter")


@effect(says="Whoever was asked before, and whoever kept in touch, does not see it any more.")
def begin_anew(context: Context) -> None:
    context.no_longer_names("contact_person")


@effect(says="In 30 days all of it is deleted, and nothing tells that it was.")
def end_of_it(context: Context) -> None:
    if not open_beside(context):
        support.end(context.session, context.moment, the_participant(context).id, context.actor.person_id)
