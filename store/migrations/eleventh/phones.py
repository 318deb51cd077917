"""One-time codes that bind a SIM to a person; the PIN of a verdict, and when somebody left."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "enrolments",
        sa.Column("staff_id", sa.String(32), primary_key=True),
        sa.Column("code", sa.String(26), nullable=False),
        sa.Column("issued_by", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("code", name="uq_enrolments_code"),
    )
    op.add_column("staff", sa.Column("has_phone", sa.Boolean))
    op.add_column("staff", sa.Column("pin", sa.String(200)))
    op.add_column("staff", sa.Column("pin_slips", sa.Integer))
    op.add_column("staff", sa.Column("left_at", sa.BigInteger))


def drop() -> None:
    for column in ("left_at", "pin_slips", "pin", "has_phone"):
        op.drop_column("staff", column)
    op.drop_table("enrolments")
