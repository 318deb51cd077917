"""The weekly highlights that a named person has let go."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "highlights",
        sa.Column("week", sa.String(8), primary_key=True),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("approved_by", sa.String(32), nullable=False),
        sa.Column("hour", sa.BigInteger, nullable=False),
    )


def drop() -> None:
    op.drop_table("highlights")
