"""Exercises: their numbers, scripts and reports.

Revision ID: 0006
Revises: 0005
"""

from store.migrations.sixth import drills

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    drills.create()


def downgrade() -> None:
    drills.drop()
