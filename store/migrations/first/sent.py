"""What leaves: alerts, the queue of texts, attempts and receipts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations.first.base import SERIAL


def create() -> None:
    _alerts()
    _outbox()
    _attempts()
    _parked_receipts()


def drop() -> None:
    op.drop_index(op.f("ix_parked_receipts_provider_mark"), table_name="parked_receipts")
    op.drop_table("parked_receipts")
    op.drop_index(op.f("ix_attempts_provider_mark"), table_name="attempts")
    op.drop_index(op.f("ix_attempts_outbox_id"), table_name="attempts")
    op.drop_table("attempts")
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_alerts_number"), table_name="alerts")
    op.drop_table("alerts")


def _warning() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=4), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("incident_id", sa.String(length=32), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=8), nullable=False),
        sa.Column("adm1", sa.String(length=8), nullable=True),
        sa.Column("adm2", sa.String(length=8), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("seen", sa.String(length=4), nullable=False),
        sa.Column("when_", sa.String(length=10), nullable=False),
        sa.Column("all_new", sa.Boolean(), nullable=False),
    )


def _course() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("first_sent_at", sa.BigInteger(), nullable=True),
        sa.Column("acked_at", sa.BigInteger(), nullable=True),
        sa.Column("acked_by", sa.String(length=32), nullable=True),
        sa.Column("alert_seconds", sa.Float(), nullable=True),
        sa.Column("ack_seconds", sa.Float(), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.String(length=32), nullable=True),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        *_warning(),
        *_course(),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_alerts_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("rule", "incident_id", "level", name=op.f("uq_alerts_rule_incident_id_level")),
    )
    op.create_index(op.f("ix_alerts_number"), "alerts", ["number"], unique=False)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.String(length=32), nullable=True),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("lease_boot", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("cause", "recipient", "step", name=op.f("uq_outbox_cause_recipient_step")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "priority", "due_at"], unique=False)


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("outbox_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("provider_mark", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_attempts_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_outbox_id"), "attempts", ["outbox_id"], unique=False)
    op.create_index(op.f("ix_attempts_provider_mark"), "attempts", ["provider_mark"], unique=False)


def _parked_receipts() -> None:
    op.create_table(
        "parked_receipts",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("provider_mark", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_parked_receipts")),
    )
    op.create_index(
        op.f("ix_parked_receipts_provider_mark"), "parked_receipts", ["provider_mark"], unique=False
    )
