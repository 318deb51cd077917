"""The place in a provider's list before which nothing waits unread: a restored house begins there."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("channels", sa.Column("low", sa.LargeBinary))


def drop() -> None:
    op.drop_column("channels", "low")
