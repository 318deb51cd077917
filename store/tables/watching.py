"""What is told of the network and of its series, the digests of the monitors, and how whole a week was."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from store.tables.base import metadata

notices = Table(
    "notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(12), nullable=False),  # anomaly silence drop integrity doubt
    Column("key", String(80), nullable=False),
    Column("area", String(8), nullable=False),
    Column("told", Text, nullable=False),  # JSON of codes, counts and p-codes
    Column("raised_at", BigInteger, nullable=False),
    Column("acked_at", BigInteger),
    Column("acked_by", String(32)),
    UniqueConstraint("kind", "key"),
    Index("ix_notices_open", "acked_at", "area"),
)

rounds = Table(
    "rounds",
    metadata,
    Column("name", String(24), primary_key=True),  # what is done once in each period
    Column("period", String(10), primary_key=True),
)

digests = Table(
    "digests",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(4), nullable=False, index=True),
    Column("kind", String(8), nullable=False),  # daily weekly
    Column("period", String(10), nullable=False),
    Column("made_at", BigInteger, nullable=False),
)

digest_lines = Table(
    "digest_lines",
    metadata,
    Column("digest_id", String(32), primary_key=True),
    Column("alert_id", String(32), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
)

digest_readers = Table(
    "digest_readers",
    metadata,
    Column("digest_id", String(32), primary_key=True),
    Column("recipient", String(32), primary_key=True),
    Column("state", String(8), nullable=False, index=True),  # waiting written
)

completeness = Table(
    "completeness",
    metadata,
    Column("area", String(8), primary_key=True),
    Column("week", String(10), primary_key=True),
    Column("expected", Integer, nullable=False),  # relays
    Column("reporting", Integer, nullable=False),
    Column("phones", Integer, nullable=False),  # that told something of this cercle
    Column("population", Float),
)
