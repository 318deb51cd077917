"""The store of one exercise: a SQLite file in a folder of its own, or a PostgreSQL schema of its own.

It has the tables of the house and nothing that is in them, so that no query can forget to leave the exercise
out (`alerts.md` §10). What it starts with is copied: its participants and its script.
"""

import shutil
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, make_url, select, text, update

from store import enrolments
from store.database import Database, open_database
from store.drills import Drill
from store.rows import insert_new
from store.tables import affiliations, drills, duties, leaves, staff

FOLDER = "drills"


def make(database: Database, drill_id: str) -> Database:
    """The open, empty store of an exercise; the one that is there already when it was begun before.

    On PostgreSQL the role of the house must be allowed to make a schema.
    """
    if database.dialect == "postgresql":
        with database.write() as conn:
            conn.execute(text(f"CREATE SCHEMA IF NOT EXISTS {_schema(drill_id)}"))
    room = _open(database, drill_id)
    room.upgrade()
    return room


def open_(database: Database, drill_id: str) -> Database | None:
    """The store of an exercise that was begun; None where it is gone, or on another machine."""
    return _open(database, drill_id) if _is_there(database, drill_id) else None


def remove(database: Database, drill_id: str) -> None:
    """Everything of it, for good. Whoever has it open closes it first."""
    if database.dialect == "postgresql":
        with database.write() as conn:
            conn.execute(text(f"DROP SCHEMA IF EXISTS {_schema(drill_id)} CASCADE"))
    else:
        shutil.rmtree(_folder(database, drill_id), ignore_errors=True)


def furnish(house: Connection, room: Connection, drill: Drill, members: Collection[str]) -> None:
    """Copies the exercise and its participants, as sealed as they are; may be done twice."""
    theirs = [(table, table.c.staff_id.in_(members)) for table in (duties, leaves, affiliations)]
    for table, which in ((staff, staff.c.id.in_(members)), (drills, drills.c.id == drill.id), *theirs):
        for row in house.execute(select(table).where(which)).mappings():
            insert_new(room, table, dict(row))


def follow(database: Database, room: Database) -> None:
    """A SIM that was revoked or changed is so in the exercise: what waits there for the old one goes."""
    with database.read() as conn, room.read() as own:
        here = {row.id: row.pseudonym for row in own.execute(select(staff.c.id, staff.c.pseudonym))}
        rows = conn.execute(select(staff).where(staff.c.id.in_(here))).mappings()
        moved = [dict(row) for row in rows if row["pseudonym"] != here[row["id"]]]
    if moved:
        with room.write() as own:
            for row in moved:
                enrolments.silence(own, row["id"])
                own.execute(update(staff).where(staff.c.id == row["id"]).values(row))


def _open(database: Database, drill_id: str) -> Database:
    if database.dialect == "postgresql":
        own = make_url(database.url).update_query_dict({"options": f"-c search_path={_schema(drill_id)}"})
        return open_database(own.render_as_string(hide_password=False), database.data_dir)
    folder = _folder(database, drill_id)
    return open_database(f"sqlite:///{folder / 'exercise.db'}", folder)


def _is_there(database: Database, drill_id: str) -> bool:
    if database.dialect != "postgresql":
        return (_folder(database, drill_id) / "exercise.db").exists()
    named = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
    with database.read() as conn:
        return conn.execute(named, {"name": _schema(drill_id)}).first() is not None


def _folder(database: Database, drill_id: str) -> Path:
    return database.data_dir / FOLDER / drill_id


def _schema(drill_id: str) -> str:
    """32 hexadecimal characters of ours: nothing in it needs quoting."""
    return f"drill_{drill_id}"
