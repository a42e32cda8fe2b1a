"""Setting a task aside until a day, and handing it to somebody; the task's own fields are in `forms`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from wtforms import DateField, RadioField, SelectField

from intranet.clock import ZONE, local_date
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext
from intranet.web.forms import Form, optional, required, select_choices

LONGEST = timedelta(days=365)


class SnoozeForm(Form):
    """When the task should come back."""

    until = RadioField(
        lazy_gettext("Remind me"),
        [required()],
        choices=select_choices(
            (
                ("tomorrow", lazy_gettext("tomorrow")),
                ("week", lazy_gettext("in a week")),
                ("day", lazy_gettext("on this day")),
            )
        ),
        default="tomorrow",
    )
    day = DateField(lazy_gettext("Day"), [optional()])

    def moment(self, now: datetime) -> datetime | None:
        """The morning the task comes back; None, with an error at the field, when no such day was chosen."""
        today = local_date(now)
        wished: date | None = {
            "tomorrow": today + timedelta(days=1),
            "week": today + timedelta(days=7),
        }.get(self.until.data, self.day.data)
        if wished is None or not today < wished <= today + LONGEST:
            self.day.errors = [*self.day.errors, _("Please choose a day after today, within a year.")]
            return None
        return datetime.combine(wished, time.min, ZONE)


class HandOverForm(Form):
    """Who takes the task over."""

    person = SelectField(lazy_gettext("Who takes it over?"), [required()])

    def offer(self, people: Sequence[tuple[uuid.UUID, str]]) -> None:
        self.person.choices = select_choices(
            [("", _("Choose a person")), *((str(one), name) for one, name in people)]
        )

    def receiver(self) -> uuid.UUID:
        return uuid.UUID(self.person.data)
