"""Cercles whose kill-switch is on, and by whom (P71)."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "switches",
        sa.Column("cercle", sa.String(8), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.String(32)),
        sa.Column("asked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("cercle", name=op.f("pk_switches")),
    )


def drop() -> None:
    op.drop_table("switches")
