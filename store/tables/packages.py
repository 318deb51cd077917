"""Ratings as single rows that lead to nobody: packages of a closed quarter, written once (P64)."""

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, Text, UniqueConstraint

from store.tables.base import metadata

forms = Table(
    "forms",
    metadata,
    Column("mark", String(16), primary_key=True),  # of the questions: what asks otherwise is another
    Column("questions", Text, nullable=False),  # JSON: by the name of the answer its words and values
)

packages = Table(
    "packages",
    metadata,
    Column("id", String(36), primary_key=True),  # a UUID of version 4
    Column("period", String(8), nullable=False),
    Column("form", String(16), nullable=False),
    Column("name", String(60), nullable=False, unique=True),
    Column("made_at", BigInteger, nullable=False),
    UniqueConstraint("period", "form"),
)

responses = Table(
    "responses",
    metadata,
    Column("package", String(36), ForeignKey("packages.id"), primary_key=True),
    Column("id", String(16), primary_key=True),  # random, so their order tells nothing
    Column("contact", String(16), nullable=False),  # random in each package, and kept nowhere else
    Column("session", String(16), nullable=False),
    Column("day", String(10), nullable=False),  # the first day of the grain
    Column("grain", String(8), nullable=False),  # day week month quarter
    Column("question", String(16), nullable=False),
    Column("answer", String(40), nullable=False),
)
