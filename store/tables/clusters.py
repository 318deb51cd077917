"""Crowds of reports in nearly the same words (`alerts.md` §6, §9). No row bears a pseudonym."""

from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, String, Table

from store.tables.base import metadata

likenesses = Table(  # for a day and an hour
    "likenesses",
    metadata,
    Column("mark", LargeBinary, primary_key=True),  # of a part of a text, under the key of the day
    Column("report_id", String(32), primary_key=True, index=True),
    Column("hour", BigInteger, nullable=False, index=True),
)

floods = Table(
    "floods",
    metadata,
    Column("id", String(32), primary_key=True),  # the cluster of its reports
    Column("incident_id", String(32), nullable=False, index=True),  # that its reports are folded into
    Column("hour", BigInteger, nullable=False),
    Column("aside", Boolean, nullable=False),  # by a coordinator
)
