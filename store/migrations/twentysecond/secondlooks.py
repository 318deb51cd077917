"""Verdicts that can still be taken back, sentences that somebody has said anew, and the queue by index."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "judgements",
        sa.Column("incident_id", sa.String(32), primary_key=True),
        sa.Column("before", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "wordings",
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("mark", sa.String(16), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("reviewed_by", sa.String(32)),
        sa.Column("reviewed_on", sa.String(10)),
    )
    op.create_index("ix_reports_queue", "reports", ["queue"])


def drop() -> None:
    op.drop_index("ix_reports_queue", "reports")
    for table in ("wordings", "judgements"):
        op.drop_table(table)
