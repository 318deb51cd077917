"""Check 16: twenty defects planted into a running house; its auditor finds each within 120 s.

No sender runs meanwhile, so that the texts of the alerts still wait. Afterwards it starts, and nobody is
forgotten but the one whose text a defect destroyed: there the next rung is called.
"""

import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import select

from benchmarks.chaos.corruptions import CORRUPTIONS, FAR, Corruption
from benchmarks.chaos.events import GRAVEST, Event, events
from benchmarks.chaos.heard import counted, logged
from benchmarks.chaos.people import Shifts
from benchmarks.chaos.phone import Phones
from benchmarks.chaos.rig import wait_for
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.soundness import unsound
from benchmarks.chaos.trial import Trial, trial, wait
from benchmarks.client import number
from store.tables import alerts, outbox

LIMITS: Final = {"missed": 0.0, "found_s_max": 120.0, "found_before": 0.0, "unsound": 0.0, "left": 0.0}
REPORTERS_FROM: Final = 60_000
RAISED_SECONDS: Final = 30.0
PATIENCE: Final = 150.0
ROUND_SECONDS: Final = 66.0
"""In so long an auditor that looks every minute has looked, and a tick has followed."""


def run(asked: Asked) -> Result:
    n = asked["corrupt"]
    with trial(asked, gateways=1, workers=1) as at:
        at.house.stop("sender")
        _raise(at, list(islice(events(GRAVEST), n)))
        wait(asked["quiet"])
        figures: dict[str, Any] = {"acknowledged": at.ledger.count, "found_before": _found(at).total()}
        planted = random.Random(asked.seed).sample(CORRUPTIONS * (n // len(CORRUPTIONS) + 1), n)
        figures["spoiled_rows"] = _plant(at, planted)
        figures["unsound_planted"] = len(unsound(at.inside))
        figures |= _awaited(at, Counter(each.kind for each in planted))
        at.house.start("sender")
        wait(ROUND_SECONDS)
        before = _found(at)
        wait(ROUND_SECONDS)
        figures |= {"unsound": len(unsound(at.inside)), "left": (_found(at) - before).total()}
        return judged(figures, over(figures, LIMITS))


def _raise(at: Trial, chosen: Sequence[Event]) -> None:
    """An alert of each event, told to somebody whose window it opens."""
    shifts, phones = Shifts(at.inside), Phones(at)
    for index, event in enumerate(chosen):
        shifts.fresh(event.cercle)
        phones.tell(event.told(f"grave-{at.asked.seed}", index, number(REPORTERS_FROM + index)))
    wait_for(lambda: len(_texts(at)) == len(chosen), RAISED_SECONDS, "not every report became an alert")


def _texts(at: Trial) -> list[Any]:
    """Each alert with its first text."""
    told = select(alerts.c.id.label("alert"), outbox.c.recipient).join(
        outbox, outbox.c.alert_id == alerts.c.id
    )
    with at.inside.database.read() as conn:
        return list(conn.execute(told.order_by(alerts.c.raised_at)))


def _plant(at: Trial, planted: Sequence[Corruption]) -> int:
    """One defect in each alert, all at the same moment; the rows that they spoiled. Each spoils some."""
    texts = _texts(at)
    with at.inside.database.write() as conn:
        boot, clock = at.inside.database.lease_now(conn)
        house = {"boot": boot, "clock": clock, "far": FAR}
        spoiled = [
            each.plant(conn, {**house, **row._mapping}) for each, row in zip(planted, texts, strict=True)
        ]
    if not all(spoiled):
        raise RuntimeError("a defect was not planted: the harness does not know these tables any more")
    return sum(spoiled)


def _found(at: Trial) -> Counter[str]:
    return counted(logged(at.house.output, "clock", "auditor_found"))


def _awaited(at: Trial, planted: Mapping[str, int]) -> dict[str, float | None]:
    """Until the auditor has named as many of each kind as were planted, and every row is sound again."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        missed = Counter(planted) - _found(at)
        if not missed and not unsound(at.inside):
            return {"planted": sum(planted.values()), "missed": 0, "found_s_max": _since(began)}
        wait(0.5)
    return {"planted": sum(planted.values()), "missed": missed.total(), "found_s_max": None}


def _since(began: float) -> float:
    return round(time.monotonic() - began, 1)


ROW: Final = Row(
    "auditor",
    (),
    run,
    full={"corrupt": 20, "quiet": 66.0},
    reduced={"quiet": 0.0},
    limits=LIMITS,
    scales=(),
)
