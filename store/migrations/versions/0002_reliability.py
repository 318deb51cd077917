"""Elapsed time, steps and held lines of alerts, rates and budgets, signs of life of the channels.

Revision ID: 0002
Revises: 0001
"""

from store.migrations.second import channels, escalation, marks, sending, told, windows

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    escalation.create()
    windows.create()
    sending.create()
    channels.create()
    marks.create()
    told.create()


def downgrade() -> None:
    told.drop()
    marks.drop()
    channels.drop()
    sending.drop()
    windows.drop()
    escalation.drop()
