"""CAP messages as they were issued, and who receives them.

Revision ID: 0010
Revises: 0009
"""

from store.migrations.tenth import cap

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    cap.create()


def downgrade() -> None:
    cap.drop()
