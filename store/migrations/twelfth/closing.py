"""The rumour log, counter-messages, bulletins, and what waits for relays."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _rumours()
    _told()


def _rumours() -> None:
    op.create_table(
        "rumours",
        sa.Column("incident_id", sa.String(32), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("place", sa.String(8)),
        sa.Column("channel", sa.String(12)),
        sa.Column("risk", sa.String(12)),
        sa.Column("engagement", sa.String(12)),
        sa.Column("outcome", sa.String(12)),
        sa.Column("logged_by", sa.String(32)),
        sa.Column("false_at", sa.BigInteger),
    )
    op.create_index("ix_rumours_place", "rumours", ["place"])
    op.create_table(
        "counter_messages",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("incident_id", sa.String(32), nullable=False),
        sa.Column("place", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("said_by", sa.String(32), nullable=False),
        sa.Column("hour", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_counter_messages_incident_id", "counter_messages", ["incident_id"])


def _told() -> None:
    op.create_table(
        "bulletins",
        sa.Column("area", sa.String(8), primary_key=True),
        sa.Column("week", sa.String(8), primary_key=True),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("approved_by", sa.String(32), nullable=False),
        sa.Column("hour", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "relayed",
        sa.Column("cause", sa.String(80), primary_key=True),
        sa.Column("recipient", sa.String(32), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )


def drop() -> None:
    op.drop_table("relayed")
    op.drop_table("bulletins")
    op.drop_index("ix_counter_messages_incident_id", "counter_messages")
    op.drop_table("counter_messages")
    op.drop_index("ix_rumours_place", "rumours")
    op.drop_table("rumours")
