"""Which days have been begun: facts whose day had come then have been told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "days_begun",
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_days_begun")),
    )


def downgrade() -> None:
    op.drop_table("days_begun")
