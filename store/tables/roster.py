"""When staff serves, who stands in, whom they are tied to, and the codes that bind a SIM to a person."""

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table

from store.tables.base import metadata

duties = Table(
    "duties",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("staff_id", String(32), nullable=False, index=True),
    Column("since", String(10), nullable=False),
    Column("until", String(10)),
    Column("weekdays", String(7), nullable=False),  # ISO numbers, Monday 1
    Column("begins", String(5), nullable=False),  # HH:MM
    Column("ends", String(5), nullable=False),
)

leaves = Table(
    "leaves",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("staff_id", String(32), nullable=False, index=True),
    Column("since", String(10), nullable=False),
    Column("until", String(10), nullable=False),
    Column("stand_in", String(32)),
)

affiliations = Table(
    "affiliations",
    metadata,
    Column("staff_id", String(32), primary_key=True),
    Column("authority", String(8), primary_key=True),  # a key of `authorities.yaml`
    Column("unit", String(40), primary_key=True),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("staff_id", String(32), primary_key=True),
    Column("code", String(26), nullable=False, unique=True),  # a pseudonym of purpose `staff`
    Column("sealed_code", LargeBinary),  # of which another is made when that key is renewed
    Column("issued_by", String(32), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
