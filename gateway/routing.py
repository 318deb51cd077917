"""By which line a text to staff leaves: that of the network of their phone, and one that stands.

Without a file of routes everybody is written to by their own channel, as ever. Whoever is not on the roster
is answered by the line that they wrote by, whatever it costs: a stranger's number in their phone would tell
(`protection.md` P6).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.contacts import Member
from core.country import Country
from core.periods import day
from core.ports import Clock
from core.routes import best_first, network_at
from gateway.settings import Settings
from store import lines, people, spending
from store.vault import Vault


class Here(Protocol):
    """What of a house is needed to choose."""

    @property
    def settings(self) -> Settings: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def country(self) -> Country: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """The lines to a number in the order in which they are tried; `held`: why some of them stand last."""

    network: str
    lines: Sequence[str]
    held: Sequence[str] = ()


def line_for(here: Here, conn: Any, member: Member) -> str:
    """The line that a text for a member of staff is written for."""
    if not here.settings.routes.networks:
        return member.channel
    network = network_of(here, people.number_of(conn, here.vault, member.id))
    return next(iter(_ordered(here, conn, here.settings.routes.order(network)).lines), member.channel)


def lines_to(here: Here, conn: Any, channels: Collection[str], urn: str) -> Choice:
    """In which order these channels are tried for a number. A network of the file has its own lines only."""
    routes = here.settings.routes
    network = network_of(here, urn) if routes.networks else ""
    listed = routes.order(network) or channels
    return _ordered(here, conn, [name for name in listed if name in channels], network)


def network_of(here: Here, urn: str) -> str:
    return network_at(urn, here.country.facts.number_region)


def _ordered(here: Here, conn: Any, listed: Collection[str], network: str = "") -> Choice:
    now = here.clock()
    budgets, today = here.settings.budgets, spending.spent(conn, day(now))
    spent = {name for name in listed if name in budgets and today.get(name, 0) >= budgets[name]}
    fallen = lines.fallen(conn, now)
    held = [f"{name}: fallen" for name in listed if name in fallen]
    held += [f"{name}: budget" for name in listed if name in spent]
    return Choice(network, best_first(listed, fallen, spent), held)
