"""Who was answered by SMS and how often, which question is open, and long messages that are not whole yet."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from store.tables.base import metadata

exchanges = Table(
    "exchanges",
    metadata,
    Column("limit_id", String(26), primary_key=True),  # pseudonym of purpose limit: dies with its day
    Column("n", Integer, primary_key=True),  # the first, the second… of that phone and day
    Column("heard", LargeBinary),  # marks of the two texts, under the same key; null: nobody had written
    Column("said", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),  # the end of its minute
)

silences = Table(
    "silences",
    metadata,
    Column("limit_id", String(26), primary_key=True),
    Column("until", BigInteger, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("caller", String(26), primary_key=True),  # pseudonym of purpose session: one open question a phone
    Column("sealed", LargeBinary, nullable=False),  # the question and what it is about
    Column("key_day", String(10), nullable=False),
    Column("asked_at", BigInteger, nullable=False),  # the beginning of its minute
)

parts = Table(
    "parts",
    metadata,
    Column("mark", LargeBinary, primary_key=True),  # channel, source, destination, reference, total: HMAC
    Column("number", Integer, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("said", LargeBinary, nullable=False),  # the mark of its text: what is sent twice is one part
    Column("sealed", LargeBinary),  # null once the message was delivered
    Column("key_day", String(10), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),  # in the elapsed time of the house
    Index("ix_parts_until", "until"),
)
