"""The groups of an observation beside its first, who rates, and the ways to all sums of a period."""

import sqlalchemy as sa
from alembic import op

PROFILE = ("sex", "age", "displaced")
INDEXES = (
    ("ix_cells_period", "cells", ["indicator", "period"]),
    ("ix_observations_period", "observations", ["period", "cause"]),
    ("ix_ratings_period", "ratings", ["period"]),
)


def create() -> None:
    op.add_column("observations", sa.Column("also", sa.String(120)))
    for name in PROFILE:
        op.add_column("ratings", sa.Column(name, sa.String(4)))
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def drop() -> None:
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
    for name in reversed(PROFILE):
        op.drop_column("ratings", name)
    op.drop_column("observations", "also")
