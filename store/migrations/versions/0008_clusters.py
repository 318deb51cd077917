"""Suspect floods, what was set aside by hand, merged and split.

Revision ID: 0008
Revises: 0007
"""

from store.migrations.eighth import byhand, clusters, ratings

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    clusters.create()
    byhand.create()
    ratings.create()


def downgrade() -> None:
    ratings.drop()
    byhand.drop()
    clusters.drop()
