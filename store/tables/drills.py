"""Exercises: what is kept of each in the house's own store; and in an exercise's own, what it has to play."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from store.tables.base import metadata

drills = Table(
    "drills",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(8), nullable=False, unique=True),  # EX-03
    Column("title", String(120), nullable=False),
    Column(
        "state", String(12), nullable=False
    ),  # prepared released running paused ending ended purging purged
    Column("script", Text),  # JSON; gone once purged
    Column("numbers", Text, nullable=False),  # set aside for its alerts, with blanks between
    Column("consents", Text, nullable=False),  # JSON: who wanted it begun, and ended
    Column("pauses", Text, nullable=False),  # JSON: from and until, milliseconds since 1970
    Column("report", Text),  # JSON: how it went, so far or for good; no text of anybody
    Column("actions", Text, nullable=False),  # JSON: what the closing discussion decided
    Column("prepared_at", BigInteger, nullable=False),
    Column("begun_at", BigInteger),
    Column("ended_at", BigInteger),
)

drill_mail = Table(
    "drill_mail",
    metadata,
    Column("id", String(32), primary_key=True),  # of the inbox row that is to be handed over
    Column("drill", String(32), nullable=False),
)

asked = Table(
    "asked",
    metadata,
    Column("alert_id", String(32), primary_key=True),
    Column("step", Integer, primary_key=True),  # with which a ladder of it began
    Column("asked_at", BigInteger, nullable=False),
    Column("answered_at", BigInteger),
)

injects = Table(
    "injects",
    metadata,
    Column("number", Integer, primary_key=True),  # from 1, in the order of the script
    Column("due", BigInteger, nullable=False),  # in the elapsed time of the exercise
    Column("told", Text, nullable=False),  # JSON
    Column("played_at", BigInteger),
)
