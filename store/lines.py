"""Whether the lines to our providers stand: what their last attempts and looks said (`channels.md` §16).

Kept in the store, so that every process knows it and a restart does not forget it. The times are the
machine's own: no act of a person can be read off them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Row, select, update

from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import lines

FAULTS: Final = 3
"""So many in a row, whoever looked, and a line has fallen."""
SPELL: Final = timedelta(seconds=15)
"""Or two, when so long lies between the first and the last: two looks."""
RESTS: Final = timedelta(minutes=2)
"""After so long without a fault a fallen line is tried again first: nobody may have used it meanwhile."""
UNREACHABLE: Final = "unreachable"
"""The one fault that a look sees, and whose end it sees."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a line. `fault`: the code of its last one, "" when it answered since; `since`: of the
    first of them; `heard`: its last sign of life of its own (a gateway phone's ping).
    """

    channel: str
    fault: str
    faults: int
    since: datetime | None
    last: datetime | None
    heard: datetime | None

    @property
    def fell(self) -> bool:
        """Whether its faults were enough, however long ago the last of them was."""
        if self.since is None or self.last is None:
            return False
        return self.faults >= FAULTS or (self.faults > 1 and self.last - self.since >= SPELL)

    def has_fallen(self, now: datetime) -> bool:
        """Whether it is passed over now."""
        return self.fell and self.last is not None and now - self.last <= RESTS


def failed(conn: Connection, channel: str, code: str, now: datetime) -> Standing:
    """One fault more; how the line stands then."""
    known = _row(conn, channel)
    after = {"fault": code[:60], "faults": known.faults + 1, "last_at": ms(now)}
    begun = {} if known.faults else {"since": ms(now)}
    conn.execute(update(lines).where(lines.c.channel == channel).values(after | begun))
    return standing(_row(conn, channel))


def answered(conn: Connection, channel: str, *, looked: bool = False) -> bool:
    """It gave an answer; whether that ended a fault. A look (`looked`) sees that somebody is there, not that
    they take messages. Of a line without a fault nothing is locked: every message that leaves asks this.
    """
    known = conn.execute(select(lines).where(lines.c.channel == channel)).one_or_none()
    if known is None:
        insert_new(conn, lines, {"channel": channel, "faults": 0})
    if known is None or not known.faults or (looked and known.fault != UNREACHABLE):
        return False
    clear = {"fault": None, "faults": 0, "since": None, "last_at": None}
    conn.execute(update(lines).where(lines.c.channel == channel).values(clear))
    return True


def heard(conn: Connection, channel: str, now: datetime) -> None:
    """The line said by itself that it is there."""
    _row(conn, channel)
    conn.execute(update(lines).where(lines.c.channel == channel).values(heard_at=ms(now)))


def every(conn: Connection) -> Mapping[str, Standing]:
    """Every line that was ever used or looked at, by name."""
    rows = conn.execute(select(lines).order_by(lines.c.channel))
    return {row.channel: standing(row) for row in rows}


def fallen(conn: Connection, now: datetime) -> frozenset[str]:
    """The lines that nothing should leave by while another stands."""
    return frozenset(name for name, line in every(conn).items() if line.has_fallen(now))


def standing(row: Row[str, str, int, int, int, int]) -> Standing:
    moments = (None if at is None else from_ms(at) for at in (row.since, row.last_at, row.heard_at))
    return Standing(row.channel, row.fault or "", row.faults, *moments)


def _row(conn: Connection, channel: str) -> Row[str, str, int, int, int, int]:
    insert_new(conn, lines, {"channel": channel, "faults": 0})
    return conn.execute(select(lines).where(lines.c.channel == channel).with_for_update()).one()
