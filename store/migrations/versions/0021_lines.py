"""Whether each line to a provider stands.

Revision ID: 0021
Revises: 0020
"""

from store.migrations.twentyfirst import lines

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    lines.create()


def downgrade() -> None:
    lines.drop()
