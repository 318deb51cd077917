"""What leaves: alerts, texts on their way, what providers say of them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from store.tables.base import Serial, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(4), nullable=False, index=True),
    Column("rule", String(40), nullable=False),
    Column("incident_id", String(32), ForeignKey("incidents.id"), nullable=False, index=True),
    Column("level", Integer, nullable=False, default=0),
    Column("code", String(2), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("area", String(8), nullable=False),
    Column("adm1", String(8)),
    Column("adm2", String(8)),
    Column("state", String(16), nullable=False),
    Column("sources", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("seen", String(4), nullable=False),
    Column("when_", String(10), nullable=False),
    Column("all_new", Boolean, nullable=False, default=False),
    Column("accepted_at", BigInteger, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("first_sent_at", BigInteger),
    Column("acked_at", BigInteger),
    Column("acked_by", String(32)),
    Column("alert_seconds", Float),  # accepted -> first attempt to send: kept when the minutes are gone
    Column("ack_seconds", Float),  # raised -> acknowledged
    Column("released_at", BigInteger),
    Column("released_by", String(32)),
    UniqueConstraint("rule", "incident_id", "level"),
    Index("ix_alerts_raised", "raised_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("cause", String(80), nullable=False),  # natural key: "alert:<id>", "answer:<inbox id>", ...
    Column("recipient", String(32), nullable=False),  # a staff id, or "reporter"
    Column("step", Integer, nullable=False, default=0),
    Column("alert_id", String(32), index=True),
    Column("purpose", String(12), nullable=False),
    Column("priority", Integer, nullable=False, default=1),
    Column("channel", String(32), nullable=False),
    Column("sealed", LargeBinary),  # {"urn": ..., "text": ...} under the key of the day
    Column("key_day", String(10), nullable=False),
    Column("state", String(12), nullable=False, default="pending"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("lease_owner", String(64)),
    Column("lease_until", BigInteger),
    Column("lease_boot", String(40)),
    UniqueConstraint("cause", "recipient", "step"),
    Index("ix_outbox_due", "state", "priority", "due_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("outbox_id", String(32), ForeignKey("outbox.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # 1 for the first try of this message
    Column("channel", String(32), nullable=False),
    Column("provider_mark", LargeBinary, index=True),
    Column("state", String(12), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("code", String(60), nullable=False, default=""),
    Column("started_at", BigInteger, nullable=False),
)

parked_receipts = Table(
    "parked_receipts",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("provider_mark", LargeBinary, nullable=False, index=True),
    Column("channel", String(32), nullable=False),
    Column("status", String(12), nullable=False),
    Column("code", String(60), nullable=False, default=""),
    Column("arrived_at", BigInteger, nullable=False),
)
