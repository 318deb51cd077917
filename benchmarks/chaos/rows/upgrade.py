"""F30: from the version before to this one and back again, under load, program by program.

The version before is the commit before the newest migration. Its programs run from their own tree; the
schema is brought up while they run, then each program is replaced by ours, and later each by the old one.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import text

from benchmarks.chaos.load import Pace
from benchmarks.chaos.release import NoHistory, Release, before, lay_out
from benchmarks.chaos.rig import Rig
from benchmarks.chaos.row import Asked, Result, Row, skipped
from benchmarks.chaos.site import MONITORS_FROM, Site
from benchmarks.chaos.traffic import CERCLES
from benchmarks.chaos.trial import Trial, trial, wait
from benchmarks.client import number
from core.ports import utc_now
from ops.supervisor import Program
from ops.up import prepare

LIMITS: Final = {"drained_s": 120.0}
_SETTLE: Final = """
import json, sys
from core.ports import utc_now
from gateway.house import open_house
from gateway.settings import read_settings
from ops.up import prepare
from store import roster

settings = read_settings()
prepare(settings, utc_now())
house = open_house(settings)
with house.database.write() as conn:
    for number, name, area in json.load(sys.stdin):
        roster.add_member(conn, house.vault, number=number, name=name, roles=("monitor",), areas=(area,),
                          now=utc_now())
house.close()
"""
"""What `site.settle` does, by the words of the version before."""


def run(asked: Asked) -> Result:
    try:
        commit = before()
        with tempfile.TemporaryDirectory(prefix="lasomi-before-") as folder:
            return _there_and_back(asked, lay_out(commit, Path(folder)))
    except NoHistory as reason:
        return skipped(str(reason))


def _there_and_back(asked: Asked, old: Release) -> Result:
    ours: dict[str, Program] = {}

    def older(program: Program) -> Program:
        if not _is_of_the_house(program.name):
            return program
        ours[program.name] = program
        return old.program(program)

    with trial(asked, changed=older, settled=lambda ground: _settle(old, ground)) as at:
        revisions, up = [_revision(at)], list[float]()
        expected = int(4 * asked["seconds"] * asked["rate"])
        with at.load(expected, endless=True, pace=Pace(rate=asked["rate"])) as load:
            wait(asked["seconds"])
            prepare(at.house.site.settings, utc_now())
            revisions.append(_revision(at))
            for programs in (ours, {name: old.program(program) for name, program in ours.items()}):
                wait(asked["seconds"])
                up += _replaced(at.house, programs)
            last = time.monotonic()
            wait(asked["seconds"])
            load.stop()
            breaches = [] if load.finish() else ["the provider never heard 2xx of some"]
        breaches += [] if revisions[0] != revisions[1] else ["the schema was not brought up"]
        more: dict[str, float | str | None] = {"before": old.commit, "schema": " → ".join(revisions)}
        more |= {"first_2xx_s_max": round(max(up), 1), "falls": _falls(at.house)}
        return at.verdict(last, LIMITS, more, breaches=breaches)


def _is_of_the_house(name: str) -> bool:
    return name in {"sender", "clock"} or name.startswith(("gateway", "worker"))


def _settle(old: Release, ground: Site) -> None:
    """Keys, schema and roster as the version before makes them. Raises TimeoutError when it cannot."""
    people = [[number(MONITORS_FROM + i), f"Monitor {i}", area] for i, area in enumerate(CERCLES)]
    try:
        old.run(_SETTLE, ground.environ, json.dumps(people))
    except subprocess.CalledProcessError as error:
        told: Sequence[str] = error.stderr.splitlines() or ["it said nothing"]
        raise TimeoutError(f"the version before does not start: {told[-1]}") from None


def _revision(at: Trial) -> str:
    with at.inside.database.read() as conn:
        return str(conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _replaced(house: Rig, programs: dict[str, Program]) -> list[float]:
    """One after the other, as a careful hand does; seconds from each gateway's end to its first 2xx."""
    took = []
    for name, program in programs.items():
        keeper = house.keepers[name]
        began = time.monotonic()
        keeper.stop()
        keeper.program = program
        keeper.start()
        house.wait_ready(name)
        if name.startswith("gateway"):
            took.append(time.monotonic() - began)
    return took


def _falls(house: Rig) -> int:
    """Programs that ended without being asked to."""
    return sum("ended with" in line for _, line in house.events)


ROW: Final = Row(
    "upgrade",
    ("F30",),
    run,
    full={"seconds": 60.0, "rate": 50.0},
    reduced={"seconds": 8.0, "rate": 20.0},
    limits=LIMITS,
    scales=(),
)
