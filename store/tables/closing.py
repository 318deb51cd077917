"""What is done about rumours, what communities are told, and what waits to be told to relays.

No row holds a text or a pseudonym of a reporter: what stands here was written by named staff.
"""

from sqlalchemy import BigInteger, Column, String, Table, Text

from store.tables.base import metadata

rumours = Table(
    "rumours",
    metadata,
    Column("incident_id", String(32), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("place", String(8), index=True),
    Column("channel", String(12)),  # where it goes round; empty until somebody has said so, like the rest
    Column("risk", String(12)),
    Column("engagement", String(12)),
    Column("outcome", String(12)),
    Column("logged_by", String(32)),
    Column("false_at", BigInteger),  # the verdict that E6 counts from
)

counter_messages = Table(
    "counter_messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("incident_id", String(32), nullable=False, index=True),
    Column("place", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("why", String(12), nullable=False),
    Column("said_by", String(32), nullable=False),
    Column("hour", BigInteger, nullable=False),
)

bulletins = Table(  # once approved, never changed
    "bulletins",
    metadata,
    Column("area", String(8), primary_key=True),  # a region
    Column("week", String(8), primary_key=True),
    Column("told", Text, nullable=False),  # JSON: by language, and the texts for relays
    Column("why", String(12), nullable=False),
    Column("approved_by", String(32), nullable=False),
    Column("hour", BigInteger, nullable=False),
)

relayed = Table(  # a row is gone once its text is in the outbox
    "relayed",
    metadata,
    Column("cause", String(80), primary_key=True),
    Column("recipient", String(32), primary_key=True),
    Column("text", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
)
