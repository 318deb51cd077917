"""Series, completeness, silence, digests.

Revision ID: 0009
Revises: 0008
"""

from store.migrations.ninth import watching

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    watching.create()


def downgrade() -> None:
    watching.drop()
