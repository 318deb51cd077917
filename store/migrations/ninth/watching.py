"""Notices, what is done once in each period, digests, and how whole a week of a cercle was."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _notices()
    _digests()
    op.create_table(
        "completeness",
        sa.Column("area", sa.String(8), primary_key=True),
        sa.Column("week", sa.String(10), primary_key=True),
        sa.Column("expected", sa.Integer, nullable=False),
        sa.Column("reporting", sa.Integer, nullable=False),
        sa.Column("phones", sa.Integer, nullable=False),
        sa.Column("population", sa.Float),
    )


def drop() -> None:
    op.drop_table("completeness")
    op.drop_index("ix_digest_readers_state", "digest_readers")
    op.drop_table("digest_readers")
    op.drop_index("ix_digest_lines_alert_id", "digest_lines")
    op.drop_table("digest_lines")
    op.drop_index("ix_digests_number", "digests")
    op.drop_table("digests")
    op.drop_table("rounds")
    op.drop_index("ix_notices_open", "notices")
    op.drop_table("notices")


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("area", sa.String(8), nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("raised_at", sa.BigInteger, nullable=False),
        sa.Column("acked_at", sa.BigInteger),
        sa.Column("acked_by", sa.String(32)),
        sa.UniqueConstraint("kind", "key", name="uq_notices_kind_key"),
    )
    op.create_index("ix_notices_open", "notices", ["acked_at", "area"])
    op.create_table(
        "rounds",
        sa.Column("name", sa.String(24), primary_key=True),
        sa.Column("period", sa.String(10), primary_key=True),
    )


def _digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("number", sa.String(4), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_digests_number", "digests", ["number"])
    op.create_table(
        "digest_lines",
        sa.Column("digest_id", sa.String(32), primary_key=True),
        sa.Column("alert_id", sa.String(32), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_index("ix_digest_lines_alert_id", "digest_lines", ["alert_id"])
    op.create_table(
        "digest_readers",
        sa.Column("digest_id", sa.String(32), primary_key=True),
        sa.Column("recipient", sa.String(32), primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
    )
    op.create_index("ix_digest_readers_state", "digest_readers", ["state"])
