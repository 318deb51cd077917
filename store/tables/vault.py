"""What persons decide against the ordinary course: the switch of a cercle, a glass to be broken."""

from sqlalchemy import BigInteger, Column, String, Table

from store.tables.base import metadata

switches = Table(
    "switches",
    metadata,
    Column("cercle", String(8), primary_key=True),
    Column("by", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("asked_by", String(32)),  # the first of the two who take it back
    Column("asked_at", BigInteger),
)

glass = Table(
    "glass",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("report", String(32), nullable=False),
    Column("asked_by", String(32), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("reason", String(80), nullable=False),
    Column("agreed_by", String(32)),
    Column("opened_at", BigInteger),
)
