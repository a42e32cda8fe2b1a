"""What must hold while a membership goes on, and what its steps do with the record; nothing here knows a group."""

from __future__ import annotations

from datetime import date, timedelta

from intranet.cases.context import Context
from intranet.engine.rules import Link, Refusal, date_rule, effect, guard
from intranet.engine.text import Text
from intranet.memberships import details, operations, owing, paying
from intranet.memberships.models import Fee, Membership
from intranet.memberships.owing import Owed
from intranet.organisation.models import Unit
from intranet.policy import STAFF
from intranet.problems import NotVisible

# So that the second reminder is one.
BETWEEN_REMINDERS = timedelta(14)


def the_membership(context: Context) -> Membership:
    found = None if context.subject_id is None else context.session.get(Membership, context.subject_id)
    if found is None:
        raise NotVisible
    return found


@guard(relies_on=("memberships",))
def applied_for(context: Context) -> Refusal | None:
    """Somebody wants to join, has accepted the pledge themselves, and was neither confirmed nor left since."""
    membership = the_membership(context)
    if membership.confirmed_on is None and membership.ended_on is None:
        return None
    return _no(context, "applied_for", Text("This is no application any more."))


@guard(relies_on=("memberships",))
def left_themselves(context: Context) -> Refusal | None:
    """The member has left by another way than this case."""
    if the_membership(context).ended_on is not None:
        return None
    return _no(context, "left_themselves", Text("The membership goes on."))


@guard(relies_on=("memberships",))
def first_fee_settled(context: Context) -> Refusal | None:
    """The fee of the first year is paid, or waived; why it is waived is stored nowhere."""
    membership = the_membership(context)
    known = owing.fees_of(context.session, membership, membership.applied_on.year)
    if known and known[0].is_settled:
        return None
    text = Text("The fee is neither paid nor waived yet. That is noted on the member's page.")
    return _no(context, "first_fee_settled", text)


@guard()
def fee_is_overdue(context: Context) -> Refusal | None:
    """The day of a fee has passed, and it is neither paid nor waived."""
    if _overdue(context) is not None:
        return None
    return _no(context, "fee_is_overdue", Text("No fee is overdue."))


@guard()
def nothing_owed(context: Context) -> Refusal | None:
    """No fee is overdue."""
    if _overdue(context) is None:
        return None
    return _no(context, "nothing_owed", Text("A fee is overdue."))


@guard(relies_on=("memberships",))
def not_reminded_yet(context: Context) -> Refusal | None:
    """Nobody has been reminded of this fee."""
    owed = _overdue(context)
    if owed is not None and (owed.row is None or owed.row.reminded_on is None):
        return None
    return _no(context, "not_reminded_yet", Text("The first reminder was sent already."))


@guard()
def reminded_once(context: Context) -> Refusal | None:
    """The first reminder was sent long enough ago to be answered, and no second one."""
    row = _row(context)
    if row is None or row.reminded_on is None:
        return _no(context, "reminded_once", Text("The first reminder has not been sent yet."))
    if row.reminded_again_on is not None:
        return _no(context, "reminded_once", Text("Both reminders were sent already."))
    earliest = row.reminded_on + BETWEEN_REMINDERS
    if context.today >= earliest:
        return None
    text = Text(
        "There is time to answer the first reminder. The second one is sent from %(day)s on.",
        {"day": earliest},
    )
    return _no(context, "reminded_once", text)


@guard()
def reminded_twice(context: Context) -> Refusal | None:
    """Both reminders of this fee were sent."""
    row = _row(context)
    if row is not None and row.reminded_on is not None and row.reminded_again_on is not None:
        return None
    return _no(context, "reminded_twice", Text("Two reminders of this fee are sent first."))


@guard()
def call_was_tried(context: Context) -> Refusal | None:
    """Somebody tried to ring about this fee."""
    row = _row(context)
    if row is not None and row.called_on is not None:
        return None
    return _no(context, "call_was_tried", Text("Somebody tries to ring the member first."))


@guard()
def removal_rule_reached(context: Context) -> Refusal | None:
    """The fee has been unpaid for as long as the rule of the country says."""
    day = owing.removal_on(context.session, the_membership(context), context.today)
    if day is not None and day <= context.today:
        return None
    if day is None:
        return _no(context, "removal_rule_reached", Text("No fee is overdue."))
    text = Text("By the rule that counts here this is possible from %(day)s on.", {"day": day})
    return _no(context, "removal_rule_reached", text)


