"""What is added up: counters, cells, observations, durations."""

import sqlalchemy as sa
from alembic import op

from store.migrations.first.base import SERIAL


def create() -> None:
    _counters()
    _cells()
    _cell_members()
    _observations()
    _durations()


def drop() -> None:
    op.drop_index("ix_durations_cell", table_name="durations")
    op.drop_table("durations")
    op.drop_index(op.f("ix_observations_cause"), table_name="observations")
    op.drop_table("observations")
    op.drop_table("cell_members")
    op.drop_table("cells")
    op.drop_table("counters")


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "place", "period", name=op.f("pk_counters")),
    )


def _cells() -> None:
    op.create_table(
        "cells",
        sa.Column("indicator", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("grp", sa.String(length=24), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=False),
        sa.Column("denominator", sa.Float(), nullable=False),
        sa.Column("weight2", sa.Float(), nullable=False),
        sa.Column("dont_know", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("indicator", "place", "period", "authority", "grp", name=op.f("pk_cells")),
    )


def _cell_members() -> None:
    op.create_table(
        "cell_members",
        sa.Column("indicator", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("grp", sa.String(length=24), nullable=False),
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "indicator", "place", "period", "authority", "grp", "member", name=op.f("pk_cell_members")
        ),
    )


def _observations() -> None:
    op.create_table(
        "observations",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("indicator", sa.String(length=16), nullable=False),
        sa.Column("places", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("grp", sa.String(length=24), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=False),
        sa.Column("denominator", sa.Float(), nullable=False),
        sa.Column("weight2", sa.Float(), nullable=False),
        sa.Column("dont_know", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=40), nullable=True),
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_observations")),
    )
    op.create_index(op.f("ix_observations_cause"), "observations", ["cause"], unique=False)


def _durations() -> None:
    op.create_table(
        "durations",
        sa.Column("indicator", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("indicator", "cause", name=op.f("pk_durations")),
    )
    op.create_index("ix_durations_cell", "durations", ["indicator", "period", "place"], unique=False)
