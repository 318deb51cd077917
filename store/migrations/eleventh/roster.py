"""Periods of duty, days away, ties to authorities."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("until", sa.String(10)),
        sa.Column("weekdays", sa.String(7), nullable=False),
        sa.Column("begins", sa.String(5), nullable=False),
        sa.Column("ends", sa.String(5), nullable=False),
    )
    op.create_index("ix_duties_staff_id", "duties", ["staff_id"])
    op.create_table(
        "leaves",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("until", sa.String(10), nullable=False),
        sa.Column("stand_in", sa.String(32)),
    )
    op.create_index("ix_leaves_staff_id", "leaves", ["staff_id"])
    op.create_table(
        "affiliations",
        sa.Column("staff_id", sa.String(32), primary_key=True),
        sa.Column("authority", sa.String(8), primary_key=True),
        sa.Column("unit", sa.String(40), primary_key=True),
    )


def drop() -> None:
    op.drop_table("affiliations")
    op.drop_index("ix_leaves_staff_id", "leaves")
    op.drop_table("leaves")
    op.drop_index("ix_duties_staff_id", "duties")
    op.drop_table("duties")
