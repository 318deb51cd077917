"""What the server can do at best: `python -m benchmarks.peers.bare hello|grouped FOLDER --port N`.

The same uvicorn with the same limits as the gateway's. `hello` answers; `grouped` reads a form and keeps it
with the others of the moment, in one fsynced transaction, by the committer of the house: no seal, no
duplicate looked for but by one key, nothing else known or done.
"""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import uvicorn
from sqlalchemy import text

from gateway.http import limited
from store.committer import Committer
from store.database import Database, open_database

TABLE: Final = text("CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")
KEPT: Final = text("INSERT INTO bare VALUES (:id, :body) ON CONFLICT DO NOTHING")
HEADERS: Final = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"2")]
Message = dict[str, Any]


async def hello(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body to its end and says that it did."""
    if scope["type"] == "http":
        await _body(receive)
        await _said(send)


class Grouped:
    """`hello` that keeps the form before it answers."""

    def __init__(self, database: Database) -> None:
        with database.write() as conn:
            conn.execute(TABLE)
        self._committer = Committer(database)
        self._committer.start()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = await _body(receive)
        values = {"id": dict(parse_qsl(body.decode("ascii")))["id"], "body": body}
        await asyncio.wrap_future(self._committer.submit(lambda conn: conn.execute(KEPT, values).rowcount))
        await _said(send)


async def _body(receive: Any) -> bytes:
    body = b""
    while True:
        message: Message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def _said(send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b"OK"})


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers.bare", description=__doc__)
    parser.add_argument("what", choices=("hello", "grouped"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args(arguments)
    data = asked.folder / "bare"
    app: Any = hello
    if asked.what == "grouped":
        app = Grouped(open_database(f"sqlite:///{data}/bare.db", data))
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.run(
            app,
            port=asked.port,
            http=limited(per_address=None, most_connections=256),
            ws="none",
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
