"""F13: the machine is off and the provider gives up its webhooks; after the start the pull finds everything.

Some of what the provider lists was posted before the machine went off: it is not to be counted twice.
"""

import time
from collections import Counter
from typing import Any, Final

from sqlalchemy import func, select

from benchmarks.chaos import truth
from benchmarks.chaos.events import mild
from benchmarks.chaos.phone import Phones
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.trial import Trial, trial, wait
from benchmarks.client import Said
from store.tables import inbox, reports

LIMITS: Final = {"found_s": 120.0, "missing": 0.0, "double": 0.0, "unfinished": 0.0}
OURS: Final = ("gateway", "worker", "sender", "clock")
PATIENCE: Final = 180.0
COPY: Final = "copy"
"""The outcome of a row that was folded into the same message that came by the other way."""


def run(asked: Asked) -> Result:
    said = [mild(f"missed-{asked.seed}", index) for index in range(asked["n"])]
    before = said[: max(1, asked["n"] // 10)]
    with trial(asked, gateways=1, workers=2) as at:
        phones = Phones(at)
        written = [_written(each, phones.tell(each)) for each in before]
        truth.drained(at.inside, time.monotonic(), PATIENCE)
        names = [name for name in at.house.keepers if name.startswith(OURS)]
        for name in names:
            at.house.stop(name)
        began = time.time()
        wait(asked["off"])
        share = (time.time() - began) / len(said)
        missed = [_written(each, began + index * share) for index, each in enumerate(said[len(before) :])]
        at.house.provider.wrote([*written, *missed])
        started = time.monotonic()
        for name in names:
            at.house.start(name)
        found_s = _found(at, len(said), started)
        drained_s = truth.drained(at.inside, started, PATIENCE)
        figures = {
            "acknowledged": len(said),
            "found_s": found_s,
            "drained_s": drained_s,
            **_counted(at, said),
        }
        return judged(figures, over(figures, LIMITS))


def _written(said: Said, at: float) -> dict[str, Any]:
    return {"id": said.id, "from": said.number, "to": "36000", "text": said.text, "at": at}


def _found(at: Trial, wanted: int, since: float) -> float | None:
    """Seconds until the inbox has accepted them all, by whatever way."""
    while time.monotonic() - since < PATIENCE:
        if _accepted(at) >= wanted:
            return round(time.monotonic() - since, 1)
        wait(0.5)
    return None


def _accepted(at: Trial) -> int:
    """Messages, each once."""
    told = func.coalesce(inbox.c.outcome, "") != COPY
    with at.inside.database.read() as conn:
        return conn.execute(select(func.count()).where(inbox.c.kind == "sms", told)).scalar_one()


def _counted(at: Trial, said: list[Said]) -> dict[str, float | str | None]:
    """What was said has one report each, by its kind and place."""
    owed = Counter((each.code, each.place) for each in said)
    with at.inside.database.read() as conn:
        made = Counter((row.code, row.place) for row in conn.execute(select(reports.c.code, reports.c.place)))
        waits = select(func.count()).where(inbox.c.state != "done")
        unfinished = conn.execute(waits).scalar_one()
    missing, double = owed - made, made - owed
    return {"missing": missing.total(), "double": double.total(), "unfinished": unfinished}


ROW: Final = Row(
    "missed",
    ("F13",),
    run,
    full={"off": 1_800.0, "n": 1_000},
    reduced={"off": 20.0, "n": 100},
    limits=LIMITS,
    scales=("n",),
    first="off",
)
