"""Signs of life of each channel: its last message, its last receipt, and whether its provider can be asked.

Moments of people are cut to the minute, and like all others to the hour after 72 h (`store.shred`, P27).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, func, or_, select, update

from core.errors import LasomiError
from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import channels, inbox
from store.vault import Vault

NEWEST: Final = 20_000
"""How far back a look at the inbox goes: more than two minutes of the greatest burst."""
MINUTE_MS: Final = 60_000
_COLUMNS: Final = {"sms": "message_at", "ussd": "message_at", "receipt": "receipt_at"}


@dataclass(frozen=True, slots=True)
class Sign:
    """What is known of a channel. None: never. `fault`: the code of a pull that fails since `fault_since`."""

    channel: str
    message_at: datetime | None
    receipt_at: datetime | None
    pull_at: datetime | None
    fault: str
    fault_since: datetime | None


def message(conn: Connection, channel: str, at: datetime) -> None:
    """A message came by this channel, posted or listed."""
    _later(conn, channel, "message_at", ms(at))


def receipt(conn: Connection, channel: str, at: datetime) -> None:
    """The provider said what became of a message of ours."""
    _later(conn, channel, "receipt_at", ms(at))


def gather(conn: Connection) -> None:
    """Reads the signs off the newest rows of the inbox: nothing is written while a message is accepted."""
    newest = select(inbox.c.channel, inbox.c.kind, inbox.c.received_at).order_by(inbox.c.seq.desc())
    rows = newest.limit(NEWEST).subquery()
    latest = select(rows.c.channel, rows.c.kind, func.max(rows.c.received_at).label("at"))
    for row in conn.execute(latest.group_by(rows.c.channel, rows.c.kind)).all():
        if row.kind in _COLUMNS:
            _later(conn, row.channel, _COLUMNS[row.kind], row.at)


def pulled(conn: Connection, vault: Vault, channel: str, at: datetime, cursor: str | None) -> bool:
    """The provider was asked and answered; the next pull begins at `cursor`. Whether a fault has ended.

    The cursor may hold a provider's id, and lies sealed (P20). The one before it is kept as `low` unless
    something that it had brought, or that was posted before it, still waits.
    """
    known = _row(conn, channel)
    ended = known.pull_fault is not None
    values: dict[str, Any] = {"pull_at": _cut(ms(at)), "pull_fault": None, "fault_since": None}
    if known.pull_at is not None and not _waits(conn, channel, known.pull_at):
        values["low"] = known.cursor
    if cursor is not None:
        sealed, _ = vault.seal("cursor", cursor.encode(), at, table="channels", row=channel, purpose="cursor")
        values["cursor"] = sealed
    conn.execute(update(channels).where(channels.c.channel == channel).values(values))
    return ended


def failed(conn: Connection, channel: str, at: datetime, code: str) -> bool:
    """The provider could not be asked. Since when is kept while it lasts; whether it has begun now."""
    began = _row(conn, channel).pull_fault is None
    since = func.coalesce(channels.c.fault_since, _cut(ms(at)))
    mine = channels.c.channel == channel
    conn.execute(update(channels).where(mine).values(pull_fault=code[:60], fault_since=since))
    return began


def cursor(conn: Connection, vault: Vault, channel: str) -> str | None:
    """Where the next pull begins; None before the first one, and after the keys were lost."""
    sealed = conn.execute(select(channels.c.cursor).where(channels.c.channel == channel)).scalar_one_or_none()
    if sealed is None:
        return None
    try:
        return vault.open_any("cursor", sealed, table="channels", row=channel, purpose="cursor").decode()
    except LasomiError as error:
        if error.code not in {"key_gone", "seal_broken"}:
            raise
        return None


def begin_again(conn: Connection) -> None:
    """What waited unread is lost to this house: the next pulls go back to before it (`store.backup`)."""
    conn.execute(update(channels).values(cursor=channels.c.low))


def all(conn: Connection) -> list[Sign]:  # noqa: A001 - as in `signs.all(conn)`
    """Every channel that ever gave a sign, by name."""
    return [_sign(row) for row in conn.execute(select(channels).order_by(channels.c.channel))]


def _sign(row: Any) -> Sign:
    return Sign(
        channel=row.channel,
        message_at=_moment(row.message_at),
        receipt_at=_moment(row.receipt_at),
        pull_at=_moment(row.pull_at),
        fault=row.pull_fault or "",
        fault_since=_moment(row.fault_since),
    )


def _waits(conn: Connection, channel: str, until: int) -> bool:
    """Whether a message that came by a channel no later than a minute (`until` begins it) is still unread."""
    mine = and_(inbox.c.channel == channel, inbox.c.kind == "sms", inbox.c.received_at < until + MINUTE_MS)
    waiting = select(inbox.c.seq).where(inbox.c.state.in_(("new", "leased")), mine)
    return conn.execute(waiting.limit(1)).first() is not None


def _later(conn: Connection, channel: str, name: str, at: int) -> None:
    """A moment only moves on, and only when its minute does."""
    insert_new(conn, channels, {"channel": channel})
    column = channels.c[name]
    earlier = or_(column.is_(None), column < _cut(at))
    conn.execute(update(channels).where(channels.c.channel == channel, earlier).values({name: _cut(at)}))


def _row(conn: Connection, channel: str) -> Any:
    insert_new(conn, channels, {"channel": channel})
    return conn.execute(select(channels).where(channels.c.channel == channel)).one()


def _cut(at: int) -> int:
    return at - at % MINUTE_MS


def _moment(at: int | None) -> datetime | None:
    return None if at is None else from_ms(at)
