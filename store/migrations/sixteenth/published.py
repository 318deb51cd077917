"""Published cubes, and the log of what was asked of them."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "cubes",
        sa.Column("indicator", sa.String(40), primary_key=True),
        sa.Column("period", sa.String(10), primary_key=True),
        sa.Column("part", sa.String(24), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("published_on", sa.String(10), nullable=False),
        sa.Column("revised_on", sa.String(10)),
        sa.Column("looked_on", sa.String(10), nullable=False),
    )
    op.create_table(
        "queries",
        sa.Column("seq", _serial(), primary_key=True, autoincrement=True),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
        sa.Column("product", sa.String(60), nullable=False),
        sa.Column("bins", sa.String(300), nullable=False),
        sa.Column("cells", sa.Integer, nullable=False),
    )


def drop() -> None:
    op.drop_table("queries")
    op.drop_table("cubes")


def _serial() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")
