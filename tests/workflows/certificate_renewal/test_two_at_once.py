"""Two decisions on one renewal at the same moment: one is taken, and a certificate never gets two next periods."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import operations
from intranet.db import prepare_engine, writing
from intranet.organisation.actors import actor_of
from intranet.problems import Refused, Stale
from tests import factories
from tests.workflows.certificate_renewal.driver import ASSESSMENT, REFUSAL, Renewal

TIMES = 4


@dataclass(frozen=True)
class Act:
    """A step that somebody is about to take."""

    transition: str
    by: uuid.UUID
    answers: dict[str, Any]


def _together(renewal: Renewal, url: str, acts: tuple[Act, Act]) -> list[str]:
    """Both sent off at once, each in a thread and a session of its own: how each was answered."""
    barrier, found = threading.Barrier(2), ["", ""]
    case, today, moment = renewal.case, renewal.today, renewal.clock()
    equipment = dict(renewal.session.info)
    renewal.session.rollback()

    def one(place: int, act: Act) -> None:
        engine = create_engine(url)
        prepare_engine(engine)
        with Session(engine, autoflush=False, expire_on_commit=False) as session:
            session.info.update(equipment)
            barrier.wait()
            try:
                with writing(session):
                    actor = actor_of(session, act.by, today)
                    operations.advance(
                        session, case.id, act.transition, actor, moment, act.answers, version=case.version
                    )
                found[place] = "done"
            except (Refused, Stale) as answer:
                found[place] = type(answer).__name__
        engine.dispose()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return found


@pytest.mark.parametrize("number", range(TIMES))
def test_two_who_renew_at_once_give_one_new_period(renewal: Renewal, database_url: str, number: int) -> None:
    renewal.until("applied").checked()
    people = renewal.people
    # Neither of them has waived anything for the assistant.
    with writing(renewal.session):
        factories.role(renewal.session, people.outsider, "staff", people.units["nation"])
    acts = (Act("renew", people.staff.id, {}), Act("renew", people.outsider.id, {}))
    assert sorted(_together(renewal, database_url, acts)) == ["Stale", "done"], number
    assert (renewal.state, len(renewal.periods)) == ("renewed", 2)


@pytest.mark.parametrize("number", range(TIMES))
def test_a_renewal_and_a_refusal_at_once_are_one_decision(
    renewal: Renewal, database_url: str, number: int
) -> None:
    renewal.until("applied").checked()
    people = renewal.people
    acts = (Act("renew", people.staff.id, {}), Act("refuse", people.staff_two.id, REFUSAL))
    answers = _together(renewal, database_url, acts)
    assert sorted(answers) == ["Stale", "done"], number
    renewed = answers[0] == "done"
    assert (renewal.state, len(renewal.periods)) == (("renewed", 2) if renewed else ("refused", 1))


def test_who_presses_twice_has_asked_once(renewal: Renewal, database_url: str) -> None:
    renewal.until("soon").sign()
    asking = Act("apply", renewal.whose.id, ASSESSMENT)
    assert sorted(_together(renewal, database_url, (asking, asking))) == ["Stale", "done"]
    assert renewal.steps.count("apply") == 1
