"""The queue in its order.

Revision ID: 0020
Revises: 0019
"""

from store.migrations.twentieth import queue

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    queue.create()


def downgrade() -> None:
    queue.drop()
