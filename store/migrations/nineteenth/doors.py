"""Second factors, codes for lost phones, tries at the door, and passwords that somebody else has chosen."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.add_column("accounts", sa.Column("given", sa.Boolean))
    op.add_column("accounts", sa.Column("open_until", sa.BigInteger))
    _factors()
    op.create_table(
        "tries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    for name in ("mark", "at"):
        op.create_index(f"ix_tries_{name}", "tries", [name])


def _factors() -> None:
    op.create_table(
        "factors",
        sa.Column("account_id", sa.String(32), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("sealed_secret", sa.LargeBinary, nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger),
        sa.Column("last_step", sa.BigInteger),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("account_id", sa.String(32), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("used_at", sa.BigInteger),
    )
    op.create_index("ix_recovery_codes_account_id", "recovery_codes", ["account_id"])


def drop() -> None:
    for table in ("tries", "recovery_codes", "factors"):
        op.drop_table(table)
    op.drop_column("accounts", "open_until")
    op.drop_column("accounts", "given")
