"""The day on which a mark goes, and until when the phone of one was erased."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("marks", sa.Column("ends", sa.String(10)))
    op.add_column("marks", sa.Column("before", sa.BigInteger))


def drop() -> None:
    op.drop_column("marks", "before")
    op.drop_column("marks", "ends")
