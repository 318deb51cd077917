"""The monitors' and analysts' pages under `/console`: French by default, codes only."""

from fastapi import APIRouter

from gateway.console.commands import PATIENCE_SECONDS
from gateway.console.drillpages import Drills
from gateway.console.triage import Triage
from gateway.console.urgent import Urgent
from gateway.console.views import Console, pages_of
from gateway.house import House
from store.access import Hasher


def router(house: House, *, hasher: Hasher | None = None, patience: float = PATIENCE_SECONDS) -> APIRouter:
    """Every address under `/console`.

    `hasher` is that of P49 and `patience` the seconds that a page waits for a command, unless a test hands in
    quicker ones.
    """
    with_ = (house, hasher or Hasher(), patience)
    return pages_of(Console(*with_), Triage(*with_), Drills(*with_), Urgent(*with_))
