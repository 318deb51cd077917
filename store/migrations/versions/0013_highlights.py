"""Weekly highlights and who approved them.

Revision ID: 0013
Revises: 0012
"""

from store.migrations.thirteenth import highlights

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    highlights.create()


def downgrade() -> None:
    highlights.drop()
