"""What makes a list of acts tamper-evident: every row is bound to all before it (P53).

h_i = HMAC-SHA256(K_audit, h_{i-1} || canonical(row_i)); before the first row stand 32 zero bytes. A chain
does not show that its end was cut off: that is what heads are for (`store.heads`).
"""

import hmac
import json
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from sqlalchemy import Connection, RowMapping, select

from core.errors import LasomiError
from store.families import number
from store.keys import Keys
from store.tables import audit

GENESIS: Final = bytes(32)
FAMILY: Final = "audit"
BATCH: Final = 1000
COLUMNS: Final = ("seq", "at", "account", "role", "action", "object", "reason", "key_epoch")
Why = Literal["changed", "unchained", "key", "moved", "cut"]


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first row that is not as it was written, and in what way.

    `changed`: it, or the order before it, is another; `unchained`: written without the key; `key`: its key is
    none of this house's; `moved`: it stands after rows of a newer key; `cut`: it was there and is gone.
    """

    seq: int
    why: Why


@dataclass(frozen=True, slots=True)
class Walked:
    """A walk along the chain. `rows` were looked at, of which `lost` cannot be checked any more: their key is
    gone; `last` and `mac` are its end.
    """

    rows: int
    lost: int
    last: int
    mac: bytes
    wrong: Wrong | None = None


def link(key: bytes, before: bytes, row: dict[str, Any]) -> bytes:
    """The value that binds a row to everything before it."""
    return hmac.digest(key, before + canonical(row), "sha256")


def canonical(row: dict[str, Any]) -> bytes:
    """The bytes of a row that no other row has: a list in JSON, in a fixed order, in ASCII."""
    return json.dumps([row[name] for name in COLUMNS], separators=(",", ":")).encode("ascii")


def walk(conn: Connection, keys: Keys) -> Walked:
    """Checks every row in its order, and stops at the first that is wrong."""
    seen, lost, last, before, newest = 0, 0, 0, GENESIS, 0
    with conn.execute(_ALL) as found:
        for row in map(_plain, found.mappings()):
            fault, of = _fault(keys, row, before, newest), number(row["key_epoch"] or "")
            if fault not in {"", "lost"}:
                return Walked(seen, lost, last, before, Wrong(row["seq"], cast("Why", fault)))
            lost += fault == "lost"
            seen, last, before, newest = seen + 1, row["seq"], row["mac"], of
    return Walked(seen, lost, last, before)


def end(conn: Connection) -> tuple[int, bytes]:
    """The number of the last row and what binds it to all before; 0 and zeros before the first."""
    last = select(audit.c.seq, audit.c.mac).order_by(audit.c.seq.desc()).limit(1)
    row = conn.execute(last.where(audit.c.mac.is_not(None))).one_or_none()
    return (0, GENESIS) if row is None else (row.seq, bytes(row.mac))


def holds(conn: Connection, seq: int, mac: bytes) -> bool:
    """Whether the chain still goes through an end that it once had."""
    found = conn.execute(select(audit.c.mac).where(audit.c.seq == seq)).scalar_one_or_none()
    known = GENESIS if seq == 0 else found
    return known is not None and hmac.compare_digest(bytes(known), mac)


_ALL: Final = select(audit).order_by(audit.c.seq).execution_options(yield_per=BATCH)


def _plain(row: RowMapping) -> dict[str, Any]:
    return {**row, "mac": None if row["mac"] is None else bytes(row["mac"])}


def _fault(keys: Keys, row: dict[str, Any], before: bytes, newest: int) -> Why | Literal["lost", ""]:
    if row["mac"] is None or row["key_epoch"] is None:
        return "unchained"
    if number(row["key_epoch"]) < newest:
        return "moved"
    try:
        key = keys.key(FAMILY, row["key_epoch"])
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return "lost" if keys.was_destroyed(FAMILY, row["key_epoch"]) else "key"
    return "" if hmac.compare_digest(link(key, before, row), row["mac"]) else "changed"
