"""How people prove who they are, and how often somebody has tried."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table

from store.tables.base import metadata

factors = Table(
    "factors",
    metadata,
    Column("account_id", String(32), ForeignKey("accounts.id"), primary_key=True),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("begun_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),  # empty: shown, and no code of it has come back
    Column("last_step", BigInteger),  # of 30 s since 1970: this code and those before it count no more
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("account_id", String(32), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("used_at", BigInteger),
)

tries = Table(
    "tries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("mark", LargeBinary, nullable=False, index=True),  # of a name, a device or an address
    Column("at", BigInteger, nullable=False, index=True),
)
