"""The audit as a chain that is only added to.

Revision ID: 0020
Revises: 0007
"""

from store.migrations.twentieth import audit

revision = "0020"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    audit.create()


def downgrade() -> None:
    audit.drop()
