"""What came in at a door: accepted, quarantined, or locked away; and the calls that are open."""

import sqlalchemy as sa
from alembic import op

from store.migrations.first.base import SERIAL


def create() -> None:
    _inbox()
    _sessions()
    _marks()
    _quarantine()
    _protected()
    _replies()


def drop() -> None:
    op.drop_table("replies")
    op.drop_table("protected")
    op.drop_table("quarantine")
    op.drop_table("marks")
    op.drop_table("sessions")
    op.drop_index("ix_inbox_session", table_name="inbox")
    op.drop_index("ix_inbox_lease", table_name="inbox")
    op.drop_index("ix_inbox_due", table_name="inbox")
    op.drop_table("inbox")


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("dedupe", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("lease_boot", sa.String(length=40), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "dedupe", name=op.f("uq_inbox_channel_dedupe")),
        sa.UniqueConstraint("id", name=op.f("uq_inbox_id")),
    )
    op.create_index("ix_inbox_due", "inbox", ["state", "due_at"], unique=False)
    op.create_index("ix_inbox_lease", "inbox", ["state", "lease_until"], unique=False)
    op.create_index("ix_inbox_session", "inbox", ["session"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("first_use", sa.Boolean(), nullable=False),
        sa.Column("home", sa.String(length=40), nullable=True),
        sa.Column("flow_version", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )


def _marks() -> None:
    op.create_table(
        "marks",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_marks")),
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.String(length=400), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_day", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )


def _protected() -> None:
    op.create_table(
        "protected",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_epoch", sa.String(length=16), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protected")),
    )


def _replies() -> None:
    op.create_table(
        "replies",
        sa.Column("limit_id", sa.String(length=26), nullable=False),
        sa.Column("bucket", sa.String(length=24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("limit_id", "bucket", name=op.f("pk_replies")),
    )
