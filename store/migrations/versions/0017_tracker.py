"""The tracker: versions of frameworks, verified updates, as-of.

Revision ID: 0017
Revises: 0016
"""

from store.migrations.seventeenth import tracker

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tracker.create()


def downgrade() -> None:
    tracker.drop()
