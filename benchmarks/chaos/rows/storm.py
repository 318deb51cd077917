"""Check 18: thousands of grave reports. No phone rings twice in five minutes, no severity 4 is hidden, and no
message waits for more than thirty seconds for its outcome.

Everybody on call has e-mail. A severity 4 is hidden when two minutes after its raising neither an SMS nor an
e-mail has told anybody of it, or when it is in no SMS once every window has closed.
"""

import tempfile
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from benchmarks.chaos import people, truth
from benchmarks.chaos.behind import watched
from benchmarks.chaos.events import events
from benchmarks.chaos.heard import TELLS, closest, raised, telling
from benchmarks.chaos.hurried import hurry
from benchmarks.chaos.ledger import quantile
from benchmarks.chaos.load import Load, Pace
from benchmarks.chaos.mailbox import Mailbox, mailbox
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.trial import PATIENCE, Trial, trial, wait
from benchmarks.client import Said, number
from store.tables import alerts, held

LIMITS: Final = {
    "too_soon": 0.0,
    "criticals_hidden": 0.0,
    "criticals_never_by_sms": 0.0,
    "lost": 0.0,
    "behind_s": 30.0,
    "behind_look_s_max": 5.0,
}
"""How far the workers are behind is known as well as the looks are close to each other."""
TOLD_SECONDS: Final = 120.0
SLACK: Final = 0.5
"""Seconds by which the provider's clock may read a distance shorter than it was kept."""
GRAVEST: Final = 4
WINDOWS: Final = 12
"""So many windows in a row are waited for until nothing is held any more."""


def run(asked: Asked) -> Result:
    with tempfile.TemporaryDirectory(prefix="lasomi-chaos-") as folder, mailbox() as box:
        changed = hurry(Path(folder), 1.0, sms_window_seconds=round(asked["window"]))
        environ = {**box.environ, "LASOMI_RATES": "africastalking=100;twilio=100;email=100"}
        with trial(asked, gateways=2, workers=2, environ=environ, changed=changed) as at:
            _appoint(at)
            with watched(at.inside.database) as behind:
                with _storm(at, asked["events"], asked["rate"]) as load:
                    load.finish(asked["events"] / asked["rate"] + 120.0)
                drained_s = truth.drained(at.inside, time.monotonic(), PATIENCE)
            waited_s = _emptied(at, asked["window"])
            figures = {"drained_s": drained_s, "emptied_s": waited_s, **behind.figures()}
            figures |= _judged(at, box, asked["window"])
            return judged(figures, over(figures, LIMITS))


def _appoint(at: Trial) -> None:
    """One monitor for each cercle, with e-mail, in place of the site's."""
    people.everybody_off(at.inside)
    for index, cercle in enumerate(sorted({event.cercle for event in events()})):
        people.add(at.inside, index, "monitor", cercle, f"monitor-{index}@example.org")


def _storm(at: Trial, n: int, rate: float) -> Load:
    """Report after report, of every event there is and then of the same ones again by others."""
    every = events()

    def said(index: int) -> Said:
        return every[index % len(every)].told(f"storm-{at.asked.seed}", index, number(index))

    load = Load(
        at.house.gateways,
        at.house.site.token,
        said,
        ledger=at.ledger,
        n=n,
        pace=Pace(rate=rate, burst=rate),
        seed=at.asked.seed,
    )
    at.loads.append(load)
    return load


def _emptied(at: Trial, window: float) -> float | None:
    """Seconds until no severity 4 waits for a window any more; None if it never came to that."""
    grave = select(held.c.alert_id).join(alerts, alerts.c.id == held.c.alert_id)
    began = time.monotonic()
    while time.monotonic() - began < WINDOWS * window:
        with at.inside.database.read() as conn:
            waiting = conn.execute(grave.where(alerts.c.severity == GRAVEST).limit(1)).first()
        if waiting is None and truth.drained(at.inside, time.monotonic(), 30.0) is not None:
            return round(time.monotonic() - began, 1)
        wait(1.0)
    return None


def _judged(at: Trial, box: Mailbox, window: float) -> dict[str, Any]:
    sends = at.house.provider.sends()
    about = telling(sends)
    sms = {number: min(each["at"] for each in found) for number, found in about.items()}
    mail = {number: each.at for each in reversed(box.mails) for number in TELLS.findall(each.text)}
    everything = raised(at.inside)
    critical = [each for each in everything if each.severity == GRAVEST]
    delays = [
        min(sms.get(each.number, float("inf")), mail.get(each.number, float("inf"))) - each.raised_at
        for each in critical
    ]
    gap = closest(sends)
    return {
        **at.ledger.figures(),
        "lost": max(0, at.ledger.count - _outcomes(at)),
        "alerts": len(everything),
        "criticals": len(critical),
        "sms": len(sends),
        "mails": len(box.mails),
        "window_s": window,
        "closest_s": None if gap is None else round(gap, 1),
        "too_soon": int(gap is not None and gap < window - SLACK),
        "critical_s_p95": quantile([round(each, 1) for each in delays], 0.95),
        "criticals_hidden": sum(each > TOLD_SECONDS for each in delays),
        "criticals_never_by_sms": sum(each.number not in sms for each in critical),
    }


def _outcomes(at: Trial) -> int:
    """Messages that were accepted and understood."""
    judged_now = truth.judge(at.inside, at.ledger, at.house.provider.sends()).figures
    return int(judged_now["rows_done"] or 0)


ROW: Final = Row(
    "storm",
    (),
    run,
    full={"events": 5_000, "rate": 25.0, "window": 300.0},
    reduced={"events": 500, "rate": 10.0, "window": 30.0},
    limits=LIMITS,
    scales=("events",),
)
