"""What people told: reports and their incidents, ratings."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from store.tables.base import metadata

incidents = Table(
    "incidents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("code", String(2), nullable=False),
    Column("place", String(40)),
    Column("adm1", String(8)),
    Column("adm2", String(8)),
    Column("adm3", String(8)),
    Column("lat", Float),
    Column("lon", Float),
    Column("occurred", String(10), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("killed", Integer),
    Column("injured", Integer),
    Column("hearsay_only", Boolean, nullable=False, default=False),
    Column("seen", Boolean, nullable=False, default=False),
    Column("all_new", Boolean, nullable=False, default=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("verified_by", String(32)),
    Column("released_at", BigInteger),
    Column("released_by", String(32)),
    Column("told", Text),  # what its reports say together, as counts; holds while told_at is updated_at
    Column("told_at", BigInteger),
    Column("set_aside", Boolean),  # every report of it was set aside with its cluster
    Column("state_before", String(16)),  # before reports of it were set aside
    Column("merged_into", String(32)),  # the incident to which a person gave its reports
    Column("late", Boolean),  # every report of it bears a date of more than a day before
    Index("ix_incidents_near", "adm2", "opened_at"),
    Index("ix_incidents_opened", "opened_at"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("inbox_id", String(32), nullable=False, unique=True),
    Column("session", String(64), unique=True),
    Column("position", Integer, nullable=False, default=0),
    Column("contact", String(26), nullable=False, index=True),
    Column("epoch", String(16), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("language", String(8), nullable=False),
    Column("language_confidence", Float, nullable=False),
    Column("intent", String(16), nullable=False),
    Column("code", String(2)),
    Column("code_confidence", Float, nullable=False),
    Column("method", String(8), nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("severity", Integer),
    Column("place", String(40)),
    Column("adm1", String(8)),
    Column("adm2", String(8)),
    Column("adm3", String(8)),
    Column("lat", Float),
    Column("lon", Float),
    Column("place_confidence", Float),
    Column("place_reason", String(40), nullable=False, default=""),
    Column("occurred", String(10), nullable=False),
    Column("killed", Integer),
    Column("injured", Integer),
    Column("hearsay", Boolean),
    Column("basis", String(12), nullable=False),
    Column("child", Boolean, nullable=False, default=False),
    Column("displaced", Boolean, nullable=False, default=False),
    Column("why", Text, nullable=False, default="[]"),
    Column("sealed_text", LargeBinary),
    Column("text_week", String(10)),
    Column("confirmed", Boolean, nullable=False, default=True),
    Column("role", String(16), nullable=False),
    Column("known", Boolean, nullable=False),
    Column("operator", String(16), nullable=False),
    Column("weight", Float, nullable=False),
    Column("proven", Boolean, nullable=False, default=True),
    Column("first_seen", String(10)),  # the day this phone was first seen: phones are not people (alerts §6)
    Column("late", Boolean, nullable=False, default=False),
    Column("queue", String(16)),  # verifier, blind, or nothing
    Column("repeat_of", String(32)),
    Column("incident_id", String(32), ForeignKey("incidents.id"), index=True),
    Column("taxonomy_version", Integer, nullable=False, default=1),
    Column("source", String(32)),  # which independent source of its incident it is of
    Column("model", String(16)),  # the models that it was read with, by their files
    Column("unreviewed", Boolean),  # whether its code rests on words alone that nobody has reviewed
    Column("cluster", String(32)),  # of texts that are nearly the same
    Column("aside_from", String(32)),  # the incident that it was in when its cluster was set aside
    Column("merged_from", String(32)),  # the incident that it was in when a person merged it
    Index("ix_reports_received", "received_at"),
    Index("ix_reports_source", "incident_id", "operator", "first_seen", "known"),
    Index("ix_reports_place", "adm2", "received_at"),
    Index("ix_reports_cluster", "cluster", "received_at"),
    Index("ix_reports_queue", "queue"),
)

sources = Table(
    "sources",
    metadata,
    Column("incident_id", String(32), primary_key=True),
    Column("id", String(32), primary_key=True),  # random: it leads to no phone
    Column("said", Text, nullable=False),  # what its reports say, as counts
)

ratings = Table(
    "ratings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("inbox_id", String(32), nullable=False),
    Column("session", String(64)),
    Column("position", Integer, nullable=False, default=0),
    Column("rater", String(26), nullable=False),
    Column("authority", Integer, nullable=False),
    Column("unit", String(8), nullable=False),  # a commune, or a cercle when no finer unit was named
    Column(
        "places", String(80), nullable=False
    ),  # the unit and what it lies in, finest first: "ML070102 ML0701 ML07 ML"
    Column("locality", String(40), nullable=False),
    Column("period", String(8), nullable=False),
    Column("core", Integer),
    Column("g2", Integer),
    Column("items", Text),  # the other items that were drawn, as JSON by name: {"g3": 1}
    Column("complete", Boolean, nullable=False),
    Column("assisted", Boolean, nullable=False, default=False),
    Column("current", Boolean, nullable=False, default=True),
    Column("channel", String(32), nullable=False),
    Column("language", String(8), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, index=True),  # until then it waits: its phone is not a day old
    Column("held", Boolean),  # its phone was in a suspect flood
    Column("sex", String(4)),  # as the profile said then: f m skip; empty when it was not asked
    Column("age", String(4)),  # 15 25 35 55 skip
    Column("displaced", String(4)),  # yes no skip
    Column("form", String(16)),  # the questions it answers (`forms`)
    UniqueConstraint("inbox_id", "authority"),  # one SMS may rate several authorities
    UniqueConstraint("session", "authority"),
    Index("ix_ratings_one", "rater", "authority", "unit", "period"),
    Index("ix_ratings_period", "period"),
)
