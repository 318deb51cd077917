"""The audit as a chain that is only added to; kill-switches of cercles; breaking the glass;
what outlives a key.

Revision ID: 0014
Revises: 0013
"""

from store.migrations.fourteenth import audit, glass, phones, switches

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    audit.create()
    switches.create()
    glass.create()
    phones.create()


def downgrade() -> None:
    phones.drop()
    glass.drop()
    switches.drop()
    audit.drop()
