"""Answers by SMS and their guards, the question that is open."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "exchanges",
        sa.Column("limit_id", sa.String(26), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("heard", sa.LargeBinary),
        sa.Column("said", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "silences",
        sa.Column("limit_id", sa.String(26), primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "conversations",
        sa.Column("caller", sa.String(26), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("key_day", sa.String(10), nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
    )


def drop() -> None:
    for table in ("conversations", "silences", "exchanges"):
        op.drop_table(table)
