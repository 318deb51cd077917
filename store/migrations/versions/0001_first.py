"""The first schema: inbox, people, reports, incidents, alerts, outbox, figures, access.

Revision ID: 0001
Revises:
"""

from store.migrations.first import intake, people, sent, sums, told

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    intake.create()
    people.create()
    told.create()
    sent.create()
    sums.create()


def downgrade() -> None:
    sums.drop()
    sent.drop()
    told.drop()
    people.drop()
    intake.drop()
