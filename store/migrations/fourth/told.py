"""The drawn items of a rating, and who the people are that rate, as far as they say."""

import sqlalchemy as sa
from alembic import op

_PROFILE = ("sex", "age", "displaced")


def create() -> None:
    op.add_column("ratings", sa.Column("items", sa.Text))
    for name in _PROFILE:
        op.add_column("contacts", sa.Column(name, sa.String(4)))


def drop() -> None:
    for name in reversed(_PROFILE):
        op.drop_column("contacts", name)
    op.drop_column("ratings", "items")
