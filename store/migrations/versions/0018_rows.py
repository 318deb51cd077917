"""Rows that leave: packages of rating sessions, and keys that a second person approves.

Revision ID: 0018
Revises: 0017
"""

from store.migrations.eighteenth import keys, packages

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    packages.create()
    keys.create()


def downgrade() -> None:
    keys.drop()
    packages.drop()