@guard(reads=("how_welcomed",))
def welcomed_as_agreed(context: Context) -> Refusal | None:
    """Nobody is rung who did not agree to it."""
    if context.answers.get("how_welcomed") != "rung" or _may_be_rung(context):
        return None
    return _no(context, "welcomed_as_agreed", _NOT_BY_PHONE)


@guard(reads=("call_outcome",))
def rung_as_agreed(context: Context) -> Refusal | None:
    """Nobody is rung who did not agree to it; they are written to, or asked in person."""
    outcome = context.answers.get("call_outcome")
    if outcome is None or (outcome == "not_rung") != _may_be_rung(context):
        return None
    text = (
        Text("The member agreed to be rung. Please try that first.")
        if outcome == "not_rung"
        else _NOT_BY_PHONE
    )
    return _no(context, "rung_as_agreed", text)


@date_rule()
def fee_due(context: Context) -> date | None:
    """When the oldest fee that is open is due, or else next year's."""
    return owing.next_due(context.session, the_membership(context), context.today)


@date_rule()
def removal_day(context: Context) -> date | None:
    """From when on the fee that is unpaid can end the membership."""
    return owing.removal_on(context.session, the_membership(context), context.today)


@effect(says="The member gets a number and is a member from today. Whoever is to know hears it by itself.")
def confirm_membership(context: Context) -> None:
    membership = the_membership(context)
    number = operations.confirm(context.session, context.moment, membership.id)
    unit = context.session.get_one(Unit, membership.unit_id)
    context.is_about(membership.id, f"{unit.name} · {number}", context.unit_id, context.unit_path)


@effect(says="Name, contact and year of birth are erased at once.")
def erase_application(context: Context) -> None:
    operations.undo(context.session, context.moment, the_membership(context).id)


@effect(
    says="Name, contact, year of birth and number are erased at once. What accounts need of paid fees stays, apart."
)
def erase_member(context: Context) -> None:
    operations.resign(context.session, context.moment, the_membership(context).id)
    _nameless(context)


@effect(
    says="Name, contact, year of birth and number are erased. Whoever comes to a group is as welcome there as before."
)
def remove_member(context: Context) -> None:
    operations.remove(context.session, context.moment, the_membership(context).id)
    _nameless(context)


@effect(says="The number of the member is taken off as well.")
def close_record(context: Context) -> None:
    _nameless(context)


@effect(says="What is unpaid stands on the member's page.")
def write_fees(context: Context) -> None:
    paying.write_overdue(context.session, context.moment, the_membership(context).id)


def take_reminder_back(context: Context) -> None:
    paying.unremind(context.session, context.moment, the_membership(context).id)


@effect(says="That a reminder was sent stands on the member's page.", undo=take_reminder_back)
def note_reminder(context: Context) -> None:
    paying.remind(context.session, context.moment, the_membership(context).id)


def take_call_back(context: Context) -> None:
    paying.forget_call(context.session, context.moment, the_membership(context).id)


@effect(
    says="That somebody tried to ring stands on the member's page, and not what was said.",
    undo=take_call_back,
)
def note_call(context: Context) -> None:
    paying.note_call(context.session, context.moment, the_membership(context).id)


def take_settling_back(context: Context) -> None:
    paying.unsettle(context.session, context.moment, the_membership(context).id)


@effect(says="Every fee that is overdue is noted as paid or waived today.", undo=take_settling_back)
def settle_fees(context: Context) -> None:
    how, by = context.answers["how_settled"], context.actor.person_id
    paying.settle_overdue(context.session, context.moment, the_membership(context).id, how, by)


_NOT_BY_PHONE = Text("The member did not agree to be rung. Please write, or ask in person.")


def _nameless(context: Context) -> None:
    context.is_about(context.subject_id, "", context.unit_id, context.unit_path)


def _overdue(context: Context) -> Owed | None:
    late = owing.overdue(context.session, the_membership(context), context.today)
    return late[0] if late else None


def _row(context: Context) -> Fee | None:
    owed = _overdue(context)
    return None if owed is None else owed.row


def _may_be_rung(context: Context) -> bool:
    return details.may_be_rung(context.session, the_membership(context))


def _no(context: Context, name: str, text: Text) -> Refusal:
    link = Link("members.show", {"membership_id": context.subject_id})
    return Refusal(name, text, mender=STAFF, link=link)
