"""The letters in which a phone asked to read: `gsm7` or `official`; empty until it did."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("contacts", sa.Column("letters", sa.String(8)))


def drop() -> None:
    op.drop_column("contacts", "letters")
