"""What leased rows hold, opened and read side by side, before any transaction that others wait for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from core.errors import LasomiError
from gateway.house import House
from store import inbox
from store.inbox import Row
from workers import calls, commands, injects, intake, notices, parts
from workers.letter import Writer
from workers.work import Body, Effect, Outcome, Work

Alive = Callable[[], None]
Handler = Callable[[Work, Body], Outcome]

SMS: Final = "sms"
COMMAND: Final = "command"
KINDS: Final[Mapping[str, Handler]] = {
    "part": parts.piece,
    "ussd": calls.turn,
    "session_end": calls.end,
    "receipt": notices.receipt,
    "optout": notices.optout,
    COMMAND: commands.from_console,
    "restate": calls.restate,
    injects.KIND: injects.tell,
    injects.ORDER: injects.order,
}


class Ready(NamedTuple):
    """A row that was read, and what it causes."""

    row: Row
    effect: Effect


@dataclass(frozen=True, slots=True)
class _Opened:
    """A row and its body; None when the key was destroyed before anybody could read it."""

    row: Row
    body: Body | None


def read(house: House, rows: Sequence[Row], alive: Alive) -> list[Ready]:
    """The first of these rows, as far as none depends on what another one of them does.

    `alive` is called before each is understood. Raises what the worst of them raises.
    """
    opened = _apart(_opened(house, row) for row in rows)
    writers = _writers(house, opened)
    ready = []
    for one in opened:
        alive()
        ready.append(Ready(one.row, _effect(house, one, writers)))
    return ready


def _opened(house: House, row: Row) -> _Opened:
    try:
        return _Opened(row, inbox.body(house.vault, row))
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return _Opened(row, None)


def _apart(opened: Iterable[_Opened]) -> list[_Opened]:
    """Up to the first SMS whose writer one of those before it may have changed: what a phone said of itself,
    or a command, which may concern any member.
    """
    found: list[_Opened] = []
    met: set[str | None] = set()
    for one in opened:
        phone = one.body.get("urn") if one.body else None
        if one.row.kind == SMS and (phone in met or None in met):
            break
        found.append(one)
        met.add(None if one.row.kind == COMMAND else phone or "")
    return found


def _writers(house: House, opened: Iterable[_Opened]) -> dict[str, Writer]:
    """Who wrote each SMS, by the row's id."""
    letters = [(one.row, one.body) for one in opened if one.row.kind == SMS and one.body is not None]
    if not letters:
        return {}
    phones = [(body["urn"], row.received_at) for row, body in letters]
    with house.database.read() as conn:
        writers = intake.writers(conn, house.vault, phones)
    return {row.id: writer for (row, _), writer in zip(letters, writers, strict=True)}


def _effect(house: House, one: _Opened, writers: Mapping[str, Writer]) -> Effect:
    if one.body is None:
        return _unread
    if one.row.kind == SMS:
        return intake.read(house, one.body, writers[one.row.id])
    return partial(_handled, handler=KINDS[one.row.kind], body=one.body)


def _handled(work: Work, *, handler: Handler, body: Body) -> Outcome:
    return handler(work, body)


def _unread(_work: Work) -> Outcome:
    """Its key was destroyed before anybody could read it: counted and shown, never forgotten (P25)."""
    return Outcome("shredded_unread")
