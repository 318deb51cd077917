"""Signs of life of a channel, and how far its provider has been asked."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "channels",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("message_at", sa.BigInteger),
        sa.Column("receipt_at", sa.BigInteger),
        sa.Column("pull_at", sa.BigInteger),
        sa.Column("pull_fault", sa.String(60)),
        sa.Column("cursor", sa.String(80)),
    )


def drop() -> None:
    op.drop_table("channels")
