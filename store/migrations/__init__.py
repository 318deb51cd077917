"""The history of the schema, by Alembic, without an ini file: `Database.upgrade` runs it on an open
transaction.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

HERE = Path(__file__).parent


def upgrade(conn: Connection, revision: str = "head") -> None:
    """Brings the schema of an open transaction to a revision; the caller commits."""
    command.upgrade(_config(conn), revision)


def _config(conn: Connection) -> Config:
    config = Config(attributes={"connection": conn})
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
