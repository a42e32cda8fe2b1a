"""Puts the reasons of cover.py into refusals: what is missing, by when, who can mend it and where."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from intranet.certificates.words import sentence
from intranet.engine.rules import Link, Refusal
from intranet.engine.text import Text
from intranet.groups.cover import Reason, Why
from intranet.policy import COORDINATOR, STAFF

LEADER = "leader"
NameOfGroup = Callable[[uuid.UUID], str]

# Where somebody else than the named person could help, the nearest are told with the refusal.
ANOTHER_COULD = frozenset({Why.NOBODY, Why.LEFT, Why.NOT_CERTIFIED, Why.TOO_FAR, Why.TOO_MANY_GROUPS})


def refuse(
    guard: str,
    reasons: Sequence[Reason],
    *,
    name: str,
    group_id: uuid.UUID | None,
    certificate_id: uuid.UUID | None = None,
    name_of_group: NameOfGroup,
    near: Iterable[Text] = (),
) -> Refusal | None:
    """One refusal for all reasons: the first is its sentence, the others its details; None without any.

    `certificate_id` only where the reader may open it.
    """
    if not reasons:
        return None
    first, *others = reasons
    refusal = replace(_say(first, name, name_of_group), guard=guard)
    if refusal.mender == STAFF and certificate_id is not None:
        refusal = replace(refusal, link=Link("certificates.show", {"certificate_id": certificate_id}))
    elif group_id is not None:
        refusal = replace(refusal, link=Link("groups.show", {"group_id": group_id}))
    details = [_say(other, name, name_of_group).text for other in others]
    return replace(refusal, details=(*details, *near))


_SENTENCES: Mapping[Why, Text] = {
    Why.NOBODY: Text("No certified assistant is named yet."),
    Why.LEFT: Text("%(name)s has left the organisation. Another assistant is needed."),
    Why.TOO_FAR: Text(
        "%(name)s lives and works more than %(number)s km away. "
        "The coordinator can confirm that they can be there each week."
    ),
    Why.DISTANCE_UNKNOWN: Text(
        "It is not known how far %(name)s has to travel. "
        "The coordinator can confirm that they can be there each week."
    ),
    Why.NOT_ASKED: Text("%(name)s has not been asked to lead this group yet."),
    Why.NOT_ACCEPTED: Text("%(name)s has been asked and has not said yes yet."),
    Why.ENDED: Text("%(name)s does not lead this group any more. Ask again, or ask somebody else."),
    Why.TOO_MANY_GROUPS: Text("%(name)s leads %(number)s groups already, as many as one person may."),
    Why.SAME_TIME: Text("%(name)s meets with the group %(group)s at the same time."),
}
_MENDERS = {Why.NOT_CERTIFIED: STAFF, Why.ENDS_TOO_SOON: STAFF, Why.NOT_ACCEPTED: LEADER}


def _say(reason: Reason, name: str, name_of_group: NameOfGroup) -> Refusal:
    values: dict[str, object] = {"name": name, "number": reason.number}
    if reason.other_id is not None:
        values["group"] = name_of_group(reason.other_id)
    if reason.why is Why.NOT_CERTIFIED:
        text = _certificate(reason, name)
    elif reason.why is Why.ENDS_TOO_SOON:
        text = _ends_too_soon(reason, values)
    else:
        text = replace(_SENTENCES[reason.why], values=values)
    return Refusal(guard="", text=text, mender=_MENDERS.get(reason.why, COORDINATOR))


def _certificate(reason: Reason, name: str) -> Text:
    if reason.status is None:
        raise ValueError("a reason about a certificate comes with its status")
    return sentence(name, reason.status)


def _ends_too_soon(reason: Reason, values: dict[str, object]) -> Text:
    until = reason.status.until if reason.status else None
    wanted = _days_after(reason.on, reason.number)
    if wanted is None:
        return Text("The certificate of %(name)s ends on %(until)s, too soon.", {**values, "until": until})
    return Text(
        "The certificate of %(name)s ends on %(until)s. It must count until %(wanted)s, %(number)s days after the "
        "first meeting.",
        {**values, "until": until, "wanted": wanted},
    )


def _days_after(day: date | None, number: int | None) -> date | None:
    if day is None or number is None:
        return None
    try:
        return day + timedelta(number)
    except OverflowError:
        return None
