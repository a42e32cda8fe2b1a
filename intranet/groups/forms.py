"""The forms about a group; what they may say is decided by the operations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)

from intranet import i18n
from intranet.config import LANGUAGE_NAMES
from intranet.folding import folded
from intranet.groups.details import LONGEST_ROOM
from intranet.groups.families import LONGEST_REASON
from intranet.groups.models import PEER_SUPPORT, Group
from intranet.groups.words import RHYTHMS, WEEKDAYS
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.i18n import render_text
from intranet.privacy.wording import LONGEST_NOTE
from intranet.web.forms import Form, at_most, harmless_field, not_blank, optional, required, select_choices


class MeetingReport(Form):
    held_on = DateField(_l("Day"), validators=[required()])
    led_by = SelectField(_l("Who led"), validators=[required()])
    co_led_by = SelectField(_l("Who else led"), validators=[optional()])
    came = IntegerField(_l("How many came?"), description=_l("A number only."), validators=[required()])
    different_visitors = IntegerField(
        _l("How many different visitors in four weeks?"),
        description=_l("Your own estimate, a number only."),
        validators=[required()],
    )
    first_visits = IntegerField(_l("How many for the first time?"), validators=[optional()])
    note = TextAreaField(
        _l("Short note"),
        description=_l(
            "About the evening alone: no names, nothing about anybody. It is erased after six months."
        ),
        validators=[optional(), at_most(LONGEST_NOTE)],
    )
    harmless = harmless_field()

    def offer(self, group: Group, leaders: Mapping[uuid.UUID, str]) -> None:
        """Who may have led; a family club counts families and is not asked for visitors."""
        self.led_by.choices = select_choices(choices(leaders))
        if len(leaders) > 1:
            self.co_led_by.choices = select_choices([("", _("nobody")), *choices(leaders)])
        else:
            del self.co_led_by
        if group.kind == PEER_SUPPORT:
            self.came.label.text = _("How many visits?")
        else:
            self.came.label.text = _("How many families came?")
            del self.different_visitors


class FamilyNumber(Form):
    families = IntegerField(
        _l("How many families belong to the club?"), description=_l("A number only."), validators=[required()]
    )


class OneMore(Form):
    reason = StringField(
        _l("Why may one more family come?"),
        description=_l("No names, nothing about anybody's health."),
        validators=[required(), not_blank, at_most(LONGEST_REASON)],
    )
    harmless = harmless_field()


class Question(Form):
    person = SelectField(_l("Whom"), validators=[required()])
    from_on = DateField(_l("First day"), validators=[optional()])
    until_on = DateField(
        _l("Last day"),
        description=_l("Only for a stand-in. Leave both days empty for somebody who is to lead the group."),
        validators=[optional()],
    )


class NewHelper(Form):
    person = SelectField(_l("Who"), validators=[required()])


class GroupDetails(Form):
    room = StringField(_l("Room"), validators=[required(), not_blank, at_most(LONGEST_ROOM)])
    address_hidden = BooleanField(_l("Do not show the room to the public"))
    step_free = BooleanField(_l("Everybody can get in without steps"))
    weekday = SelectField(_l("Weekday"), validators=[required()])
    start_time = TimeField(_l("Begins at"), validators=[required()])
    end_time = TimeField(_l("Ends at"), validators=[optional()])
    rhythm = SelectField(_l("How often"), validators=[required()])
    meeting_language = SelectField(_l("Language of the meeting"), validators=[optional()])
    contact_person_id = SelectField(_l("Contact person"), validators=[optional()])
    stand_in_id = SelectField(_l("Stand-in"), validators=[optional()])
    children_welcome = BooleanField(_l("Children are welcome"))
    first_meeting_on = DateField(_l("First meeting"), validators=[optional()])

    def offer(self, people: Mapping[uuid.UUID, str]) -> None:
        self.weekday.choices = select_choices((key, render_text(text)) for key, text in WEEKDAYS.items())
        self.rhythm.choices = select_choices((key, render_text(text)) for key, text in RHYTHMS.items())
        languages = [(code, LANGUAGE_NAMES[code]) for code in i18n.languages()]
        self.meeting_language.choices = select_choices([("", _("not said")), *languages])
        for field in (self.contact_person_id, self.stand_in_id):
            field.choices = select_choices([("", _("nobody yet")), *choices(people)])


class NewLeader(Form):
    leader = SelectField(_l("Who leads from now on"), validators=[required()])


def choices(people: Mapping[uuid.UUID, str]) -> list[tuple[str, str]]:
    by_name: Iterable[tuple[uuid.UUID, str]] = sorted(people.items(), key=lambda one: folded(one[1]))
    return [(str(person_id), name) for person_id, name in by_name]


def chosen(value: str | None) -> uuid.UUID | None:
    """The person chosen in a field whose choices were checked; None for the empty choice."""
    return uuid.UUID(value) if value else None
