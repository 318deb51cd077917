"""Whether each line to a provider stands."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "lines",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("fault", sa.String(60)),
        sa.Column("faults", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger),
        sa.Column("last_at", sa.BigInteger),
        sa.Column("heard_at", sa.BigInteger),
    )


def drop() -> None:
    op.drop_table("lines")
