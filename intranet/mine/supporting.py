"""What stands of extra support, as the person themselves may know all of it; it changes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet.cases import runtime, store
from intranet.cases.models import Case
from intranet.cases.operations.vanishing import KEPT
from intranet.cases.queries.leaving import one_leaving
from intranet.cases.queries.reading import Reading, reading_of
from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.participants import support
from intranet.participants.models import Participant
from intranet.policy import Actor

WORKFLOW = "extra_support"
REST, CLOSE, ASK_ANOTHER = "rest", "close", "choose_again"
# The process speaks of the person to those who help; here it is said to them.
SAID = {
    "wished": Text("You have asked for it, and whoever you chose gets in touch."),
    "agreed": Text("It is agreed who keeps in touch with you, how often and until when."),
    "in_touch": Text("You are in touch, as it was agreed."),
    "resting": Text("You are left in peace for a while. The door stands open."),
    "back": Text("You are back, and welcome. In a while it ends by itself."),
    "closed": Text("It is over, and nothing tells that it was once it is deleted."),
}


@dataclass(frozen=True)
class Company:
    """One that was asked for. `gone`: whoever was asked does not help here any more, or is kept away."""

    case_id: uuid.UUID
    version: int
    state: Text
    says: Text
    leader: str | None
    contact_person: str | None
    rhythm: Text | None
    until: date | None
    deleted_on: date | None
    steps: Mapping[str, Text]
    may_ask_another: bool
    gone: bool


def company_of(session: Session, me: Actor, moment: datetime) -> list[Company]:
    """Everything that is stored of it, the newest first."""
    cases = session.scalars(
        select(Case.id)
        .where(Case.workflow == WORKFLOW, Case.subject_id == me.participant_id)
        .order_by(Case.started_at.desc(), Case.id)
    ).all()
    return [_company(reading_of(session, store.load(session, one), me, moment)) for one in cases]


def who_may_answer(session: Session, me: Actor, moment: datetime) -> Mapping[uuid.UUID, str]:
    """Those whom one may ask: whoever leads the group, and is not kept away."""
    participant = session.get_one(Participant, me.participant_id)
    return support.who_may_answer(session, participant, local_date(moment))


def _company(reading: Reading) -> Company:
    workflow, case = reading.process.workflow, reading.case
    state, leaving = workflow.states[case.state], workflow.leaving(case.state)
    rhythm = reading.answers.get("rhythm")
    taken = {key: one_leaving(reading, key) for key in (REST, CLOSE) if key in leaving}
    here = support.who_may_keep_in_touch(
        reading.session,
        reading.session.get_one(Participant, case.subject_id),
        local_date(reading.moment),
    )
    return Company(
        case_id=case.id,
        version=case.version,
        state=workflow.words(state.label),
        says=SAID[case.state],
        leader=_name(reading, "leader", here),
        contact_person=_name(reading, "contact_person", here),
        rhythm=None if rhythm is None else workflow.words(workflow.fields["rhythm"].answers[rhythm]),
        until=_day(reading.answers.get("until")),
        deleted_on=None if case.ended_at is None else local_date(case.ended_at + KEPT),
        steps={key: one.label for key, one in taken.items() if one.is_open},
        may_ask_another=ASK_ANOTHER in leaving,
        gone=case.ended_at is None and case.people.get("leader") not in here,
    )


def _name(reading: Reading, key: str, here: Mapping[uuid.UUID, str]) -> str | None:
    """Of somebody who helps here still and is not kept away."""
    person_id = reading.case.people.get(key)
    return None if person_id is None else here.get(person_id)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def installed(session: Session) -> bool:
    return WORKFLOW in runtime.processes(session)
