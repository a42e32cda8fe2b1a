"""The same form twice at one moment, on the server database: what was mended in it meanwhile is not lost unsaid."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet.enquiries import operations as enquiries
from intranet.enquiries.models import Enquiry
from tests import cast
from tests.gatherings.pair import Pair
from tests.support.clock import Clock
from tests.workflows.enquiry.driver import NUMBER, Call


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("mended", "outcome"), [(NUMBER, "done"), ("900 12 346", "Stale")])
def test_a_form_that_was_mended_is_told_that_the_first_one_stands(
    session: Session, people: cast.Cast, clock: Clock, mended: str, outcome: str
) -> None:
    call, key, moment = Call(session, people, clock), uuid.uuid4(), clock()
    call.arrives()

    def sends(number: str) -> Callable[[Session], object]:
        return lambda session: enquiries.receive(session, moment, call.wrote(value=number), key=key)

    session.rollback()
    assert Pair(session).run(sends(mended), sends(NUMBER)) == [outcome, "done"]
    sent = select(func.count()).select_from(Enquiry).where(Enquiry.form_key == key)
    assert session.scalar(sent) == 1
