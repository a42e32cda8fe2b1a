"""What a case is about was changed elsewhere: the answers, the leader and the unit that the case carries follow."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from intranet.cases import store, timers
from intranet.cases.operations.work import Work
from intranet.cases.store import LIVE
from intranet.db import new_id, table_of
from intranet.engine.planning import recount
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.facts import Fact
from intranet.groups.models import Group
from intranet.groups.operations import answers_of
from intranet.organisation.models import Unit
from intranet.problems import Refused

_UNIT = table_of(Unit)


def keep_up(work: Work, fact: Fact) -> None:
    """Only what the case was answered before is taken over; what nobody has been asked yet stays open."""
    if fact.kind == "participants":
        _count_anew(work)
        return
    before = work.case
    changed = _changed_answers(work)
    if fact.unit_id is not None and fact.unit_id != before.unit_id:
        path = work.session.execute(select(_UNIT.c.path).where(_UNIT.c.id == fact.unit_id)).scalar_one()
        work.case = replace(work.case, unit_id=fact.unit_id, unit_path=path)
    if not changed and work.case.unit_id == before.unit_id:
        return
    _keep_four_eyes(work, changed)
    event_id = new_id()
    work.event(event_id, "subject_changed", facts={"fields": sorted(changed)})
    work.give(event_id, changed)
    dates = [key for key in changed if work.process.workflow.fields[key].kind == "date"]
    if dates:
        work.recounted(recount(work.process, work.situation(), dates, work.case.entered_at))
    store.move(work.session, before, work.case)
    pass_on(work, before.people)
    work.route_again(None)


def _count_anew(work: Work) -> None:
    """The days that rules.py counts from may be others now. What counted from one that is gone is nobody's task.

    Somebody who took back what a task rested on is asked after no more; what has had its day does not come again.
    """
    situation = work.situation()
    counted = recount(work.process, situation, list(situation.dates), work.case.entered_at)
    ahead = tuple(timer for timer in counted.timers if timer.at > work.moment)
    work.recounted(replace(counted, timers=ahead))
    gone = {name for name, day in situation.dates.items() if day is None}
    idle = {
        key: task.when
        for key, task in work.process.workflow.tasks.items()
        if gone & {moment.date for moment in task.when}
    }
    for key, moments in idle.items():
        for turn in range(1, len(moments) + 1):
            timers.cancel_timer(work.session, work.case.id, "task", key, turn, work.moment)
    over = [task.id for task in work.case.tasks if task.live and task.key in idle]
    work.close("cancelled", over, None)
    timers.cancel_task_timers(work.session, over, work.moment)
    work.withdraw_notices(over)
    store.remember(work.session, work.case)


def pass_on(work: Work, before: Mapping[str, uuid.UUID]) -> None:
    """Tasks that somebody has for being named go, where others are named than `before`, to the first of these."""
    router, now = work.router(), work.case.people
    for task in work.case.tasks:
        written = work.process.workflow.tasks.get(task.key)
        if written is None or not task.live or task.person_id is None:
            continue
        named = [name for name in written.for_ if before.get(name) != now.get(name)]
        if not named or all(before.get(name) != task.person_id for name in written.for_):
            continue
        queue = router.queue(written.for_)
        if queue.person_id != task.person_id:
            columns = {"person_id": queue.person_id, "role": queue.role, "unit_id": queue.unit_id}
            store.change_task(work.session, task.id, LIVE, columns)


def _keep_four_eyes(work: Work, changed: Mapping[str, Any]) -> None:
    """Nobody becomes, afterwards, who was not allowed to take a step that they took. Raises Refused."""
    workflow = work.process.workflow
    for name, value in changed.items():
        for key, step in workflow.transitions.items():
            if name in step.not_by and value in work.case.takers.get(key, ()):
                text = Text(
                    "This person took the step “%(step)s” in this case, so it must be somebody else.",
                    {"step": workflow.words(step.label)},
                )
                raise Refused((Refusal(name, text),))


def _changed_answers(work: Work) -> dict[str, Any]:
    group = work.session.get(Group, work.case.subject_id, populate_existing=True)
    if group is None:
        return {}
    standing = work.answers()
    return {
        key: value
        for key, value in answers_of(group).items()
        if key in work.process.workflow.fields
        and value is not None
        and key in standing
        and standing[key] != value
    }
