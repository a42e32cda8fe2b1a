"""The tables of members have no place for where somebody goes."""

from __future__ import annotations

from intranet.db import table_of
from intranet.memberships.models import AccountedFee, Fee, Membership, MembershipBar


def test_no_column_tells_of_a_group_or_a_participant() -> None:
    told = [
        column.name
        for model in (Membership, Fee, AccountedFee, MembershipBar)
        for column in table_of(model).columns
        if "group" in column.name
        or "participant" in column.name
        or any(
            "group" in key.column.table.name or "participant" in key.column.table.name
            for key in column.foreign_keys
        )
    ]
    assert told == []
