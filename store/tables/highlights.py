"""The weekly highlights that a named person has let go: once approved, never changed (P59)."""

from sqlalchemy import BigInteger, Column, String, Table, Text

from store.tables.base import metadata

highlights = Table(
    "highlights",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("told", Text, nullable=False),  # JSON: the figures, suppressed already
    Column("mark", String(64), nullable=False),  # of what was told, as the person who approved it saw it
    Column("approved_by", String(32), nullable=False),
    Column("hour", BigInteger, nullable=False),
)
