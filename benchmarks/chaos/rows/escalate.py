"""F26: alerts that somebody answers, or late, or nobody can be told of; each ladder is climbed to its end.

The ladder is the product's, with its waits divided by `factor` in a copy of the country (`hurried`): what is
judged in seconds (± 10 s, 5 s after an answer) is not. `--real` climbs one ladder more in real minutes.
"""

import tempfile
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.chaos.cases import CASES, Case, matrix
from benchmarks.chaos.climbs import Climb, climbs, played
from benchmarks.chaos.heard import counted, logged
from benchmarks.chaos.hurried import hurry
from benchmarks.chaos.ladders import judged_climbs
from benchmarks.chaos.mailbox import Mailbox, mailbox
from benchmarks.chaos.phone import Phones
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.trial import Trial, trial, wait

LIMITS: Final = {"step_off_s_max": 10.0, "stop_s_max": 5.0, "false_findings": 0.0}
WINDOW_SECONDS: Final = 300
NOBODY: Final = CASES[0]
GRAVEST: Final = 4
AFTER: Final = 25.0
"""Seconds after the last moment in which what is owed may still come."""


def run(asked: Asked) -> Result:
    cases = matrix(asked["matrix"])
    figures, breaches = _climbed(asked, cases, asked["factor"])
    if asked["real"]:
        slow, wrong = _climbed(asked, [(NOBODY, GRAVEST)], 1.0)
        figures |= {f"real_{name}": value for name, value in slow.items()}
        breaches += [f"in real minutes: {each}" for each in wrong]
    return judged(figures, breaches)


def _climbed(asked: Asked, cases: list[tuple[Case, int]], factor: float) -> tuple[dict[str, Any], list[str]]:
    """Every case at once, each in a cercle of its own and with its own people."""
    with tempfile.TemporaryDirectory(prefix="lasomi-chaos-") as folder, mailbox() as box:
        window = max(1, round(WINDOW_SECONDS / factor))
        changed = hurry(Path(folder), factor, sms_window_seconds=window)
        with trial(asked, gateways=1, workers=2, environ=box.environ, changed=changed) as at:
            ladders = climbs(at.inside, cases, factor)
            at.house.provider.set(deaf=[number for each in ladders for number in each.deaf])
            phones = Phones(at)
            for each in ladders:
                each.accepted = phones.says(each.reporter, each.report)
            played(at.inside, phones, ladders)
            wait(max(0.0, max(each.ends for each in ladders) + AFTER - time.time()))
            return _judged(at, ladders, box, factor)


def _judged(at: Trial, ladders: list[Climb], box: Mailbox, factor: float) -> tuple[dict[str, Any], list[str]]:
    found, breaches = judged_climbs(at.inside, ladders, at.house.provider.sends(), box.mails)
    audited = counted(logged(at.house.output, "clock", "auditor_found"))
    figures = {
        "acknowledged": at.ledger.count,
        "ladders": len(ladders),
        "shortened_by": factor,
        **found,
        "false_findings": audited.total(),
        "findings": " ".join(f"{kind}:{count}" for kind, count in sorted(audited.items())),
    }
    return figures, [*breaches, *over(figures, LIMITS)]


ROW: Final = Row(
    "escalate",
    ("F26",),
    run,
    full={"matrix": 24, "factor": 60.0, "real": True},
    reduced={"factor": 120.0, "real": False},
    limits=LIMITS,
    scales=(),
)
