"""Where a pull begins again when what waited could not be read after a restore; the letters of a phone.

Revision ID: 0007
Revises: 0006
"""

from store.migrations.seventh import channels, contacts

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    channels.create()
    contacts.create()


def downgrade() -> None:
    contacts.drop()
    channels.drop()
