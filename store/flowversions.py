"""The flow files by which calls are answered, for as long as one may be under way (`channels.md` §16).

A call that began on the flows of yesterday's program ends on them, also on a machine that has the new ones.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, delete, func, select

from store.database import ms
from store.rows import put
from store.tables import flow_versions, sessions

KEPT: Final = timedelta(days=1)


def version_of(files: Mapping[str, str]) -> str:
    """What names these files: 16 hexadecimal characters of the SHA-256 of their names and texts."""
    return hashlib.sha256(_written(files).encode()).hexdigest()[:16]


def keep(conn: Connection, files: Mapping[str, str], now: datetime) -> str:
    """Writes the files under their version, or that they are in use still; the version."""
    version = version_of(files)
    values = {"version": version, "files": _written(files), "seen_at": ms(now)}
    put(conn, flow_versions, ("version",), values, replaced=("seen_at",))
    return version


def files(conn: Connection, version: str) -> Mapping[str, str] | None:
    """The text of each file by its name; None for a version that nobody has written."""
    asked = select(flow_versions.c.files).where(flow_versions.c.version == version)
    found = conn.execute(asked).scalar_one_or_none()
    return None if found is None else dict(json.loads(found))


def purge(conn: Connection, now: datetime) -> int:
    """Deletes versions that are a day old, all but the newest and those of calls that are kept; how many."""
    newest = select(func.max(flow_versions.c.seen_at)).scalar_subquery()
    old = and_(flow_versions.c.seen_at < ms(now - KEPT), flow_versions.c.seen_at < newest)
    unused = flow_versions.c.version.not_in(select(sessions.c.flow_version))
    return conn.execute(delete(flow_versions).where(old, unused)).rowcount


def _written(files: Mapping[str, str]) -> str:
    return json.dumps(dict(sorted(files.items())), ensure_ascii=False)
