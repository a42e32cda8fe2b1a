"""Who may reach out to somebody who asked, how, and to which group they are taken; the steps are workflow.yaml's."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import timedelta

from intranet.cases import operations as cases
from intranet.cases import runtime
from intranet.cases.context import Context
from intranet.cases.routing import units_of
from intranet.certificates.queries import rests_on
from intranet.clock import beginning_of
from intranet.engine.rules import Link, Refusal, effect, guard, opposite
from intranet.engine.text import Text
from intranet.enquiries import operations, reading
from intranet.enquiries.contact import Contact
from intranet.enquiries.models import CALL, EMAIL, TEXT, Enquiry
from intranet.enquiries.words import WAYS_ASKED
from intranet.groups.families import families_of, override_on
from intranet.groups.models import COUNTED, FAMILY_CLUB
from intranet.groups.queries import Placed, find
from intranet.groups.times import WEEKDAYS
from intranet.organisation.actors import holders_in
from intranet.organisation.models import Unit
from intranet.organisation.settings import limit, nation_path
from intranet.policy import ASSISTANT, COORDINATOR, SYSTEM
from intranet.problems import NotVisible, Refused
from intranet.training.models import CONFIDENTIALITY
from intranet.training.queries import has_signed

TAKER, GREETER = "taker", "greeter"
# What begins in the group when somebody came.
PATH, AFTER_ENQUIRY = "participant_path", "visit_after_enquiry"
# A message may be one that is spoken, and a text to somebody who wished for a call is one that is written.
MESSAGES = {CALL: ("message", "texted"), TEXT: (), EMAIL: ()}
AS_ASKED = {CALL: ("called", "message", "texted"), TEXT: ("texted",), EMAIL: ("wrote",)}
LONGEST_AHEAD = timedelta(days=120)
ON_DAYS = {
    "mon": Text("On Mondays"),
    "tue": Text("On Tuesdays"),
    "wed": Text("On Wednesdays"),
    "thu": Text("On Thursdays"),
    "fri": Text("On Fridays"),
    "sat": Text("On Saturdays"),
    "sun": Text("On Sundays"),
}
# Which outcome is kept for which last step; of closing it is the reason.
OUTCOMES = {
    "guide": "guided",
    "tidy": "visited",
    "give_up": "missed",
    "lapse": "unanswered",
    "lapse_booked": "unknown",
}


def the_enquiry(context: Context) -> Enquiry:
    found = None if context.subject_id is None else context.session.get(Enquiry, context.subject_id)
    if found is None:
        raise NotVisible
    return found


@guard(relies_on=("enquiries",))
def somebody_goes_on(context: Context) -> Refusal | None:
    """Whoever took the phone goes on with it, and has promised confidentiality."""
    taker = context.people.get(TAKER)
    if the_enquiry(context).goes_on and taker is not None and _has_promised(context, taker):
        return None
    return Refusal("somebody_goes_on", Text("Nobody goes on with it yet."), mender=COORDINATOR)


nobody_goes_on = opposite(
    somebody_goes_on, Refusal("nobody_goes_on", Text("Whoever took the phone goes on with it."))
)


@guard(relies_on=("training",), reads=(TAKER,))
def promised_confidentiality(context: Context) -> Refusal | None:
    """Whoever reaches out has signed the promise of confidentiality."""
    given = context.transition in ("assign", "pass_on")
    person = context.answers.get(TAKER) if given else context.actor.person_id
    return _promised(context, "promised_confidentiality", person)


@guard(relies_on=("roles",))
def assistants_here(context: Context) -> Refusal | None:
    """There is an assistant in the district or above it, who could take it."""
    above = units_of(context.unit_path)
    if any(role == ASSISTANT for _, role in holders_in(context.session, above, context.today)):
        return None
    text = Text("There is no assistant here who could take it.")
    return Refusal("assistants_here", text, mender=COORDINATOR)


@guard(relies_on=("certificates",))
def nothing_rests(context: Context) -> Refusal | None:
    """Whose certificate is paused or suspended leaves it to somebody else, and sees nobody's number meanwhile."""
    person = context.actor.person_id
    if person is None or not rests_on(context.session, person, context.today):
        return None
    text = Text("Your certificate rests at present. Somebody else takes this one.")
    return Refusal("nothing_rests", text, mender=COORDINATOR)


@guard(reads=(GREETER,))
def greeter_promised(context: Context) -> Refusal | None:
    """Whoever waits at the door has signed it too."""
    return _promised(context, "greeter_promised", context.answers.get(GREETER))


@guard(reads=("how",))
def in_the_way_asked_for(context: Context) -> Refusal | None:
    contact, how = _contact(context), context.answers.get("how")
    if contact is None:
        text = Text("How they can be reached is no longer known.")
        return Refusal("in_the_way_asked_for", text, mender=COORDINATOR)
    if how is None or how in AS_ASKED[contact.way]:
        return None
    text = Text("They asked to be reached in another way: %(way)s.", {"way": WAYS_ASKED[contact.way]})
    return Refusal("in_the_way_asked_for", text, mender=TAKER)


@guard(reads=("how",))
def message_allowed(context: Context) -> Refusal | None:
    """Somebody else may read or hear it: a message is left only where they said that it may."""
    contact, how = _contact(context), context.answers.get("how")
    if contact is None or how is None or contact.message:
        return None
    if how != "message" and how not in MESSAGES[contact.way]:
        return None
    text = Text("They asked that no message is left. Somebody else could hear or read it.")
    return Refusal("message_allowed", text, mender=TAKER)


