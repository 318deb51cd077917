"""What disk, databases and Redis do with nothing of ours around them: the most that could be reached here."""

import os
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, make_url, text

from benchmarks.peers import sides
from benchmarks.peers.servers import served
from store import sqlite
from tests import postgres

SECONDS: Final = 2.0
GROUP: Final = 20
"""Rows that share a commit at 32 connections."""
ROW_BYTES: Final = 400
"""What a sealed message takes, about."""
TABLE: Final = text("CREATE TABLE bare (id BIGINT PRIMARY KEY, body BYTEA)")
ROW: Final = text("INSERT INTO bare VALUES (:id, :body)")


def repeated(once: Callable[[], object], seconds: float = SECONDS) -> float:
    """How often something can be done in a second."""
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        once()
        done += 1
    return round(done / took, 1)


def fsyncs(folder: Path) -> float:
    """Appends of a group's bytes, each on disk before the next."""
    piece = os.urandom(GROUP * ROW_BYTES)
    with (folder / "fsyncs").open("wb", buffering=0) as file:

        def once() -> None:
            file.write(piece)
            os.fdatasync(file.fileno())

        return repeated(once)


def sqlite_rows(folder: Path) -> float:
    """Rows a second into SQLite as we open it, a group to a commit."""
    return _rows(sqlite.open_engine(make_url(f"sqlite:///{folder}/rows.db")))


def postgres_rows() -> float:
    """The same into a PostgreSQL of its own, as it is installed. Raises NoServer."""
    with postgres.server() as address:
        return _rows(create_engine(make_url(address).set(drivername="postgresql+psycopg")))


def redis_trip(folder: Path) -> float:
    """Microseconds of a SET over loopback, asked one after the other. Raises NoPeer."""
    import redis

    with served(sides.redis(), folder) as server, closing(redis.Redis(port=server.port)) as client:
        return round(1e6 / repeated(lambda: client.set("a", b"1")), 1)


def _rows(engine: Engine) -> float:
    body, number = os.urandom(ROW_BYTES), iter(range(10**9))

    def group(conn: Connection) -> None:
        with conn.begin():
            if conn.dialect.name == "sqlite":
                sqlite.begin(conn, "IMMEDIATE")
            conn.execute(ROW, [{"id": next(number), "body": body} for _ in range(GROUP)])

    try:
        with engine.connect() as conn:
            with conn.begin():
                conn.execute(TABLE)
            return round(GROUP * repeated(lambda: group(conn)), 1)
    finally:
        engine.dispose()
