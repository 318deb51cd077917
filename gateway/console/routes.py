"""Every address under `/console`, put together."""

from fastapi import APIRouter

from gateway.console.accountpages import Own
from gateway.console.auditpages import Auditing
from gateway.console.bulletinpages import Bulletins
from gateway.console.casepages import Cases
from gateway.console.channelpages import Channels
from gateway.console.commands import PATIENCE_SECONDS
from gateway.console.commitmentpages import Commitments
from gateway.console.drillpages import Drills
from gateway.console.exportpages import Exports
from gateway.console.firsthourpages import FirstHour
from gateway.console.highlightpages import Highlights
from gateway.console.incidentpages import Incidents
from gateway.console.keypages import Keys
from gateway.console.languagepages import Languages
from gateway.console.livepages import Live
from gateway.console.machinepages import Machine
from gateway.console.mappages import Maps
from gateway.console.overviewpages import Overviews
from gateway.console.peoplepages import People
from gateway.console.plotpages import Plots
from gateway.console.rosterpages import Team
from gateway.console.rumourpages import Rumours
from gateway.console.settingpages import Arranging
from gateway.console.tasks import Tasks
from gateway.console.triage import Triage
from gateway.console.urgent import Urgent
from gateway.console.views import Console, pages_of
from gateway.console.villagepages import Villages
from gateway.console.watchpages import Watching
from gateway.house import House
from store.access import Hasher

MORE = (
    *(Own, People, Machine, Auditing, Arranging, Tasks),
    *(
        Incidents,
        Watching,
        Team,
        Cases,
        Rumours,
        Bulletins,
        Highlights,
        Commitments,
        Keys,
        Plots,
        Villages,
        Urgent,
    ),
    *(Overviews, Live, Maps, Channels, Languages, FirstHour, Exports),
)
"""Pages that bring their own addresses."""


def router(house: House, *, hasher: Hasher | None = None, patience: float = PATIENCE_SECONDS) -> APIRouter:
    """Every address under `/console`.

    `hasher` is that of P49 and `patience` the seconds that a page waits for a command, unless a test hands in
    quicker ones.
    """
    with_ = (house, hasher or Hasher(), patience)
    more = [route for page in MORE for route in page(*with_).routes()]
    return pages_of(Console(*with_), Triage(*with_), Drills(*with_), more)
