"""CAP messages as they were issued, and the partners who receive them."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    op.create_table(
        "cap_messages",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("alert_id", sa.String(32), sa.ForeignKey("alerts.id"), nullable=False),
        sa.Column("number", sa.String(4), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("audience", sa.String(8), nullable=False),
        sa.Column("type", sa.String(8), nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("refers", sa.Text, nullable=False),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("as_sent", sa.BigInteger),
        sa.UniqueConstraint("number", "version"),
    )
    op.create_index("ix_cap_messages_alert_id", "cap_messages", ["alert_id"])
    op.create_table(
        "partners",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("areas", sa.String(240), nullable=False),
        sa.Column("sealed_target", sa.LargeBinary),
        sa.Column("sealed_secret", sa.LargeBinary),
        sa.Column("key_epoch", sa.String(16), nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )


def drop() -> None:
    op.drop_table("partners")
    op.drop_index("ix_cap_messages_alert_id", "cap_messages")
    op.drop_table("cap_messages")
