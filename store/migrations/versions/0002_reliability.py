"""Elapsed time, steps and held lines of alerts, rates and budgets, signs of life of the channels.

Revision ID: 0002
Revises: 0001
"""

from store.migrations.second import channels, escalation, sending

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    escalation.create()
    sending.create()
    channels.create()


def downgrade() -> None:
    channels.drop()
    sending.drop()
    escalation.drop()
