"""How fast released incidents stream to a file, and with how much memory: `python -m benchmarks.exports`.

The incidents are written straight into the table of a database of its own: what is measured is reading,
coarsening and writing, on one core. The aim is 100,000 rows a second with flat memory; `--profile` shows
where the time goes.
"""

import argparse
import cProfile
import random
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from core.country import load_country
from core.ports import utc_now
from gateway.auth import Reader
from gateway.feeds import incidents
from gateway.feeds.formats import FORMATS
from gateway.feeds.incidents import IncidentQuery
from gateway.feeds.table import Manner
from gateway.house import House, open_house
from gateway.settings import read_settings
from ops.up import prepare
from store.database import Database, ms
from store.tables import incidents as kept

CODES = ("12", "21", "22", "31", "32", "33", "42", "51", "71", "72")
SAME = {
    "occurred": "today",
    "severity": 2,
    "state": "verified",
    "confidence": 0.6,
    "killed": 0,
    "hearsay_only": False,
    "seen": True,
    "all_new": False,
    "released_by": "bench",
}
PER_DAY = 900
BATCH = 20_000


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=300_000)
    asked.add_argument("--format", choices=["csv", "json", "geojson", "xlsx"], default="csv")
    asked.add_argument("--profile", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = _house(Path(folder))
        fill(house.database, given.rows)
        profile = cProfile.Profile()
        run = profile.runcall if given.profile else _plainly
        run(measured, house, Path(folder) / "out", given.format, given.rows)
        house.close()
        if given.profile:
            profile.print_stats("tottime")


def _house(folder: Path) -> House:
    names = {"LASOMI_DATA_DIR": str(folder / "data"), "LASOMI_KEYS_FILE": str(folder / "keys")}
    settings = read_settings(names)
    prepare(settings, utc_now())
    return open_house(settings)


def _plainly(work: Callable[..., None], *given: Any) -> None:
    work(*given)


def fill(database: Database, many: int) -> None:
    """So many incidents, all released, spread over the communes and as many days as it takes."""
    draw, seats = random.Random(7), _seats()
    made = (_incident(n, draw, seats) for n in range(many))
    while part := list(islice(made, BATCH)):
        with database.write() as conn:
            conn.execute(insert(kept), part)


def measured(house: House, out: Path, shape: str, many: int) -> None:
    asked = IncidentQuery.model_validate({})
    before, started = _memory(), time.process_time()
    table = incidents.streamed(house, Reader("bench", frozenset({"events"})), asked)
    with out.open("wb") as file:
        FORMATS[shape].write(file, table, Manner())
    took, more = time.process_time() - started, _memory() - before
    if shape == "csv":
        many = out.read_bytes().count(b"\r\n") - 1
    print(
        f"{shape}: {many:,} rows in {took:.1f} s of a core, {many / took:,.0f} rows/s, "
        f"{out.stat().st_size / 1e6:.0f} MB, memory + {more:.0f} MB"
    )


def _memory() -> float:
    """The most that this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seats() -> list[Any]:
    return [place for place in load_country("ml").gazetteer.places.values() if place.level == 3]


def _incident(n: int, draw: random.Random, seats: list[Any]) -> dict[str, Any]:
    place, ago = draw.choice(seats), timedelta(days=30 + n // PER_DAY, seconds=draw.randrange(86_400))
    opened = utc_now() - ago
    return {
        "id": f"{draw.getrandbits(64):016x}",
        "code": draw.choice(CODES),
        "place": place.code,
        **{level: getattr(place, level) for level in ("adm1", "adm2", "adm3")},
        **dict.fromkeys(("opened_at", "updated_at"), ms(opened)),
        "released_at": ms(opened + timedelta(days=2)),
        "sources": draw.randrange(1, 12),
        "injured": draw.randrange(3),
        **SAME,
    }


if __name__ == "__main__":
    main()
