"""A house whose data and keys lie on a disk that may lose its power: what the rows about such disks share."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysqlite3

from benchmarks.chaos import outage
from benchmarks.chaos.drive import Drive, drive
from benchmarks.chaos.found import absent
from benchmarks.chaos.ledger import Ledger
from benchmarks.chaos.load import Load, Pace
from benchmarks.chaos.rig import Rig, rig
from benchmarks.chaos.row import Asked, Result
from benchmarks.chaos.traffic import CERCLES, Traffic
from benchmarks.chaos.trial import Trial

SPREAD: int = 2000
"""Over so many messages the grave ones are spread."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a disk holds after a cut: `lost` acknowledged messages are not on it; SQLite finds it `sound`."""

    lost: int
    sound: bool
    spooled: bool


@dataclass(frozen=True, slots=True)
class Plugged:
    """A running house on its disk, and what was posted to it."""

    asked: Asked
    house: Rig
    disk: Drive
    ledger: Ledger

    def load(self, rate: float) -> Load:
        """Endless; to be entered with `with`."""
        traffic, pace = Traffic(f"s{self.asked.seed}", SPREAD, len(CERCLES)), Pace(rate, rate * 4)
        house, seed = self.house, self.asked.seed
        return Load(house.gateways, house.site.token, traffic, ledger=self.ledger, pace=pace, seed=seed)

    def fall(self) -> Left:
        """The power fails: nobody runs any more. What is left is looked at in a copy, for a look writes."""
        names = outage.programs(self.house)
        outage.freeze(self.house, names)
        self.disk.cut()
        outage.end(self.house, names)
        with tempfile.TemporaryDirectory(prefix="lasomi-left-") as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(self.disk.image, copy)
            spooled = any((copy / "data" / "spool").glob("*.spool"))
            sound = is_sound(copy / "data" / "lasomi.db")
            lost = absent(self.house.site, self.ledger, copy / "data", copy / "keys" / "keys")
        return Left(lost, sound, spooled)

    def rise(self) -> float:
        """The power is back; seconds until the gateway answers, with nobody there."""
        self.disk.plug()
        return outage.begin(self.house, outage.programs(self.house))

    def verdict(
        self, limits: Mapping[str, float], more: Mapping[str, Any], *, crashes: int, breaches: list[str]
    ) -> Result:
        inside, since = self.house.open(), time.monotonic()
        try:
            at = Trial(self.asked, self.house, inside, self.ledger)
            return at.verdict(since, limits, more, crashes=crashes, breaches=breaches)
        finally:
            inside.close()


@contextmanager
def plugged(asked: Asked) -> Iterator[Plugged]:
    """One gateway, one worker, a sender and a clock; no Redis, which has nothing that may be lost."""
    with tempfile.TemporaryDirectory(prefix="lasomi-cut-") as base, drive(Path(base)) as disk:
        ground = Path(base) / "ground"
        ground.mkdir()
        environ = {
            "LASOMI_DATA_DIR": str(disk.at / "data"),
            "LASOMI_KEYS_FILE": str(disk.at / "keys" / "keys"),
        }
        with rig(
            folder=ground, environ=environ, programs=asked.programs, gateways=1, workers=1, redis=False
        ) as house:
            yield Plugged(asked, house, disk, Ledger(ground / "ledger.jsonl"))


def is_sound(database: Path) -> bool:
    """What `PRAGMA integrity_check` says."""
    connection = pysqlite3.connect(str(database))
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
    except pysqlite3.DatabaseError:
        return False
    finally:
        connection.close()
