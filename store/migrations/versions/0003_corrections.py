"""Labels, the models that a report was read with, the clearance of a login, alerts that wait for a verifier.

Revision ID: 0003
Revises: 0002
"""

from store.migrations.third import access, holds, labels

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    labels.create()
    access.create()
    holds.create()


def downgrade() -> None:
    holds.drop()
    access.drop()
    labels.drop()
