"""What a button asks goes the way of an SMS from a monitor: an inbox row, carried out by the workers."""

import asyncio
from typing import Any, Literal

from core.errors import LasomiError
from gateway.console.visitors import Visitor
from gateway.house import House
from store import inbox
from store.inbox import Entry, Fate
from store.rows import new_id

CHANNEL = "console"
PATIENCE_SECONDS = 2.0
LOOK_SECONDS = 0.05
VERBS = frozenset({"OUI", "VRAI", "FAUX", "RELEASE", "UNDO"})

Told = Literal["done", "refused", "waiting"]


async def carry_out(
    house: House, visitor: Visitor, verb: str, number: str, patience: float, *, reason: str = ""
) -> Told:
    """Accepts the command, rings, and waits so many seconds for its outcome."""
    about = {"number": number} | ({"reason": reason} if reason else {})
    return became(await ask(house, command(house, visitor, verb, **about), patience))


def became(fate: Fate | None) -> Told:
    """What a page says of a command: carried out, refused, or not known yet."""
    if fate is None:
        return "waiting"
    return "done" if fate.state == "done" and fate.outcome == "command" else "refused"


async def ask(house: House, entry: Entry, patience: float) -> Fate | None:
    """Accepts, rings, and waits so many seconds; what became of it, None while nobody knows."""
    await asyncio.to_thread(_accept, house, entry)
    await asyncio.to_thread(house.queue.ring, "drain")
    return await _outcome(house, entry.id, patience)


def command(house: House, visitor: Visitor, verb: str, **about: Any) -> Entry:
    """The sealed row. Its body holds who asks by account, role and areas, and what; no number of a phone, no
    text.
    """
    body = {
        "verb": verb,
        "account": visitor.id,
        "role": visitor.role,
        "areas": list(visitor.areas),
        **about,
    }
    return inbox.seal_entry(
        house.vault,
        channel=CHANNEL,
        kind="command",
        external_id=new_id(),
        body=body,
        received_at=house.clock(),
    )


def _accept(house: House, entry: Entry) -> None:
    with house.database.write(urgent=True) as conn:
        inbox.accept(conn, entry)


async def _outcome(house: House, row: str, patience: float) -> Fate | None:
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    while True:
        fate = await asyncio.to_thread(_fate, house, row)
        if fate is None:
            raise LasomiError("row_gone", row)
        if fate.state not in {"new", "leased"}:
            return fate
        if loop.time() >= until:
            return None
        await asyncio.sleep(LOOK_SECONDS)


def _fate(house: House, row: str) -> Fate | None:
    with house.database.read() as conn:
        return inbox.fate(conn, row)
