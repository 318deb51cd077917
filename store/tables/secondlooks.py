"""What staff may look at a second time: a verdict of a moment ago, a sentence that somebody has said anew."""

from sqlalchemy import BigInteger, Column, String, Table, Text

from store.tables.base import metadata

judgements = Table(  # a row is gone once its minutes are over: an exact time would tell another (P27)
    "judgements",
    metadata,
    Column("incident_id", String(32), primary_key=True),
    Column("before", String(16), nullable=False),  # the state that the verdict has ended
    Column("state", String(16), nullable=False),
    Column("by", String(32), nullable=False),  # an account, or a member of staff
    Column("at", BigInteger, nullable=False),
)

wordings = Table(
    "wordings",
    metadata,
    Column("language", String(8), primary_key=True),
    Column("mark", String(16), primary_key=True),  # of the French sentence
    Column("text", Text, nullable=False),
    Column("by", String(32), nullable=False),
    Column("day", String(10), nullable=False),
    Column("reviewed_by", String(32)),  # somebody else
    Column("reviewed_on", String(10)),
)
