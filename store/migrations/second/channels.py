"""Signs of life of a channel, how far its provider has been asked, and what came in under two ids."""

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
        sa.Column("fault_since", sa.BigInteger),
        sa.Column("cursor", sa.LargeBinary),
    )
    op.add_column("inbox", sa.Column("twin", sa.LargeBinary))
    op.create_index("ix_inbox_twin", "inbox", ["twin"])


def drop() -> None:
    op.drop_index("ix_inbox_twin", "inbox")
    op.drop_column("inbox", "twin")
    op.drop_table("channels")
