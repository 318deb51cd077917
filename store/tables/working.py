"""How the house keeps time and measure: its clock, the rungs of alerts, rates, budgets, signs of life."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from store.tables.base import metadata

elapsed = Table(
    "elapsed",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("ms", BigInteger, nullable=False),
    Column("boot", String(40), nullable=False),
    Column("clock", BigInteger, nullable=False),  # milliseconds since that boot
    Column("wall", BigInteger, nullable=False),
)

steps = Table(
    "steps",
    metadata,
    Column("alert_id", String(32), ForeignKey("alerts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # 0: the first rung
    Column("role", String(16), nullable=False),
    Column("due", BigInteger, nullable=False),  # in the elapsed time of the house
    Column("state", String(12), nullable=False),  # waiting done skipped stopped
    Column("done", BigInteger),
    Index("ix_steps_due", "state", "due"),
)

held = Table(
    "held",
    metadata,
    Column("recipient", String(32), primary_key=True),
    Column("alert_id", String(32), primary_key=True),
    Column("step", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),  # in the elapsed time of the house
    Column("accepted_at", BigInteger, nullable=False),  # what is told was on disk then
)

holds = Table(
    "holds",
    metadata,
    Column("incident_id", String(32), ForeignKey("incidents.id"), primary_key=True),
    Column("until", BigInteger, nullable=False),  # in the elapsed time of the house
    Column("accepted_at", BigInteger, nullable=False),  # the report that asked for an alert was on disk then
    Column("asked", Boolean, nullable=False),  # a verifier was told of it
)

windows = Table(
    "windows",
    metadata,
    Column("recipient", String(32), primary_key=True),
    Column("until", BigInteger, nullable=False),  # in the elapsed time of the house
    Column("number", Integer, nullable=False),  # how many were opened
)

grouped = Table(
    "grouped",
    metadata,
    Column("cause", String(80), primary_key=True),  # of the one text in the outbox
    Column("alert_id", String(32), primary_key=True, index=True),
    Column("recipient", String(32), nullable=False),
)

spent = Table(
    "spent",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("n", Integer, nullable=False),
)

buckets = Table(
    "buckets",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("next_at", BigInteger, nullable=False),  # by `Database.lease_now`
    Column("boot", String(40), nullable=False),
)

lines = Table(
    "lines",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("fault", String(60)),
    Column("faults", Integer, nullable=False),  # in a row
    Column("since", BigInteger),
    Column("last_at", BigInteger),
    Column("heard_at", BigInteger),  # a sign of life of its own
)

channels = Table(
    "channels",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("message_at", BigInteger),
    Column("receipt_at", BigInteger),
    Column("pull_at", BigInteger),
    Column("pull_fault", String(60)),
    Column("fault_since", BigInteger),
    Column("cursor", LargeBinary),  # sealed: it holds a provider's id
    Column("low", LargeBinary),  # an earlier cursor, before which nothing waits unread
)
