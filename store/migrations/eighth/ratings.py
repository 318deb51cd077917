"""Ratings that wait until their phone is a day old, and those that are held with a suspect flood."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("ratings", sa.Column("due_at", sa.BigInteger))
    op.add_column("ratings", sa.Column("held", sa.Boolean))
    op.create_index("ix_ratings_due_at", "ratings", ["due_at"])


def drop() -> None:
    op.drop_index("ix_ratings_due_at", "ratings")
    op.drop_column("ratings", "held")
    op.drop_column("ratings", "due_at")
