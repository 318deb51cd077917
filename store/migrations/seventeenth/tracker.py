"""Commitments of a version of a framework, from a day; when updates were recorded, and who verified them."""

import sqlalchemy as sa
from alembic import op

TEXTS = (("commitments", "version", 24), ("commitments", "since", 10))
RECORDED = (("status_updates", "recorded", 10), ("status_updates", "recorded_by", 32))


def create() -> None:
    for table, name, size in (*TEXTS, *RECORDED):
        op.add_column(table, sa.Column(name, sa.String(size)))
    op.create_table(
        "verifications",
        sa.Column("update_seq", _serial(), sa.ForeignKey("status_updates.seq"), primary_key=True),
        sa.Column("date", sa.String(10), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("account", sa.String(32)),
    )
    op.drop_table("frameworks")


def drop() -> None:
    op.create_table(
        "frameworks",
        sa.Column("key", sa.String(24), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("version", sa.String(24), nullable=False),
        sa.Column("valid_from", sa.String(10)),
        sa.Column("valid_to", sa.String(10)),
        sa.Column("expected_rows", sa.Integer),
        sa.Column("expected_drivers", sa.Integer),
        sa.Column("expected_objectives", sa.Integer),
        sa.Column("source", sa.String(200), nullable=False),
    )
    op.drop_table("verifications")
    for table, name, _ in (*RECORDED, *TEXTS):
        op.drop_column(table, name)


def _serial() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")
