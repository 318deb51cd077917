"""Duty, leave, enrolment, affiliations, PINs.

Revision ID: 0011
Revises: 0010
"""

from store.migrations.eleventh import phones, roster

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    roster.create()
    phones.create()


def downgrade() -> None:
    phones.drop()
    roster.drop()
