"""What a call finds and tells: drafts, items of a rating, profiles, commitments and cases.

Revision ID: 0004
Revises: 0003
"""

from store.migrations.fourth import calls, told, tracker

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    calls.create()
    told.create()
    tracker.create()


def downgrade() -> None:
    tracker.drop()
    told.drop()
    calls.drop()
