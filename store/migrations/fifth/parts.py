"""Parts of long messages, until the message is whole."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "parts",
        sa.Column("mark", sa.LargeBinary, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("said", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("key_day", sa.String(10), nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_parts_until", "parts", ["until"])


def drop() -> None:
    op.drop_index("ix_parts_until", "parts")
    op.drop_table("parts")
