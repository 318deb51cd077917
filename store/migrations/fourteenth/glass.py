"""Who asked for the number behind a report, who agreed, and when it was seen (P54). Never the number."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "glass",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("report", sa.String(32), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("agreed_by", sa.String(32)),
        sa.Column("opened_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glass")),
    )


def drop() -> None:
    op.drop_table("glass")