@guard(reads=("group",))
def group_meets(context: Context) -> Refusal | None:
    """A group of the same country that counts, and of which nobody doubts that it meets."""
    if (group_id := context.answers.get("group")) is None:
        return None
    placed = _group(context)
    if placed is None or not placed.unit.path.startswith(nation_path(context.unit_path)):
        return Refusal("group", Text("Choose one of the list."))
    if placed.group.status in COUNTED and placed.group.hidden_for is None:
        return None
    text = Text("It is not certain that this group meets at present. Choose another one.")
    return Refusal("group_meets", text, mender=COORDINATOR, link=Link("groups.show", {"group_id": group_id}))


@guard(reads=("group",))
def club_has_room(context: Context) -> Refusal | None:
    """A family club has room for one family more."""
    placed = _group(context)
    if placed is None or placed.group.kind != FAMILY_CLUB:
        return None
    most = limit(context.session, placed.unit.path, "families_most")
    allowed = most + (override_on(context.session, placed.group.id, context.today) is not None)
    if (families_of(context.session, placed.group.id, context.today) or 0) < allowed:
        return None
    text = Text("This club has as many families as it may have. Choose another group.")
    return Refusal(
        "club_has_room", text, mender=COORDINATOR, link=Link("groups.show", {"group_id": placed.group.id})
    )


@guard(reads=("group", "visit_day"))
def day_to_come(context: Context) -> Refusal | None:
    """A day from today on, on which the group meets: nobody comes for the first time to a locked door."""
    day, placed = context.answers.get("visit_day"), _group(context)
    if day is None:
        return None
    if not context.today <= day <= context.today + LONGEST_AHEAD:
        return Refusal("visit_day", Text("Choose today or a day within the next four months."))
    weekday = None if placed is None else placed.group.weekday
    if weekday is None or WEEKDAYS[day.weekday()] == weekday:
        return None
    text = Text("Choose a day on which the group meets: %(weekday)s.", {"weekday": ON_DAYS[weekday]})
    return Refusal("visit_day", text)


@guard(reads=("visit_day",))
def visit_day_has_come(context: Context) -> Refusal | None:
    day = context.answers.get("visit_day")
    if day is None or day <= context.today:
        return None
    text = Text("The visit is on %(day)s. Come back then.", {"day": day})
    return Refusal("visit_day_has_come", text)


def take_it_up_again(context: Context) -> None:
    """Who it was given to is one of its people again with the step that is taken back."""


@effect(says="You are the one who makes the contact. How they want to be reached stands on the page.")
def make_the_contact(context: Context) -> None:
    """Not to be undone, for what was read stays read: handing back is the way, and the coordinator hears of it."""
    if (person := context.app_actor.person_id) is not None:
        context.now_names(TAKER, person)


@effect(says="It goes back to the coordinator, and you no longer see it.", undo=take_it_up_again)
def let_go(context: Context) -> None:
    context.no_longer_names(TAKER)
    context.no_longer_names(GREETER)


@effect(says="Nobody is named to wait at the door any more.", undo=take_it_up_again)
def let_greeter_go(context: Context) -> None:
    context.no_longer_names(GREETER)


@effect(says="Their way in the group begins, with a number and no name. What you know of them stays here.")
def begin_the_way(context: Context) -> None:
    """No name and no contact way goes with it: what the group keeps is asked of them in person.

    It begins with the day and not at this moment: two rows of one moment would tell whose enquiry it was.
    """
    if PATH not in runtime.processes(context.session):
        return
    group = context.session.get_one(Unit, context.answers["group"])
    morning = beginning_of(context.today)
    # Where the group has ceased to meet since the visit was booked, somebody was there all the same.
    with suppress(Refused):
        cases.begin(context.session, PATH, AFTER_ENQUIRY, SYSTEM, group, morning, {})


@effect(says="How to reach them is erased after a while; what stays is the month, the town and how it ended.")
def keep_the_outcome(context: Context) -> None:
    step = context.transition or ""
    outcome = OUTCOMES.get(step) or context.answers["reason"]
    if step == "lapse" and context.state == "contacted":
        outcome = OUTCOMES["lapse_booked"]
    operations.end(context.session, context.moment, the_enquiry(context).id, outcome)


def _has_promised(context: Context, person_id: uuid.UUID) -> bool:
    return has_signed(context.session, person_id, CONFIDENTIALITY, context.today)


def _promised(context: Context, name: str, person_id: uuid.UUID | None) -> Refusal | None:
    if person_id is None or _has_promised(context, person_id):
        return None
    if person_id == context.actor.person_id:
        text = Text("Sign the promise of confidentiality first. You find it under My training.")
        return Refusal(name, text, mender=TAKER, link=Link("training.mine"))
    text = Text("This person has not signed the promise of confidentiality yet.")
    return Refusal(name, text, mender=COORDINATOR)


def _contact(context: Context) -> Contact | None:
    return reading.contact_of(context.session, the_enquiry(context))


def _group(context: Context) -> Placed | None:
    group_id = context.answers.get("group")
    return find(context.session, group_id) if isinstance(group_id, uuid.UUID) else None
