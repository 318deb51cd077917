"""Until when somebody who is logged in may read texts, and why."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("logins", sa.Column("cleared_until", sa.BigInteger))
    op.add_column("logins", sa.Column("clearance", sa.String(16)))


def drop() -> None:
    op.drop_column("logins", "clearance")
    op.drop_column("logins", "cleared_until")
