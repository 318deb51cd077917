"""What people said of messages that a machine had read, beside its own answer; no text, no pseudonym."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text

from store.tables.base import metadata

labels = Table(
    "labels",
    metadata,
    Column("report_id", String(32), primary_key=True),
    Column("hour", BigInteger, nullable=False),
    Column("account", String(32), nullable=False),
    Column("language", String(8), nullable=False, index=True),  # as the person says
    Column("blind", Boolean, nullable=False),
    Column("human", Text, nullable=False),  # the fields of `core.labels.Answer`
    Column("machine", Text, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("method", String(8), nullable=False),
    Column("model", String(16)),
    Column("taxonomy_version", Integer, nullable=False),
)
