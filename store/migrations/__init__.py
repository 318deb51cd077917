"""The history of the schema, by Alembic, without an ini file: `Database.upgrade` runs it on an open
transaction.

A revision is four digits. Those that begin with the same digit only add, so code that knows the older ones
works beside the newer: that is how one goes back a version. What takes something away begins a new thousand.
"""

import re
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from core.errors import Fault, Misconfigured

HERE = Path(__file__).parent
_REVISION = re.compile(r"[0-9]{4}")


def upgrade(conn: Connection, revision: str = "head") -> None:
    """Brings the schema of an open transaction to a revision; the caller commits."""
    command.upgrade(_config(conn), revision)


def revision(conn: Connection) -> str | None:
    """The version of the schema that is there; None for a database without one."""
    return MigrationContext.configure(conn).get_current_revision()


def newest() -> str:
    """The version that this code was written for."""
    return str(_scripts().get_current_head())


def knows(wanted: str) -> bool:
    """Whether this code can build that version."""
    return wanted in {script.revision for script in _scripts().walk_revisions()}


def newer(conn: Connection) -> str:
    """The version that is there when it is newer than this code and only adds to what it knows, else "".

    Raises Misconfigured when this code cannot work with it.
    """
    found = revision(conn)
    if found is None or knows(found):
        return ""
    if _REVISION.fullmatch(found) and found > newest() and found[0] == newest()[0]:
        return found
    remedy = "install the version of Lasomi that wrote it, or name another database"
    raise Misconfigured(Fault("LASOMI_DATABASE_URL", f"a schema of another kind ({found})", remedy))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(HERE))


def _config(conn: Connection) -> Config:
    config = Config(attributes={"connection": conn})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
