"""PostgreSQL as we use it: psycopg 3, limits on every wait, durability read back."""

import hashlib
from functools import cache

from sqlalchemy import (
    URL,
    BigInteger,
    Connection,
    Engine,
    bindparam,
    cast,
    create_engine,
    func,
    select,
    text,
)

from core.errors import Fault, Misconfigured
from store.prepared import Prepared

_OPTIONS = (
    "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=10s -c timezone=UTC"
    " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10s"
)
"""The second line is the server's side of `_DEAD_AFTER`: a client that was cut off keeps its locks for two
hours otherwise, and no other clock can tick."""
CALL_LIMIT = "300ms"
_DEAD_AFTER = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Seconds, and milliseconds, after which a server that says nothing any more is taken for dead: else a client
waits for ever. A proxy that keeps the connection and swallows the answers is not found out by this."""
_DURABLE = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}
_CODES = {
    "53100": "store.full",
    "58030": "store.io",
    "55P03": "store.busy",
    "57014": "store.busy",
    "40P01": "store.busy",
    "40001": "store.busy",
}


def open_engine(url: URL) -> Engine:
    """An engine that opens a connection within 2 s and replaces those a restart of the server has cut.

    Options of the address come after ours: an exercise names its schema there (`store.drillrooms`).
    """
    options = f"{_OPTIONS} {url.query.get('options', '')}"
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": 2, "options": options, **_DEAD_AFTER},
        pool_pre_ping=True,
        pool_timeout=2,
        pool_size=8,
    )


def hasten(conn: Connection, limit: str = "2s") -> None:
    """The accept path gives up after 2 s: the spool takes over."""
    limits = ("lock_timeout", "statement_timeout")
    conn.execute(select(*(func.set_config(name, limit, True) for name in limits)))


def take_time(conn: Connection) -> None:
    """A backup or a restore lasts as long as it lasts."""
    limits = ("statement_timeout", "idle_in_transaction_session_timeout")
    conn.execute(select(*(func.set_config(name, "0", True) for name in limits)))


def clock(conn: Connection) -> int:
    """The server's clock at this moment, in milliseconds since 1970."""
    return int(_CLOCK.all(conn)[0][0])


def take_turn(conn: Connection, name: str, *, shared: bool) -> None:
    """Waits until nobody else has this turn, or only who shares it; it is over with the transaction."""
    (_SHARED_TURN if shared else _TURN).all(conn, {"of": lock_number(name)})


_CLOCK = Prepared(select(cast(func.extract("epoch", func.clock_timestamp()) * 1000, BigInteger)))
_LOCK = bindparam("of", type_=BigInteger)
_TURN = Prepared(select(func.pg_advisory_xact_lock(_LOCK)))
_SHARED_TURN = Prepared(select(func.pg_advisory_xact_lock_shared(_LOCK)))


def assert_durable(conn: Connection) -> None:
    """Raises Misconfigured when the server may lose what it acknowledged."""
    for name, accepted in _DURABLE.items():
        if conn.scalar(text(f"SHOW {name}")) not in accepted:
            raise Misconfigured(
                Fault("PostgreSQL", name, f"set {name} = on for this server, role and database")
            )


def described(conn: Connection) -> str:
    """Name, version and what makes a commit durable."""
    return f"PostgreSQL {conn.scalar(text('SHOW server_version'))}, fsync, synchronous_commit"


def error_code(error: BaseException) -> str:
    """Our code for an error of this server, by its SQLSTATE."""
    return _CODES.get(getattr(error, "sqlstate", None) or "", "store.away")


@cache
def lock_number(name: str) -> int:
    """The advisory lock that stands for a name."""
    return int.from_bytes(hashlib.sha256(f"lasomi|{name}".encode()).digest()[:8], "big", signed=True)
