"""The house's own time, which no wall clock turns: every wait is counted in it.

It grows with the clock of leases (`Database.lease_now`). Across another boot it goes on by what the wall
clock says has passed, but by no less than the time since that boot, and by no more than 72 h.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from store.database import Database, ms
from store.memo import forget, remembered
from store.prepared import Prepared
from store.rows import insert_new
from store.steady import JUMP_MS, Belief, believe
from store.tables import elapsed

LONGEST_SLEEP: Final = 72 * 3_600_000
_HOUSE: Final = "house"
_SHIFT: Final = "shift"
_KEEPER: Final = "keeper"
_NO_WALL: Final = -1


def now(database: Database, conn: Connection) -> int:
    """Milliseconds of the house. Before its clock has ticked for the first time: those of the leases."""
    boot, clock = database.lease_now(conn)
    kept = _row(conn, _HOUSE)
    return clock if kept is None else _grown(kept, boot, clock)


def advance(database: Database, wall: datetime) -> Belief:
    """One tick: writes down how late it is, and says how far the wall clock may be believed."""
    with database.write() as conn:
        boot, clock = database.lease_now(conn)
        kept = _row(conn, _HOUSE)
        if kept is None:
            _write(conn, _HOUSE, ms=clock, boot=boot, clock=clock, wall=ms(wall))
            return Belief(clock, ms(wall))
        late = _grown(kept, boot, clock, wall)
        belief = believe(_belief(conn, kept), late, ms(wall), same=_same(kept, boot))
        _write(conn, _HOUSE, ms=late, boot=boot, clock=clock, wall=ms(wall))
        _write(conn, _SHIFT, ms=belief.since, boot=boot, clock=clock, wall=belief.shift)
        return belief


def believed(database: Database, conn: Connection, then: datetime, wall: datetime) -> datetime:
    """The time by which the age of a moment counts, where the wall clock says `wall`: without what it has
    jumped by since.
    """
    boot, clock = database.lease_now(conn)
    kept = _row(conn, _HOUSE)
    if kept is None:
        return wall
    late = _grown(kept, boot, clock, wall)
    belief = believe(_belief(conn, kept), late, ms(wall), same=_same(kept, boot))
    before = ms(wall) - ms(then) > late - belief.since + JUMP_MS
    return belief.sure(wall) if before else wall


def skip(database: Database, conn: Connection, milliseconds: int) -> None:
    """Exercises only: so much time passes at once, and the wall clock of an exercise with it."""
    boot, clock = database.lease_now(conn)
    forget(conn, _key(_HOUSE))
    insert_new(conn, elapsed, {"name": _HOUSE, "ms": clock, "boot": boot, "clock": clock, "wall": _NO_WALL})
    passed, house = max(0, milliseconds), elapsed.c.name == _HOUSE
    conn.execute(update(elapsed).where(house).values(ms=elapsed.c.ms + passed))
    moved = update(elapsed).where(house, elapsed.c.wall != _NO_WALL)
    conn.execute(moved.values(wall=elapsed.c.wall + passed))


def stand(database: Database, wall: datetime) -> None:
    """Exercises only: the house's time stands where the last tick left it, however late it is now."""
    with database.write() as conn:
        boot, clock = database.lease_now(conn)
        forget(conn, _key(_HOUSE))
        standing = {"boot": boot, "clock": clock, "wall": ms(wall)}
        conn.execute(update(elapsed).where(elapsed.c.name == _HOUSE).values(standing))


def claim(database: Database, keeper: str) -> None:
    """From now on this process is the clock: whoever was it before finds its name gone."""
    with database.write() as conn:
        _write(conn, _KEEPER, ms=0, boot=keeper, clock=0, wall=0)


def kept_by(conn: Connection) -> str | None:
    """The process that claimed the clock last."""
    found = _row(conn, _KEEPER)
    return None if found is None else str(found.boot)


def _grown(kept: Any, boot: str, clock: int, wall: datetime | None = None) -> int:
    """What the kept time has become. Another boot: as long as it has lasted, or as the wall clock says."""
    before = int(kept.ms)
    if kept.boot == boot:
        return before + max(0, clock - int(kept.clock))
    told = 0 if wall is None else ms(wall) - int(kept.wall)
    return before + min(max(clock, told), LONGEST_SLEEP)


def _same(kept: Any, boot: str) -> bool:
    return bool(kept.boot == boot and kept.wall != _NO_WALL)


def _belief(conn: Connection, kept: Any) -> Belief:
    shifted = _row(conn, _SHIFT)
    shift, since = (0, kept.ms) if shifted is None else (shifted.wall, shifted.ms)
    return Belief(kept.ms, kept.wall, shift, since)


_OF = Prepared(select(elapsed).where(elapsed.c.name == bindparam("of")))


def _row(conn: Connection, name: str) -> Any:
    """None before it was written for the first time."""
    return remembered(conn, _key(name), lambda of: next(iter(_OF.named(of, {"of": name})), None))


def _key(name: str) -> str:
    return f"elapsed {name}"


def _write(conn: Connection, name: str, **values: Any) -> None:
    forget(conn, _key(name))
    if not insert_new(conn, elapsed, {"name": name, **values}):
        conn.execute(update(elapsed).where(elapsed.c.name == name).values(values))
