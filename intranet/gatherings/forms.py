"""The forms about a gathering; what they may say is decided by the operations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date

from wtforms import SelectField

from intranet.folding import folded
from intranet.gatherings.inviting import WORDS
from intranet.gatherings.listing import Row
from intranet.i18n import gettext as _
from intranet.i18n import lazy_gettext as _l
from intranet.i18n import render_text, shown
from intranet.web.forms import Form, optional, required, select_choices


class Invitation(Form):
    """Everybody of a group, or one person."""

    group = SelectField(_l("Everybody who"), validators=[optional()])
    person = SelectField(_l("Or one person"), validators=[optional()])

    def offer(self, people: Mapping[uuid.UUID, str]) -> None:
        groups = [(key, render_text(text)) for key, text in WORDS.items()]
        self.group.choices = select_choices([("", _("nobody more")), *groups])
        names = sorted(
            ((str(person_id), name) for person_id, name in people.items()), key=lambda one: folded(one[1])
        )
        self.person.choices = select_choices([("", _("nobody more")), *names])


class Move(Form):
    to = SelectField(_l("Where do they get seats instead?"), validators=[required()])

    def offer(self, rows: Iterable[Row]) -> None:
        self.to.choices = select_choices(
            (
                str(row.gathering.id),
                _(
                    "%(title)s, %(day)s, free seats: %(free)s",
                    title=row.gathering.title,
                    day=shown(row.gathering.starts_at),
                    free=row.free,
                ),
            )
            for row in rows
        )


class Marked(Form):
    """Only what every form carries: the ticks are one for each person (see `there`)."""


def there(
    given: Mapping[str, str], people: Iterable[uuid.UUID], full: int
) -> dict[uuid.UUID, int | None] | None:
    """How many minutes each was there, None for whoever has no tick; nothing at all if a number cannot be read."""
    marks: dict[uuid.UUID, int | None] = {}
    for person_id in people:
        written = given.get(f"minutes-{person_id}", "").strip()
        if f"there-{person_id}" not in given:
            marks[person_id] = None
        elif not written:
            marks[person_id] = full
        elif written.isascii() and written.isdigit() and len(written) < 5:
            marks[person_id] = int(written)
        else:
            return None
    return marks


def day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
