"""What must hold on the way from visitor to member, and what happens with it; the order is workflow.yaml's.

No rule asks for a name, a reason or anything about health, and none moves anybody towards membership.
"""

from __future__ import annotations

from datetime import date, timedelta

from intranet.cases.context import Context
from intranet.cases.queries.about_one import came_from
from intranet.clock import beginning_of
from intranet.engine.rules import Refusal, date_rule, effect, guard
from intranet.engine.text import Text
from intranet.groups.models import COUNTED, Group
from intranet.memberships import operations as memberships
from intranet.memberships import pledges
from intranet.memberships.models import Membership
from intranet.organisation.models import Unit
from intranet.participants import consents, leaving, membership, operations
from intranet.participants.models import CONTACT
from intranet.participants.queries import visits_since
from intranet.policy import ASSISTANT, VOLUNTEER
from workflows.shared import the_participant

VISITS, WEEKS = 3, 8
ASK_AGAIN_DAYS = 180
AWAY, SIGN = "pause", "sign"


def the_membership(context: Context) -> Membership | None:
    """The one they hung on themselves, whatever became of it."""
    hung = membership.membership_of(context.session, the_participant(context))
    return None if hung is None else context.session.get(Membership, hung, populate_existing=True)


@date_rule()
def came_first(context: Context) -> date | None:
    """The day of the first visit."""
    return None if context.subject_id is None else the_participant(context).first_visit_on


@date_rule()
def last_contact(context: Context) -> date | None:
    """When they were last here or spoken with, as far as anybody said so; with the first visit it is that day."""
    return context.today if context.subject_id is None else the_participant(context).last_contact_on


@date_rule()
def reachable_since(context: Context) -> date | None:
    """The last contact, of somebody who agreed to be contacted and to whom something may be sent."""
    if context.subject_id is None:
        return None
    participant = the_participant(context)
    agreed = CONTACT in consents.standing(context.session, participant.id)
    return participant.last_contact_on if agreed and not participant.protected else None


@date_rule()
def alone_since(context: Context) -> date | None:
    """When somebody was last here who comes alone to a family club and has nobody beside them yet."""
    if context.subject_id is None:
        return None
    participant = the_participant(context)
    alone = participant.paired_with is None and operations.is_alone_in_a_club(context.session, participant)
    return participant.last_contact_on if alone else None


@guard(relies_on=("groups",))
def group_meets(context: Context) -> Refusal | None:
    """Participants belong to a group that meets."""
    group = context.session.get(Group, context.unit_id)
    if group is not None and group.status in COUNTED:
        return None
    return Refusal("group_meets", Text("Only a group that meets has visitors."), mender=ASSISTANT)


@guard(reads=("informed",))
def told_what_is_kept(context: Context) -> Refusal | None:
    """They know what is kept, and that it can be taken back."""
    if context.answers.get("informed") is True:
        return None
    return Refusal(
        "told_what_is_kept", Text("Tell them first what is kept and what is not."), mender=VOLUNTEER
    )


@guard(relies_on=("participants", "meetings"), reads=("says_so",))
def here_to_stay(context: Context) -> Refusal | None:
    """Three visits in eight weeks, of somebody who agreed that these are noted; or they say so themselves."""
    since = context.today - timedelta(weeks=WEEKS)
    if context.answers.get("says_so") is True:
        return None
    if visits_since(context.session, the_participant(context).id, since) >= VISITS:
        return None
    text = Text(
        "They say so themselves, or %(visits)s visits in %(weeks)s weeks are noted.",
        {"visits": VISITS, "weeks": WEEKS},
    )
    return Refusal("here_to_stay", text, mender=VOLUNTEER)


@guard(relies_on=("participants",))
def somebody_beside_them(context: Context) -> Refusal | None:
    """Whoever comes alone to a family club has a contact person of the group."""
    participant = the_participant(context)
    if participant.paired_with is not None or not operations.is_alone_in_a_club(context.session, participant):
        return None
    text = Text("Somebody who comes alone to a family club has a contact person. Choose one on their page.")
    return Refusal("somebody_beside_them", text, mender=ASSISTANT)


@guard(reads=("raised",))
def raised_or_agreed(context: Context) -> Refusal | None:
    """Membership is talked about with those who raised it, or said yes to being asked."""
    if context.answers.get("raised") in ("they", "agreed"):
        return None
    text = Text("Membership is talked about only with somebody who raised it, or said yes to being asked.")
    return Refusal("raised_or_agreed", text, mender=VOLUNTEER)


@guard()
def may_be_asked(context: Context) -> Refusal | None:
    """After a “not now” nobody asks for a good while."""
    again = the_participant(context).ask_again_on
    if again is None or context.today >= again:
        return None
    return Refusal("may_be_asked", Text("They said “not now”. Nobody asks before %(day)s.", {"day": again}))


