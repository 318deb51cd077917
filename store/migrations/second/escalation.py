"""The time of the house, and the rungs of an alert."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "elapsed",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("ms", sa.BigInteger, nullable=False),
        sa.Column("boot", sa.String(40), nullable=False),
        sa.Column("clock", sa.BigInteger, nullable=False),
        sa.Column("wall", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "steps",
        sa.Column("alert_id", sa.String(32), sa.ForeignKey("alerts.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("done", sa.BigInteger),
    )
    op.create_index("ix_steps_due", "steps", ["state", "due"])


def drop() -> None:
    op.drop_index("ix_steps_due", "steps")
    op.drop_table("steps")
    op.drop_table("elapsed")
