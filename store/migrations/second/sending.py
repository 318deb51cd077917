"""What a channel may still send, and another address of a member of staff."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "spent",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
    )
    op.create_table(
        "buckets",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("boot", sa.String(40), nullable=False),
    )
    op.add_column("staff", sa.Column("sealed_email", sa.LargeBinary))


def drop() -> None:
    op.drop_column("staff", "sealed_email")
    op.drop_table("buckets")
    op.drop_table("spent")
