"""Parts of long SMS, sealed, until the message is whole or ten minutes are over (`channels.md` §14).

What belongs together is known by a mark of channel, source, destination, reference and total that dies with
its day. A message that was delivered leaves its marks here for the rest of the ten minutes, so that a part
that is sent again begins no other.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, delete, func, select, update

from core.errors import LasomiError
from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import parts
from store.vault import Vault

Body = Mapping[str, Any]
Kept = Literal["waits", "whole", "again", "another"]
"""`again`: that part is here, or was delivered. `another`: of another message under the same reference."""
_PURPOSE: Final = "copy"


@dataclass(frozen=True, slots=True)
class Piece:
    """One part as it was accepted. `body` is that of its inbox row."""

    channel: str
    reference: int
    number: int
    total: int
    body: Body
    at: datetime


@dataclass(frozen=True, slots=True)
class Whole:
    """The parts that are here, in their order. `missing`: some did not come."""

    channel: str
    bodies: tuple[Body, ...]
    missing: bool
    at: datetime
    gaps: tuple[bool, ...] = ()

    @property
    def text(self) -> str:
        """What they say together; a space stands where something did not come."""
        return "".join(
            (" " if gap else "") + str(body["text"]) for gap, body in zip(self.gaps, self.bodies, strict=True)
        )


def put(conn: Connection, vault: Vault, piece: Piece, until: int) -> tuple[bytes, Kept]:
    """Keeps a part, once; the mark of its message, and whether that is whole now."""
    mark, rows = _message(conn, vault, piece)
    here = next((row for row in rows if row.number == piece.number), None)
    if here is not None:
        return mark, "again" if here.said in _marks(vault, _text(piece), piece.at) else "another"
    if any(row.sealed is None for row in rows):
        return mark, "another"
    _insert(conn, vault, mark, piece, rows[0].until if rows else until)
    return mark, "whole" if len(rows) + 1 == piece.total else "waits"


def gather(conn: Connection, vault: Vault, mark: bytes) -> Whole | None:
    """What is here of a message: it is blank afterwards. None when nothing is left to deliver."""
    rows = [row for row in _rows(conn, [mark]) if row.sealed is not None]
    opened = [(row, body) for row in rows if (body := _opened(vault, row)) is not None]
    conn.execute(update(parts).where(parts.c.mark == mark).values(sealed=None))
    if not opened:
        return None
    numbers = [row.number for row, _ in opened]
    gaps = [number - before > 1 for before, number in zip([0, *numbers], numbers, strict=False)]
    gaps[0] = False
    return Whole(
        channel=opened[0][0].channel,
        bodies=tuple(body for _, body in opened),
        missing=len(opened) < opened[0][0].total,
        at=max(from_ms(row.received_at) for row in rows),
        gaps=tuple(gaps),
    )


def drop(conn: Connection, mark: bytes) -> None:
    conn.execute(delete(parts).where(parts.c.mark == mark))


def due(conn: Connection, clock: int) -> list[bytes]:
    """The messages whose time is over, delivered or not. `clock` is the elapsed time of the house."""
    asked = select(parts.c.mark).group_by(parts.c.mark).having(func.min(parts.c.until) <= clock)
    return list(conn.execute(asked).scalars())


def forget(conn: Connection, vault: Vault, number: str) -> None:
    """What this phone has sent of a message that is not whole is gone (P11)."""
    for row in conn.execute(select(parts).where(parts.c.sealed.is_not(None))).all():
        body = _opened(vault, row)
        if body is not None and body.get("urn") == number:
            drop(conn, row.mark)


def purge(conn: Connection, first_day: str) -> None:
    """Deletes what was sealed on days before this one: their keys are destroyed."""
    conn.execute(delete(parts).where(parts.c.key_day < first_day))


def _message(conn: Connection, vault: Vault, piece: Piece) -> tuple[bytes, list[Row[Any]]]:
    """The mark under which its message lies here, or will, and what of it is here."""
    which = (piece.channel, piece.body["urn"], piece.body.get("recipient") or "")
    value = "|".join(["part", *map(str, which), str(piece.reference), str(piece.total)])
    mine = _marks(vault, value, piece.at)
    rows = _rows(conn, mine)
    return (rows[0].mark if rows else mine[0]), rows


def _rows(conn: Connection, marks: Sequence[bytes]) -> list[Row[Any]]:
    asked = select(parts).where(parts.c.mark.in_(marks)).order_by(parts.c.number)
    return list(conn.execute(asked).all())


def _insert(conn: Connection, vault: Vault, mark: bytes, piece: Piece, until: int) -> None:
    plain = json.dumps(dict(piece.body), ensure_ascii=False).encode()
    row = _name(mark, piece.number)
    sealed, key_day = vault.seal("day", plain, piece.at, table="parts", row=row, purpose="part")
    where = {"mark": mark, "number": piece.number, "total": piece.total, "channel": piece.channel}
    kept = {"said": _marks(vault, _text(piece), piece.at)[0], "sealed": sealed, "key_day": key_day}
    insert_new(conn, parts, where | kept | {"received_at": ms(piece.at), "until": until})


def _opened(vault: Vault, row: Row[Any]) -> Body | None:
    """None when the key of its day is destroyed."""
    name = _name(row.mark, row.number)
    try:
        plain = vault.open("day", row.key_day, row.sealed, table="parts", row=name, purpose="part")
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return None
    opened: Body = json.loads(plain)
    return opened


def _marks(vault: Vault, value: str, at: datetime) -> list[bytes]:
    """Today's first: a message may have begun before midnight."""
    before = vault.previous_mark(_PURPOSE, value, at)
    return [vault.mark(_PURPOSE, value, at), *([before] if before else [])]


def _text(piece: Piece) -> str:
    return f"text|{piece.body['text']}"


def _name(mark: bytes, number: int) -> str:
    return f"{mark.hex()[:32]}.{number}"
