"""Who asked for rows, approved them, read them or took them away: a line each in the audit (P52, P55)."""

from typing import Any, Final, Protocol

from core.ports import Clock
from store import audit
from store.vault import Vault

READER: Final = "reader"


class Desk(Protocol):
    """A house, or the part of one that a command opens."""

    @property
    def clock(self) -> Clock: ...
    @property
    def vault(self) -> Vault: ...


def note(desk: Desk, conn: Any, *, account: str, role: str, action: str, object: str, reason: str) -> None:  # noqa: A002
    """`object` is a key or a product, `reason` a word, or the question as it was asked."""
    about = {"account": account, "role": role, "action": action, "object": object, "reason": reason}
    audit.write(conn, desk.vault, at=desk.clock(), **about)
