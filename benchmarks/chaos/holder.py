"""A process that holds the database: `python -m benchmarks.chaos.holder ADDRESS`, until its input ends.

SQLite: `BEGIN EXCLUSIVE`, no writer gets in. PostgreSQL: `LOCK TABLE inbox`, nor does a reader of it.
It says `held` once it does.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
import pysqlite3
from sqlalchemy import make_url

WAIT_MS: Final = 20_000


@contextmanager
def holding(address: str) -> Iterator[None]:
    """The database is held by another process while the block lasts. Raises TimeoutError."""
    argv = (sys.executable, "-m", __name__, address)
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        try:
            if not holder.stdout or holder.stdout.readline().strip() != "held":
                raise TimeoutError("the database could not be locked")
            yield
        finally:
            if holder.stdin:
                holder.stdin.close()
            holder.wait(30)


def main(address: str) -> int:
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        _hold_sqlite(url.database or "")
    else:
        _hold_postgres(url.set(drivername="postgresql").render_as_string(hide_password=False))
    return 0


def _hold_sqlite(path: str) -> None:
    connection = pysqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
    connection.execute("BEGIN EXCLUSIVE")
    _until_told()
    connection.execute("ROLLBACK")
    connection.close()


def _hold_postgres(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
        _until_told()
        connection.rollback()


def _until_told() -> None:
    print("held", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