@guard()
def application_hangs(context: Context) -> Refusal | None:
    """They accepted the pledge of today, on their own page, and no other way."""
    row = the_membership(context)
    country = context.session.get_one(Unit, context.unit_id).country
    if row is not None and row.ended_on is None and row.pledge_version == pledges.current(country):
        return None
    text = Text("Joining is done on their own page, where they read the pledge and accept it themselves.")
    return Refusal("application_hangs", text)


@guard()
def membership_ended(context: Context) -> Refusal | None:
    """Looked at once a day, as its confirmation is: two steps of one moment would tell whose membership it is."""
    row = the_membership(context)
    if row is None or row.ended_on is not None:
        return None
    return Refusal("membership_ended", Text("The membership has not ended."))


@guard()
def is_a_member(context: Context) -> Refusal | None:
    """The office has confirmed it. Asked on every way to where members stand, whatever state they come from."""
    row = the_membership(context)
    if row is not None and row.confirmed_on is not None and row.ended_on is None:
        return None
    return Refusal("is_a_member", Text("Their membership is not confirmed, or has ended."))


@guard()
def has_promised(context: Context) -> Refusal | None:
    """They signed the promise of confidentiality themselves, on their own page; nobody's word stands for it."""
    if _has_signed(context):
        return None
    text = Text("They sign the promise of confidentiality first, on their own page. Offer them a link to it.")
    return Refusal("has_promised", text, mender=ASSISTANT)


@guard(hides=True)
def not_promised_yet(context: Context) -> Refusal | None:
    if not _has_signed(context):
        return None
    return Refusal("not_promised_yet", Text("They have signed the promise of confidentiality."))


@guard(reads=("check_seen",))
def check_where_children(context: Context) -> Refusal | None:
    """Where children come, a record check was seen."""
    children = context.session.get_one(Group, context.unit_id).children_welcome
    if not children or context.answers.get("check_seen") is True:
        return None
    text = Text("Where children come, a record check is seen first.")
    return Refusal("check_where_children", text, mender=ASSISTANT)


@guard(hides=True)
def was_welcomed(context: Context) -> Refusal | None:
    return _came_from(context, "was_welcomed", "welcomed")


@guard(hides=True)
def was_regular(context: Context) -> Refusal | None:
    """Also whoever was a member, and is none any more."""
    before = _before(context)
    if before in ("member", "contributor") and is_a_member(context) is not None:
        return None
    return _came_from(context, "was_regular", "regular")


@guard(hides=True)
def was_thinking(context: Context) -> Refusal | None:
    return _came_from(context, "was_thinking", "thinking")


@guard(hides=True)
def was_member(context: Context) -> Refusal | None:
    return _came_from(context, "was_member", "member")


@guard(hides=True)
def was_contributor(context: Context) -> Refusal | None:
    return _came_from(context, "was_contributor", "contributor")


@effect(says="A number within the group is all that is written down.", makes_subject=True)
def note_first_visit(context: Context) -> None:
    participant = operations.arrive(context.session, context.moment, context.unit_id)
    context.is_about(participant.id, "", context.unit_id, context.unit_path)


@effect(says="Nobody asks about membership for half a year.")
def ask_later(context: Context) -> None:
    operations.rest_asking(context.session, context.moment, the_participant(context), ASK_AGAIN_DAYS)


@effect(says="The application is taken back and what was written for it is erased.")
def drop_application(context: Context) -> None:
    """Also where the office has confirmed it since: who takes their word back is held to nothing."""
    row = the_membership(context)
    if row is not None and row.ended_on is None:
        # Of the day, not of this moment: two rows of one moment would tell whose membership it was.
        memberships.resign(context.session, beginning_of(context.today), row.id)
    membership.let_go(context.session, context.moment, the_participant(context))


@effect(says="Nothing leads from here to the membership any more.")
def forget_membership(context: Context) -> None:
    membership.let_go(context.session, context.moment, the_participant(context))


@effect(says="They count as seen today.")
def note_return(context: Context) -> None:
    """A membership may have ended while they were away, when nothing looked at it: nothing leads to it any more."""
    participant = the_participant(context)
    if participant.membership is not None and membership_ended(context) is None:
        forget_membership(context)
    participant.last_contact_on = context.today
    operations.tell(context.session, context.moment, participant)


@effect(says="What was kept about them is erased, in every copy. It cannot be brought back.")
def forget(context: Context) -> None:
    participant = the_participant(context)
    leaving.leave(context.session, context.moment, participant, by=context.actor.person_id)


def _has_signed(context: Context) -> bool:
    return came_from(context.session, context.case_id, SIGN) is not None


def _before(context: Context) -> str | None:
    """Where they stood before they were away."""
    return came_from(context.session, context.case_id, AWAY)


def _came_from(context: Context, name: str, state: str) -> Refusal | None:
    if _before(context) == state:
        return None
    return Refusal(name, Text("They come back to where they were, and that was not there."))
