"""Every table of the store, for SQLite and PostgreSQL alike.

Times are milliseconds since 1970 in UTC (`*_at`); after 72 h those about a reporter's acts are cut to the
hour (P27). No column holds a number in clear (P15); no row holds two pseudonyms of a person (P18).
Sealed columns are opened with the key that `key_epoch` names.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Serial = BigInteger().with_variant(Integer, "sqlite")

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("channel", String(32), nullable=False),
    Column("kind", String(16), nullable=False),  # sms ussd receipt optout session_end command
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
    UniqueConstraint("channel", "dedupe"),
    Index("ix_inbox_due", "state", "due_at"),
    Index("ix_inbox_lease", "state", "lease_until"),
    Index("ix_inbox_session", "session"),
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
)

marks = Table(
    "marks",
    metadata,
    Column("mark", LargeBinary, primary_key=True),  # a protected session that was counted (P36)
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("epoch", String(16), nullable=False),
    Column("language", String(8)),
    Column("home", String(40)),
    Column("locality", String(40)),
    Column("first_seen", String(10), nullable=False),
)

optouts = Table(
    "optouts",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("pseudonym", String(26), nullable=False, index=True),
    Column("scope", String(8), nullable=False),
    Column("state", String(8), nullable=False),  # out in
    Column("cause", String(40), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("day", String(10), nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("pseudonym", String(26), nullable=False, unique=True),
    Column("sealed_number", LargeBinary, nullable=False),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("key_epoch", String(16), nullable=False),
    Column("roles", String(120), nullable=False),
    Column("areas", String(240), nullable=False),
    Column("language", String(8), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("on_call", Boolean, nullable=False, default=True),
    Column("active", Boolean, nullable=False, default=True),
    Column("locked", Boolean, nullable=False, default=False),
    Column("created_at", BigInteger, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("password", String(200), nullable=False),  # Argon2id
    Column("roles", String(120), nullable=False),
    Column("areas", String(240), nullable=False),
    Column("staff_id", String(32)),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", BigInteger, nullable=False),
)

logins = Table(
    "logins",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account_id", String(32), ForeignKey("accounts.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    Column("label", String(80), nullable=False),
    Column("scopes", String(80), nullable=False),
    Column("issued_by", String(64)),
    Column("approved_by", String(64)),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
)

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
    Column("late", Boolean, nullable=False, default=False),
    Column("queue", String(16)),  # verifier, or nothing
    Column("repeat_of", String(32)),
    Column("incident_id", String(32), ForeignKey("incidents.id"), index=True),
    Column("taxonomy_version", Integer, nullable=False, default=1),
    Index("ix_reports_received", "received_at"),
    Index("ix_reports_place", "adm2", "received_at"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("inbox_id", String(32), nullable=False, unique=True),
    Column("session", String(64), unique=True),
    Column("position", Integer, nullable=False, default=0),
    Column("rater", String(26), nullable=False),
    Column("authority", Integer, nullable=False),
    Column("unit", String(8), nullable=False),  # a commune, or a cercle when no finer unit was named
    Column("locality", String(40), nullable=False),
    Column("period", String(8), nullable=False),
    Column("core", Integer),
    Column("g2", Integer),
    Column("complete", Boolean, nullable=False),
    Column("assisted", Boolean, nullable=False, default=False),
    Column("current", Boolean, nullable=False, default=True),
    Column("channel", String(32), nullable=False),
    Column("language", String(8), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Index("ix_ratings_one", "rater", "authority", "unit", "period"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(4), nullable=False, index=True),
    Column("rule", String(40), nullable=False),
    Column("incident_id", String(32), ForeignKey("incidents.id"), nullable=False),
    Column("level", Integer, nullable=False, default=0),
    Column("code", String(2), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("area", String(8), nullable=False),
    Column("adm1", String(8)),
    Column("adm2", String(8)),
    Column("state", String(16), nullable=False),
    Column("sources", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("seen", String(4), nullable=False),
    Column("when_", String(10), nullable=False),
    Column("all_new", Boolean, nullable=False, default=False),
    Column("accepted_at", BigInteger, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("first_sent_at", BigInteger),
    Column("acked_at", BigInteger),
    Column("acked_by", String(32)),
    Column("alert_seconds", Float),  # accepted -> first attempt to send: kept when the minutes are gone
    Column("ack_seconds", Float),  # raised -> acknowledged
    Column("released_at", BigInteger),
    UniqueConstraint("rule", "incident_id", "level"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("cause", String(80), nullable=False),  # natural key: "alert:<id>", "answer:<inbox id>", ...
    Column("recipient", String(32), nullable=False),  # a staff id, or "reporter"
    Column("step", Integer, nullable=False, default=0),
    Column("alert_id", String(32)),
    Column("purpose", String(12), nullable=False),
    Column("priority", Integer, nullable=False, default=1),
    Column("channel", String(32), nullable=False),
    Column("sealed", LargeBinary),  # {"urn": ..., "text": ...} under the key of the day
    Column("key_day", String(10), nullable=False),
    Column("state", String(12), nullable=False, default="pending"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("lease_owner", String(64)),
    Column("lease_until", BigInteger),
    Column("lease_boot", String(40)),
    UniqueConstraint("cause", "recipient", "step"),
    Index("ix_outbox_due", "state", "priority", "due_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("outbox_id", String(32), ForeignKey("outbox.id"), nullable=False, index=True),
    Column("channel", String(32), nullable=False),
    Column("provider_mark", LargeBinary, index=True),
    Column("state", String(12), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("code", String(60), nullable=False, default=""),
    Column("started_at", BigInteger, nullable=False),
)

parked_receipts = Table(
    "parked_receipts",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("provider_mark", LargeBinary, nullable=False, index=True),
    Column("channel", String(32), nullable=False),
    Column("status", String(12), nullable=False),
    Column("code", String(60), nullable=False, default=""),
    Column("arrived_at", BigInteger, nullable=False),
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

audit = Table(
    "audit",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("account", String(32), nullable=False),
    Column("role", String(16), nullable=False),
    Column("action", String(40), nullable=False),
    Column("object", String(40), nullable=False),
    Column("reason", String(80), nullable=False, default=""),
)

replies = Table(
    "replies",
    metadata,
    Column("limit_id", String(26), primary_key=True),  # pseudonym of purpose limit: dies with its day
    Column("bucket", String(24), primary_key=True),
    Column("n", Integer, nullable=False),
)
