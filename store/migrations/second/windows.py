"""The lines that wait for a window to close, and the texts in which they left."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "held",
        sa.Column("recipient", sa.String(32), primary_key=True),
        sa.Column("alert_id", sa.String(32), primary_key=True),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("accepted_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "windows",
        sa.Column("recipient", sa.String(32), primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "grouped",
        sa.Column("cause", sa.String(80), primary_key=True),
        sa.Column("alert_id", sa.String(32), primary_key=True),
        sa.Column("recipient", sa.String(32), nullable=False),
    )
    op.create_index("ix_grouped_alert_id", "grouped", ["alert_id"])
    op.create_index("ix_outbox_alert_id", "outbox", ["alert_id"])


def drop() -> None:
    op.drop_index("ix_outbox_alert_id", "outbox")
    op.drop_index("ix_grouped_alert_id", "grouped")
    op.drop_table("grouped")
    op.drop_table("windows")
    op.drop_table("held")
