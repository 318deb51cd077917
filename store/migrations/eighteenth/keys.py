"""Keys that wait for a second person: why they were asked for, and when they were approved."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("api_keys", sa.Column("reason", sa.String(16)))
    op.add_column("api_keys", sa.Column("approved_at", sa.BigInteger))


def drop() -> None:
    op.drop_column("api_keys", "approved_at")
    op.drop_column("api_keys", "reason")
