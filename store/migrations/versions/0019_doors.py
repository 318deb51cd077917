"""Second factors of those who log in, and tries at the door.

Revision ID: 0019
Revises: 0018
"""

from store.migrations.nineteenth import doors

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    doors.create()


def downgrade() -> None:
    doors.drop()
