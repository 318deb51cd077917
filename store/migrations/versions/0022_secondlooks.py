"""Second looks: at a verdict, at a sentence.

Revision ID: 0022
Revises: 0021
"""

from store.migrations.twentysecond import secondlooks

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    secondlooks.create()


def downgrade() -> None:
    secondlooks.drop()
