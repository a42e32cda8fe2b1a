"""Groups that have fallen silent: off the list after a while or when somebody found nobody there, and back on it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet import facts
from intranet.clock import local_date
from intranet.db import lock_rows, new_id
from intranet.facts import Fact, fact_changed
from intranet.groups.found_nobody import why_not
from intranet.groups.looking import refused, seen, seen_and_locked, who
from intranet.groups.models import COUNTED, LED, REPORTED, SILENT, Group, Meeting, NotMeeting
from intranet.organisation.models import Unit
from intranet.organisation.settings import limits
from intranet.policy import Actor


def silent_days(session: Session, group: Group, today: date) -> int:
    """For how many days nothing was heard of a group that meets; 0 for one that does not meet yet or any more."""
    if group.status not in COUNTED:
        return 0
    newest = session.scalar(
        select(func.max(Meeting.held_on)).where(Meeting.group_id == group.id, Meeting.withdrawn_at.is_(None))
    )
    heard = [day for day in (newest, group.opened_on, group.said_to_meet_on) if day is not None]
    return max((today - max(heard)).days, 0) if heard else 0


def open_report(session: Session, group_id: uuid.UUID) -> NotMeeting | None:
    """The newest word that the group does not meet, while nobody has answered it."""
    standing = select(NotMeeting).where(NotMeeting.group_id == group_id, NotMeeting.answered_at.is_(None))
    return session.scalars(standing.order_by(NotMeeting.reported_at.desc()).limit(1)).first()


def report_not_meeting(session: Session, actor: Actor, moment: datetime, *, group_id: uuid.UUID) -> None:
    """Whoever sees the group found nobody there: it is off the list at once, and those in charge are asked.

    A second word while the first waits does nothing more. Raises Refused shortly after somebody said that it meets,
    and when this person has said it lately: of this group, or of as many as one may.
    """
    seen(session, actor, group_id)
    # Locked themselves, so that nobody names more groups than one may from several windows at once.
    here = seen_and_locked(session, actor, group_id, (who(actor),))
    if open_report(session, group_id) is not None:
        return
    if (text := why_not(session, actor, local_date(moment), here)) is not None:
        raise refused("group", text)
    session.add(NotMeeting(id=new_id(), group_id=group_id, reported_by=who(actor), reported_at=moment))
    _hide(session, moment, here.group, REPORTED)


def say_it_meets(session: Session, moment: datetime, group_id: uuid.UUID) -> None:
    """Somebody in charge says so: it is back on the list, and a silence is counted from today."""
    lock_rows(session, Group, [group_id])
    group = session.get_one(Group, group_id, populate_existing=True)
    group.said_to_meet_on = local_date(moment)
    _show(session, moment, group)


@fact_changed.connect
def on_fact(_sender: Any, session: Session, fact: Fact) -> None:
    """A day begins, or a meeting is reported: the list follows, in the same transaction."""
    if fact.group_id is None or fact.kind not in ("days", "meetings"):
        return
    group = session.get(Group, fact.group_id, populate_existing=True)
    if group is None or group.status not in COUNTED or group.listed != (fact.kind == "days"):
        return
    lock_rows(session, Group, [group.id])
    session.refresh(group)
    own = limits(session, session.get_one(Unit, group.id).path)
    days = silent_days(session, group, local_date(fact.moment))
    if fact.kind == "days":
        if group.listed and days >= own["silent_unlist_days"]:
            _hide(session, fact.moment, group, SILENT)
    elif group.hidden_for is not None:
        enough = own["silent_unlist_days" if group.hidden_for == SILENT else "silent_remind_days"]
        if days < enough:
            _show(session, fact.moment, group)


def _hide(session: Session, moment: datetime, group: Group, why: str) -> None:
    group.listed, group.hidden_for = False, why
    _tell(session, moment, group)


def _show(session: Session, moment: datetime, group: Group) -> None:
    for report in session.scalars(
        select(NotMeeting).where(NotMeeting.group_id == group.id, NotMeeting.answered_at.is_(None))
    ):
        report.answered_at = moment
    group.listed, group.hidden_for = group.status in LED, None
    _tell(session, moment, group)


def _tell(session: Session, moment: datetime, group: Group) -> None:
    group.version += 1
    facts.tell(session, facts.Fact("groups", moment, group_id=group.id))
