"""What has been published, and who asked for it (`protection.md` P59, P63)."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from store.tables.base import Serial, metadata

cubes = Table(
    "cubes",
    metadata,
    Column("indicator", String(40), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("part", String(24), primary_key=True),  # figures/2/sex: scope, level, dimension
    Column("body", LargeBinary, nullable=False),  # suppressed rows: JSON, compressed
    Column("published_on", String(10), nullable=False),
    Column("revised_on", String(10)),
    Column("looked_on", String(10), nullable=False),  # the day on which it was last held against the sums
)

queries = Table(
    "queries",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("key_id", String(32), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("product", String(60), nullable=False),  # the address as a template
    Column("bins", String(300), nullable=False),  # which indicator, place, period, dimension
    Column("cells", Integer, nullable=False),
)
