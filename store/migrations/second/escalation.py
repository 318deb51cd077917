"""The time of the house, the rungs of an alert, and the lines that wait for a window to close."""

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
    op.create_table(
        "held",
        sa.Column("recipient", sa.String(32), primary_key=True),
        sa.Column("alert_id", sa.String(32), primary_key=True),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "windows",
        sa.Column("recipient", sa.String(32), primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
    )


def drop() -> None:
    op.drop_table("windows")
    op.drop_table("held")
    op.drop_index("ix_steps_due", "steps")
    op.drop_table("steps")
    op.drop_table("elapsed")
