"""Whether this process can serve: for a load balancer and an operator, without a word about what is inside."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from intranet import resources
from intranet.cases import runtime
from intranet.cases.models import Case, Timer

# What time should have done longer ago than this says that nobody calls `tick`.
LATE = timedelta(minutes=15)


def readiness(session: Session, moment: datetime) -> dict[str, bool]:
    """`database` answers, `migrations` are those of this code, `time` is kept up with by the worker."""
    try:
        context = MigrationContext.configure(session.connection())
        migrated = set(context.get_current_heads()) == heads()
        return {"database": True, "migrations": migrated, "time": migrated and _in_time(session, moment)}
    except SQLAlchemyError:
        return {"database": False, "migrations": False, "time": False}


@lru_cache(maxsize=1)
def heads() -> frozenset[str]:
    config = Config()
    config.set_main_option("script_location", str(resources.MIGRATIONS))
    return frozenset(ScriptDirectory.from_config(config).get_heads())


def _in_time(session: Session, moment: datetime) -> bool:
    late = (
        select(Timer.id)
        .join(Case, Case.id == Timer.case_id)
        .where(
            Timer.fired_at.is_(None),
            Timer.cancelled_at.is_(None),
            Timer.at < moment - LATE,
            Case.workflow.in_(list(runtime.processes(session))),
        )
        .limit(1)
    )
    return session.scalar(late) is None
