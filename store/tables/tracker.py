"""What was promised and what was referred to an authority, how far it came, and what people say of it
(`indicators.md` §3, §8).
"""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from store.tables.base import Serial, metadata

commitments = Table(
    "commitments",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("framework", String(24), nullable=False, index=True),
    Column("text", Text, nullable=False),  # by language; French is always there
    Column("objective", String(40), nullable=False),  # of its framework, or the driver
    Column("addressee_type", String(20), nullable=False),
    Column("addressee_unit", String(8), nullable=False),
    Column("due", String(10)),
    Column("weight", Float, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("hsc_outcome", Integer),
    Column("nap_objective", Integer),
    Column("source_ref", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("version", String(24)),  # of its framework
    Column("since", String(10)),  # the day from which it counts; the day it came where nothing is said
)

status_updates = Table(  # added to, never overwritten
    "status_updates",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("commitment", String(40), ForeignKey("commitments.code"), nullable=False, index=True),
    Column("date", String(10), nullable=False),
    Column("state", String(12), nullable=False),
    Column("progress", Float, nullable=False),
    Column("evidence_kind", String(40), nullable=False),
    Column("reported_by_role", String(16), nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("verified_by_role", String(16)),
    Column("recorded", String(10)),  # the day on which the house learnt of it
    Column("recorded_by", String(32)),
)

verifications = Table(  # of what was not verified when it was said; added to, never overwritten
    "verifications",
    metadata,
    Column("update_seq", Serial, ForeignKey("status_updates.seq"), primary_key=True),
    Column("date", String(10), nullable=False),
    Column("role", String(16), nullable=False),
    Column("account", String(32)),
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("incident_id", String(32), ForeignKey("incidents.id"), index=True),
    Column("commitment", String(40), ForeignKey("commitments.code")),
    Column("authority", Integer, nullable=False),
    Column("unit", String(8), nullable=False),  # of the authority
    Column("place", String(8)),  # the commune that it concerns: whose people are asked
    Column("referred_at", BigInteger, nullable=False),
    Column("first_response_at", BigInteger),
    Column("response_kind", String(24)),
    Column("closed_at", BigInteger),
    Column("withdrawn_at", BigInteger),
    Column("code", String(2)),  # as it was when it was referred
    Column("week", String(8)),  # of what is referred: no finer time leaves
    Column("indicator", String(8)),  # a published rating is referred
    Column("period", String(8)),
    Column("asks", String(12)),
    Column("sentence", Text),  # the monitor's, never of a report
    Column("about", String(12)),  # the authority that a code 5x speaks of: 4:ML0701
    Column("after", String(32)),  # the case of the authority that was asked before
    Column("referred_by", String(32)),
    Column("note", Text),  # what the authority adds to its first response
    Column("outcome", String(12)),
    Column("withdrawn_why", String(12)),
    Index("ix_cases_place", "place", "closed_at"),
)

opinions = Table(
    "opinions",
    metadata,
    Column("what", String(12), primary_key=True),  # case commitment
    Column("id", String(40), primary_key=True),
    Column("pseudonym", String(26), primary_key=True),  # of purpose rating: dies with its quarter
    Column("answer", String(8), nullable=False),  # yes no unknown
    Column("period", String(8), nullable=False),
    Column("session", String(64), index=True),  # the call that said it: what is withdrawn goes with it
)
