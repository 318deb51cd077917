"""CAP messages as they were issued, and the partners who receive them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from store.tables.base import metadata

cap_messages = Table(
    "cap_messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("alert_id", String(32), ForeignKey("alerts.id"), nullable=False, index=True),
    Column("number", String(4), nullable=False),
    Column("version", Integer, nullable=False),
    Column("audience", String(8), nullable=False),  # circle partners
    Column("type", String(8), nullable=False),
    Column("told", Text, nullable=False),  # everything it says but its times
    Column("refers", Text, nullable=False),  # versions of the same alert
    Column("sent_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("as_sent", BigInteger),  # to partners: a person's act, so the moment stays as they were told it
    UniqueConstraint("number", "version"),
)

partners = Table(
    "partners",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),  # webhook email
    Column("areas", String(240), nullable=False),
    Column("sealed_target", LargeBinary),  # under the roster key; nothing once it is disabled
    Column("sealed_secret", LargeBinary),
    Column("key_epoch", String(16), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
