"""How fast accepted messages become effects: `python -m benchmarks.drain [--n N] [--rounds R] [--store …]`.

One worker in this process and nothing else: N reports of one commune and code, then N of the same code over
300 communes, each on an empty store. Prints the median of the rounds in messages a second, and what the
last tenth of a round cost, which tells whether a large event is dearer than a small one.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, make_url, text

from gateway.house import House, open_house
from gateway.settings import read_settings
from store import inbox
from store.inbox import Entry, seal_entry
from store.keys import create_keys
from tests import postgres
from workers.drain import drain_once
from workers.pipeline import prepare

COMMUNES: Final = 300
GROUP: Final = 200
Texts = Callable[[House, int], list[str]]


def one_event(_house: House, n: int) -> list[str]:
    """N messages of one commune and code, no two alike."""
    return [f"11 Ansongo {number}" for number in range(n)]


def spread(house: House, n: int) -> list[str]:
    """N messages over 300 communes."""
    places = house.country.gazetteer.places
    names = [places[code].name for code in sorted(places) if places[code].level == 3][:COMMUNES]
    return [f"11 {names[number % len(names)]} {number}" for number in range(n)]


CASES: Final[dict[str, Texts]] = {"one commune": one_event, f"{COMMUNES} communes": spread}


@contextmanager
def house_on(url: str, folder: Path) -> Iterator[House]:
    """A house of its own on an empty database, without a doorbell."""
    create_keys(folder / "keys", datetime.now(UTC))
    environ = {"LASOMI_DATA_DIR": str(folder / "data"), "LASOMI_KEYS_FILE": str(folder / "keys")}
    house = open_house(read_settings(environ | {"LASOMI_DATABASE_URL": url}))
    house.database.upgrade()
    prepare(house.country)
    yield house
    house.close()


def accept(house: House, texts: Sequence[str]) -> float:
    """Puts the messages into the inbox by groups, as the committer does; the rows a second."""
    now = house.clock() - timedelta(seconds=len(texts) / 50)
    entries = [_entry(house, number, said, now) for number, said in enumerate(texts)]
    began = time.perf_counter()
    for start in range(0, len(entries), GROUP):
        with house.database.write(urgent=True) as conn:
            [inbox.accept(conn, e) for e in entries[start : start + GROUP]]
    return len(entries) / (time.perf_counter() - began)


def _entry(house: House, number: int, said: str, now: datetime) -> Entry:
    body = {"urn": f"+223500{number:05d}", "text": said, "origin": "token", "foreign": False}
    at = now + timedelta(seconds=number / 50)
    return seal_entry(
        house.vault,
        channel="africastalking",
        kind="sms",
        external_id=str(number),
        body=body,
        received_at=at,
    )


def drain(house: House) -> list[tuple[int, float]]:
    """The size and the seconds of every batch."""
    batches: list[tuple[int, float]] = []
    while True:
        began = time.perf_counter()
        done = drain_once(house, "benchmark")
        if not done:
            return batches
        batches.append((done, time.perf_counter() - began))


def rate(batches: Sequence[tuple[int, float]]) -> float:
    return sum(size for size, _ in batches) / sum(took for _, took in batches)


def measured(url: Callable[[Path], str], texts: Texts, n: int) -> tuple[float, float, float]:
    """Rows accepted a second, messages drained a second, and those of the last tenth."""
    with (
        tempfile.TemporaryDirectory(prefix="lasomi-") as folder,
        house_on(url(Path(folder)), Path(folder)) as house,
    ):
        accepted = accept(house, texts(house, n))
        batches = drain(house)
        return accepted, rate(batches), rate(batches[-max(1, len(batches) // 10) :])


def on_sqlite(folder: Path) -> str:
    return f"sqlite:///{folder}/data/lasomi.db"


def on_postgres(server: str) -> Callable[[Path], str]:
    """An empty database of this server, each time it is asked for."""

    def fresh(_folder: Path) -> str:
        address = make_url(server).set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as conn:
            conn.execute(text("DROP DATABASE IF EXISTS drain WITH (FORCE)"))
            conn.execute(text("CREATE DATABASE drain"))
        engine.dispose()
        return make_url(server).set(database="drain").render_as_string(hide_password=False)

    return fresh


def report(store: str, url: Callable[[Path], str], n: int, rounds: int) -> None:
    table = Table("reports of", "accepted/s", "drained/s", "last tenth/s", title=f"{store}, {n} messages")
    for name, texts in CASES.items():
        found = [measured(url, texts, n) for _ in range(rounds)]
        medians = (f"{statistics.median(each):.0f}" for each in zip(*found, strict=True))
        table.add_row(name, *medians)
    Console().print(table)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drain", description=__doc__)
    parser.add_argument("--n", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", choices=("sqlite", "postgres"), help="only this one")
    asked = parser.parse_args(arguments)
    if asked.store != "postgres":
        report("SQLite", on_sqlite, asked.n, asked.rounds)
    if asked.store != "sqlite":
        try:
            with postgres.server() as server:
                report("PostgreSQL", on_postgres(server), asked.n, asked.rounds)
        except postgres.NoServer as reason:
            Console().print(f"PostgreSQL skipped: {reason}")


if __name__ == "__main__":
    main()
