"""The whole story of the demonstration in a session whose database is empty; where the database lies is build.py's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from intranet.auth.passwords import hash_password
from intranet.cases import runtime, versions
from intranet.clock import local_date
from intranet.db import writing
from intranet.demo.accounts import PASSWORD
from intranet.demo.assistants import assistants
from intranet.demo.candidates import candidates
from intranet.demo.changes import changes
from intranet.demo.clubs import clubs
from intranet.demo.enquiries import enquiries
from intranet.demo.gatherings import gatherings
from intranet.demo.half_year import half_year
from intranet.demo.members import members
from intranet.demo.norway import norway
from intranet.demo.organisation import BEGINNING, organisation, practice_begins, reporting_begins
from intranet.demo.participants import participants
from intranet.demo.renewals import renewals
from intranet.demo.stage import Stage, at, play
from intranet.demo.support import extra_support
from intranet.demo.sweden import sweden


def tell(session: Session, now: datetime) -> Stage:
    """From the beginning in 2000 up to now; the session carries processes and keys (cases.runtime.equip)."""
    beginning = at(BEGINNING)
    with writing(session):
        versions.record(session, runtime.processes(session).values(), beginning - timedelta(days=1))
    stage = Stage(session, local_date(now), beginning, hash_password(PASSWORD))
    play(
        stage,
        (
            organisation(stage),
            practice_begins(stage),
            reporting_begins(stage),
            *clubs(stage),
            *assistants(stage),
            *gatherings(stage),
            *norway(stage),
            *sweden(stage),
            *changes(stage),
            *candidates(stage),
            *renewals(stage),
            *participants(stage),
            *half_year(stage),
            *extra_support(stage),
            *enquiries(stage),
            *members(stage),
        ),
        now.astimezone(UTC),
    )
    return stage
