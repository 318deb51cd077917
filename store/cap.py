"""The chain of CAP messages of an alert, for each audience: written when it happens, never changed.

What a row keeps is everything that a document says but its times, which stand in columns: after 72 h those of
the circle are cut to the hour with the alert's own (P27). Partners begin to hear by a person's act, and have
every later moment to five minutes: these stay as they know them, since another message may cite them.
References are versions, so a document always names the times that are kept.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from core.cap import Document, Info, MsgType, Reference
from store.database import from_ms, ms
from store.prepared import Prepared
from store.rows import new_id
from store.tables import cap_messages

Audience = Literal["circle", "partners"]
Line = tuple[str | int, ...]
HOUR_MS: Final = 3_600_000
_SAID = [each.name for each in fields(Document) if each.name not in {"own", "type", "references"}]
_TOLD = [each.name for each in fields(Info) if each.name != "expires"]


@dataclass(frozen=True, slots=True)
class Message:
    """One row. `line`: what of its alert it tells; the same line is not told twice."""

    id: str
    alert: str
    version: int
    audience: Audience
    document: Document
    line: Line

    @property
    def type(self) -> MsgType:
        return self.document.type

    @property
    def cites(self) -> Reference:
        return self.document.own


def add(
    conn: Connection,
    alert_id: str,
    number: str,
    version: int,
    audience: Audience,
    document: Document,
    refers: Sequence[int],
    line: Line,
    expires: datetime,
) -> Message:
    """The message as it is kept. Raises IntegrityError for a version that this number has had."""
    told: dict[str, Any] = {name: getattr(document, name) for name in _SAID}
    told["infos"] = [{name: getattr(info, name) for name in _TOLD} for info in document.infos]
    told |= {"sender": document.own.sender, "identifier": document.own.identifier, "line": line}
    sent = ms(document.own.sent)
    values: dict[str, Any] = {"id": new_id(), "alert_id": alert_id, "number": number, "version": version}
    values |= {"audience": audience, "type": document.type, "sent_at": sent, "expires_at": ms(expires)}
    values |= {"told": json.dumps(told, ensure_ascii=False), "refers": " ".join(map(str, refers))}
    values["as_sent"] = sent if audience == "partners" else None
    _INSERT.change(conn, values)
    return Message(values["id"], alert_id, version, audience, document, line)


def next_version(conn: Connection, number: str) -> int:
    """Goes on where an older alert of the same number ended: an identifier is never used again."""
    newest = _NEWEST.first(conn, {"of": number})
    return ((newest and newest[0]) or 0) + 1


def chain(conn: Connection, *alert_ids: str) -> list[Message]:
    """Every message of some alerts, by version; those of the circle and those of partners."""
    rows = conn.execute(_CHAIN, {"of": alert_ids}).all()
    cited = {(row.alert_id, row.version): _cited(row) for row in rows}
    return [_message(row, cited) for row in rows]


_INSERT = Prepared(insert(cap_messages), [column.name for column in cap_messages.columns])
_NEWEST = Prepared(select(func.max(cap_messages.c.version)).where(cap_messages.c.number == bindparam("of")))
_CHAIN = (
    select(cap_messages)
    .where(cap_messages.c.alert_id.in_(bindparam("of", expanding=True)))
    .order_by(cap_messages.c.number, cap_messages.c.version)
)


def cut(conn: Connection, before: datetime) -> None:
    """Times of the circle's messages sent by then, and every expiry, lose their minutes (P27)."""
    old = cap_messages.c.sent_at <= ms(before)
    for column in (cap_messages.c.expires_at, cap_messages.c.sent_at):
        exact = column % HOUR_MS != 0
        conn.execute(update(cap_messages).where(old, exact).values({column: column - column % HOUR_MS}))


def after(messages: Sequence[Message], now: datetime) -> datetime:
    """The moment of the next message: never before the last one, whatever the wall clock says."""
    return max([now, *(each.cites.sent for each in messages[-1:])])


def _cited(row: Row[Any]) -> Reference:
    told = json.loads(row.told)
    sent = row.sent_at if row.as_sent is None else row.as_sent
    return Reference(told["sender"], told["identifier"], from_ms(sent))


def _message(row: Row[Any], cited: dict[tuple[str, int], Reference]) -> Message:
    told = json.loads(row.told)
    line, infos = tuple(told.pop("line")), told.pop("infos")
    del told["sender"], told["identifier"]
    document = Document(
        **told | {"addresses": tuple(told["addresses"])},
        own=cited[row.alert_id, row.version],
        type=row.type,
        references=tuple(cited[row.alert_id, int(version)] for version in row.refers.split()),
        infos=tuple(_info(info, from_ms(row.expires_at)) for info in infos),
    )
    return Message(row.id, row.alert_id, row.version, row.audience, document, line)


def _info(told: dict[str, Any], expires: datetime) -> Info:
    pairs = {name: tuple((key, value) for key, value in told[name]) for name in ("codes", "parameters")}
    return Info(**told | pairs | {"categories": tuple(told["categories"])}, expires=expires)
