"""Phones that called, under pseudonyms that end; staff and those who may read."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table

from store.tables.base import Serial, metadata

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("epoch", String(16), nullable=False),
    Column("language", String(8)),
    Column("home", String(40)),
    Column("locality", String(40)),
    Column("first_seen", String(10), nullable=False),
    Column("sex", String(4)),  # f m skip; empty until it was asked
    Column("age", String(4)),  # 15 25 35 55 skip: where its band begins
    Column("displaced", String(4)),  # yes no skip
    Column("letters", String(8)),  # gsm7 official; empty until chosen
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
    Column("sealed_email", LargeBinary),
    Column("has_phone", Boolean),  # empty: yes
    Column("sealed_pin", LargeBinary),  # Argon2id; empty: none is asked
    Column("pin_slips", Integer),
    Column("left_at", BigInteger),
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
    Column("given", Boolean),  # somebody else has chosen the password: empty is no
    Column("open_until", BigInteger),  # till then its person may enrol a second factor; empty: whenever
)

logins = Table(
    "logins",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account_id", String(32), ForeignKey("accounts.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("cleared_until", BigInteger),  # may read texts till then, after a second proof (P46)
    Column("clearance", String(16)),
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
    Column("reason", String(16)),  # why rows are asked for
    Column("approved_at", BigInteger),
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
    Column("key_epoch", String(16)),  # both empty only before the chain began (`store.chain`)
    Column("mac", LargeBinary),
)
