"""What figures are made of: observations, their sums, delays, counters."""

from sqlalchemy import Column, Float, Index, Integer, String, Table

from store.tables.base import Serial, metadata

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("place", String(8), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("n", Integer, nullable=False),
)

cells = Table(
    "cells",
    metadata,
    Column("indicator", String(16), primary_key=True),
    Column("place", String(8), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("authority", Integer, primary_key=True),
    Column("grp", String(24), primary_key=True),
    Column("numerator", Float, nullable=False),
    Column("denominator", Float, nullable=False),
    Column("weight2", Float, nullable=False),
    Column("dont_know", Integer, nullable=False, default=0),
    Index("ix_cells_period", "indicator", "period"),
)

members = Table(
    "cell_members",
    metadata,
    Column("indicator", String(16), primary_key=True),
    Column("place", String(8), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("authority", Integer, primary_key=True),
    Column("grp", String(24), primary_key=True),
    Column("member", String(40), primary_key=True),  # a locality of raters, or a reporter's pseudonym
    Column("n", Integer, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column(
        "cause", String(32), nullable=False, index=True
    ),  # a report, an incident: what it is taken back by
    Column("indicator", String(16), nullable=False),
    Column("places", String(80), nullable=False),
    Column("period", String(10), nullable=False),
    Column("authority", Integer, nullable=False),
    Column("grp", String(24), nullable=False),
    Column("numerator", Float, nullable=False),
    Column("denominator", Float, nullable=False),
    Column("weight2", Float, nullable=False),
    Column("dont_know", Integer, nullable=False, default=0),
    Column("member", String(40)),
    Column("sign", Integer, nullable=False, default=1),
    Column("also", String(120)),  # the groups beside `grp`, parted by blanks: "sex:f lang:bm channel:ussd"
    Index("ix_observations_period", "period", "cause"),
)

durations = Table(
    "durations",
    metadata,
    Column("indicator", String(24), primary_key=True),  # receipt_alert, alert_ack
    Column("cause", String(32), primary_key=True),
    Column("place", String(8), nullable=False),
    Column("period", String(10), nullable=False),
    Column("seconds", Float, nullable=False),
    Index("ix_durations_cell", "indicator", "period", "place"),
)
