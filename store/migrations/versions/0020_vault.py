"""The audit as a chain that is only added to; kill-switches of cercles; breaking the glass.

Revision ID: 0020
Revises: 0007
"""

from store.migrations.twentieth import audit, glass, switches

revision = "0020"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    audit.create()
    switches.create()
    glass.create()


def downgrade() -> None:
    glass.drop()
    switches.drop()
    audit.drop()
