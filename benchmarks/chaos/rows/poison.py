"""F28: messages that make a stage raise, hang, hang in C, crash, or take 2 GB, among those of others."""

import sys
import time
from typing import Any, Final

from sqlalchemy import select

from benchmarks.chaos import truth
from benchmarks.chaos.load import Load, Pace
from benchmarks.chaos.poisons import POISONS
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.trial import Trial, trial
from benchmarks.client import PEOPLE, Said, number, word
from core.ports import utc_now
from store.tables import inbox

MOST_ATTEMPTS: Final = 5
TEN_MINUTES: Final = 600.0
APART_SECONDS: Final = 10.0
RATE: Final = 20.0
LIMITS: Final = {
    "quarantined_s_max": TEN_MINUTES,
    "attempts_max": float(MOST_ATTEMPTS),
    "dropped": 0.0,
    "not_quarantined": 0.0,
    "neighbours_quarantined": 0.0,
    "alert_s_p95": 30.0,
}
OF_THESE: Final = ("poison ", "unfinished ")
"""Breaches of other rows that are what is wanted here; how many there must be is counted below."""


def run(asked: Asked) -> Result:
    spoiled = {"worker": (sys.executable, "-m", "benchmarks.chaos.poisons", "drain", "--tied")}
    with trial(Asked(asked.seed, asked.store, asked.options, {**spoiled, **asked.programs})) as at:
        with at.load(asked["n"], pace=Pace(rate=RATE, every=0.0)) as load, _poisons(at, asked["each"]) as bad:
            began = time.monotonic()
            took = _quarantined(at, _bad_marks(at, asked["each"]), began)
            acknowledged_all = load.finish() and bad.finish()
        return _verdict(at, _bad_marks(at, asked["each"]), took, acknowledged_all=acknowledged_all)


def _poisons(at: Trial, each: int) -> Load:
    """So many of each kind, one every ten seconds, by people of their own."""
    kinds = list(POISONS)

    def said(index: int) -> Said:
        text = f"21 Ansongo {kinds[index % len(kinds)]} {word(index)}"
        return Said(_name(at, index), number(PEOPLE - 1000 + index), text, "21", "ML0701")

    pace = Pace(rate=1 / APART_SECONDS, every=0.0)
    house = at.house
    return Load(
        house.gateways,
        house.site.token,
        said,
        ledger=at.ledger,
        n=each * len(kinds),
        pace=pace,
        seed=at.asked.seed,
    )


def _name(at: Trial, index: int) -> str:
    return f"p{at.asked.seed}-{index}"


def _bad_marks(at: Trial, each: int) -> dict[bytes, str]:
    """The marks of the poisonous messages, and what each of them does."""
    kinds, now = list(POISONS), utc_now()
    vault = at.inside.vault
    return {
        vault.mark("dedupe", f"{truth.CHANNEL}|{_name(at, index)}", now): kinds[index % len(kinds)]
        for index in range(each * len(kinds))
    }


def _quarantined(at: Trial, marks: dict[bytes, str], began: float) -> dict[bytes, float]:
    """Seconds from the first of them until each was quarantined, for as long as is allowed."""
    took: dict[bytes, float] = {}
    while len(took) < len(marks) and time.monotonic() - began < TEN_MINUTES:
        with at.inside.database.read() as conn:
            found = conn.scalars(select(inbox.c.dedupe).where(inbox.c.state == "poison")).all()
        for mark in {bytes(one) for one in found} & marks.keys() - took.keys():
            took[mark] = time.monotonic() - began
        time.sleep(0.5)
    return took


def _verdict(
    at: Trial, marks: dict[bytes, str], took: dict[bytes, float], *, acknowledged_all: bool
) -> Result:
    drained_s = truth.drained(at.inside, time.monotonic(), TEN_MINUTES)
    truth.settled(at.inside, at.house.provider.sends)
    found = truth.judge(at.inside, at.ledger, at.house.provider.sends(), crashes=len(marks) * MOST_ATTEMPTS)
    own = {**_rows(at, marks), **_times(marks, took), "drained_s": drained_s}
    figures: dict[str, Any] = {**at.ledger.figures(), **found.figures, **own}
    breaches = [one for one in found.breaches if not one.startswith(OF_THESE)]
    breaches += [] if acknowledged_all else ["the provider never heard 2xx of some"]
    breaches += (
        [] if found.figures["unfinished"] == found.figures["poison"] else ["some are neither done nor kept"]
    )
    return judged(figures, [*breaches, *over(figures, LIMITS)])


def _rows(at: Trial, marks: dict[bytes, str]) -> dict[str, float]:
    """What the inbox says: every poisonous one kept and sealed, and no other touched."""
    asked = select(inbox.c.dedupe, inbox.c.state, inbox.c.attempts, inbox.c.sealed)
    with at.inside.database.read() as conn:
        rows = {bytes(row.dedupe): row for row in conn.execute(asked)}
    bad = [rows[mark] for mark in marks if mark in rows]
    quarantined = [row for row in bad if row.state == "poison"]
    others = [row for mark, row in rows.items() if mark not in marks]
    return {
        "poisonous": len(marks),
        "not_quarantined": len(marks) - len(quarantined),
        "dropped": len(marks) - sum(row.sealed is not None for row in bad),
        "attempts_max": max((row.attempts for row in bad), default=0),
        "neighbours_quarantined": sum(row.state == "poison" for row in others),
        "neighbours_again": sum(row.attempts > 1 for row in others),
    }


def _times(marks: dict[bytes, str], took: dict[bytes, float]) -> dict[str, float | None]:
    """Seconds until quarantine, the slowest of each kind."""
    slowest: dict[str, float] = {}
    for mark, seconds in took.items():
        kind = f"{marks[mark].removeprefix('toko')}_s"
        slowest[kind] = round(max(seconds, slowest.get(kind, 0.0)), 1)
    whole = len(took) == len(marks)
    return {**slowest, "quarantined_s_max": max(slowest.values(), default=None) if whole else None}


ROW: Final = Row(
    "poison",
    ("F28",),
    run,
    full={"n": 3_000, "each": 3},
    reduced={"n": 1_000, "each": 1},
    limits=LIMITS,
    scales=("n", "each"),
)
