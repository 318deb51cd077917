"""Questions asked by SMS and parts of long messages.

Revision ID: 0005
Revises: 0004
"""

from store.migrations.fifth import parts, talking

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    talking.create()
    parts.create()


def downgrade() -> None:
    parts.drop()
    talking.drop()
