"""What came in at a door: accepted, quarantined, or locked away; and the calls that are open."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from store.tables.base import Serial, metadata

TIRED = text("attempts >= 2")
"""A row that has ended two workers; written out, since a planner proves nothing of a bound value."""

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("channel", String(32), nullable=False),
    Column("kind", String(16), nullable=False),  # sms part ussd receipt optout session_end command
    Column("dedupe", LargeBinary, nullable=False),
    Column("sealed", LargeBinary),
    Column("key_day", String(10), nullable=False),
    Column("state", String(16), nullable=False, default="new"),  # new leased done poison shredded_unread
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_owner", String(64)),
    Column("lease_until", BigInteger),
    Column("lease_boot", String(40)),
    Column("received_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Column("late", Boolean, nullable=False, default=False),
    Column("session", String(64)),
    Column("position", Integer),
    Column("due_at", BigInteger, nullable=False),
    Column("outcome", String(32)),
    Column("reason", String(120)),
    Column("twin", LargeBinary),  # the same message under another id (`store.copies`), for 72 h
    UniqueConstraint("channel", "dedupe"),
    Index("ix_inbox_waiting", "state", "seq", "due_at"),
    Index("ix_inbox_tired", "state", "due_at", sqlite_where=TIRED, postgresql_where=TIRED),
    Index("ix_inbox_lease", "state", "lease_until"),
    Index("ix_inbox_session", "session"),
    Index("ix_inbox_twin", "twin"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),  # HMAC(K_session, channel|sessionId)
    Column("caller", String(64), nullable=False),  # HMAC(K_session, service code|number)
    Column("language", String(8)),
    Column("first_use", Boolean, nullable=False),
    Column("home", String(40)),
    Column("flow_version", String(16), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("role", String(16)),
    Column("resumes", String(64)),  # the dropped call that it offers to continue
    Column("sealed", LargeBinary),  # what it found: facts, lists, what the dropped call had typed
    Column("key_day", String(10)),
    Index("ix_sessions_caller", "caller", "created_at"),
)

flow_versions = Table(
    "flow_versions",
    metadata,
    Column("version", String(16), primary_key=True),
    Column("files", Text, nullable=False),  # the text of every flow file, by name
    Column("seen_at", BigInteger, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("mark", LargeBinary, primary_key=True),  # a protected session that was counted (P36)
    Column("ends", String(10)),  # the day on which it goes, as the clock gave it
    Column("before", BigInteger),  # of a phone that was erased: what it told until then (`store.erasure`)
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("fields", String(400), nullable=False),
    Column("sealed", LargeBinary),
    Column("key_day", String(10), nullable=False),
    Column("hour", BigInteger, nullable=False),
)

protected = Table(
    "protected",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("sealed", LargeBinary),
    Column("key_epoch", String(16), nullable=False),
    Column("until", BigInteger, nullable=False),  # acceptance + 72 h
)

replies = Table(
    "replies",
    metadata,
    Column("limit_id", String(26), primary_key=True),  # pseudonym of purpose limit: dies with its day
    Column("bucket", String(24), primary_key=True),
    Column("n", Integer, nullable=False),
)
