"""One guard that needs a query."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from intranet.cases.context import Context
from intranet.certificates.models import Certificate
from intranet.engine.rules import Refusal, guard
from intranet.engine.text import Text

_VALID = select(Certificate.id).where(
    Certificate.person_id == bindparam("person"), Certificate.valid_to >= bindparam("day")
)


@guard(relies_on=("certificates",))
def starter_is_certified(context: Context) -> Refusal | None:
    """Whoever began it has a certificate that is valid today."""
    asked = {"person": context.people["starter"], "day": context.today}
    if context.session.connection().execute(_VALID, asked).first() is not None:
        return None
    return Refusal("starter_is_certified", Text("The certificate has ended."), mender="staff")
