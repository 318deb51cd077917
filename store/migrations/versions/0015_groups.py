"""Ratings count in groups: who rates, and the other groups of an observation.

Revision ID: 0015
Revises: 0014
"""

from store.migrations.fifteenth import sums

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sums.create()


def downgrade() -> None:
    sums.drop()
