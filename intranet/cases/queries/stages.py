"""How long a case may stay in a state before somebody should look (amber) and really look (red); shipped defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.engine.moments import Moment, Setting, Span
from intranet.engine.process import Process
from intranet.organisation.models import Setting as StoredSetting

USUAL_DAYS = 30
NEVER = 1_000_000
_DAYS = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.0}


@dataclass(frozen=True)
class Stage:
    """Days in a state from which on it takes longer than usual, and far longer."""

    amber: int
    red: int

    def is_at(self, days: int) -> str:
        """The kind of badge these days deserve: plain, warn or late."""
        return "late" if days >= self.red else "warn" if days >= self.amber else "plain"


def stages(session: Session, process: Process) -> Mapping[str, Stage]:
    """The limits of each state that is no end; a nation's setting `stage:<workflow>:<state>` = `7 14` goes before.

    Without a setting: where time itself ends the stay, half of that and five sixths; else when the last task that
    is asked for there should be done, and twice that. A stay until a date that a rule names is never too long.
    """
    keys = [_key(process, state) for state in process.workflow.states]
    own = dict(
        session.execute(
            select(StoredSetting.key, StoredSetting.value).where(StoredSetting.key.in_(keys))
        ).all()
    )
    return {
        state: _set(own.get(_key(process, state))) or _shipped(process, state)
        for state, written in process.workflow.states.items()
        if not written.end
    }


def _key(process: Process, state: str) -> str:
    return f"stage:{process.workflow.key}:{state}"


def _set(value: str | None) -> Stage | None:
    parts = (value or "").split()
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return Stage(int(parts[0]), int(parts[1]))


def _shipped(process: Process, state: str) -> Stage:
    moments = [
        moment
        for transition in process.workflow.leaving(state).values()
        if transition.by_system
        for moment in transition.when
    ]
    ends = [_days(process, moment) for moment in moments if moment.date is None]
    if ends:
        return Stage(round(min(ends) / 2), round(min(ends) * 5 / 6))
    asked = [
        _days(process, task.due) + max((_days(process, moment) for moment in task.when), default=0)
        for task in process.workflow.tasks_in(state).values()
        if task.due is not None and task.due.date is None and not task.is_offered
    ]
    if moments and not asked:
        return Stage(NEVER, NEVER)
    amber = round(max(asked, default=USUAL_DAYS))
    return Stage(amber, 2 * amber)


def _days(process: Process, moment: Moment) -> float:
    span = moment.span
    if isinstance(span, Setting):
        span = process.settings.lengths.get(span.name)
    return _DAYS[span.unit] * span.amount if isinstance(span, Span) and moment.date is None else 0.0
