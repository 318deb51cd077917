"""Published cubes and the query log.

Revision ID: 0016
Revises: 0015
"""

from store.migrations.sixteenth import published

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    published.create()


def downgrade() -> None:
    published.drop()
