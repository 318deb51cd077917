"""Referrals answered, bulletins, counter-messages.

Revision ID: 0012
Revises: 0011
"""

from store.migrations.twelfth import cases, closing

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    cases.create()
    closing.create()


def downgrade() -> None:
    closing.drop()
    cases.drop()
