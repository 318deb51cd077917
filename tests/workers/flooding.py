"""A crowd of new phones with one text, for the tests of floods."""

import json
from datetime import timedelta
from typing import Any, Final

from tests.workers.bureau import Bureau

TEXT: Final = "des hommes armes attaquent le village de Hombori en ce moment venez vite"
ENDINGS: Final = ("", " svp", " vite", " aidez", " !!")
CERCLE: Final = "ML0504"
MONITOR, COORDINATOR, RELAY = "+22376000003", "+22376000005", "+22376000002"
SPACED: Final = timedelta(seconds=9)


def phone(k: int) -> str:
    """Orange, Moov and Telecel in turn: the text alone makes them one."""
    return f"+223{('76', '65', '50')[k % 3]}0001{k:02d}"


def crowd(bureau: Bureau, *phones: int) -> None:
    for k in phones:
        bureau.watch.at += SPACED
        bureau.sms(phone(k), TEXT + ENDINGS[k % len(ENDINGS)])
        bureau.work()


def command(bureau: Bureau, verb: str, **about: Any) -> str:
    """What the console asks for somebody of the region, unless it says otherwise."""
    body = {"verb": verb, "account": "fanta", "role": "regional", "areas": ["ML05"]} | about
    row = bureau.accept("command", body)
    bureau.work()
    return bureau.outcome(row)


def told(bureau: Bureau, columns: str = "*") -> list[dict[str, Any]]:
    """The incidents, the oldest first."""
    return list(bureau.rows(f"SELECT {columns} FROM incidents ORDER BY opened_at, id"))


def still(bureau: Bureau) -> dict[str, Any]:
    """Everything a flood may move, but for the moment at which it was last said anew and random names."""
    kept = {
        "incidents": _rows(bureau, "incidents", "updated_at", "told_at"),
        "reports": _rows(bureau, "reports", "source"),
        "sources": _rows(bureau, "sources", "id"),
        "observations": _rows(bureau, "observations", "seq"),
    }
    return kept | {name: _rows(bureau, name) for name in ("cells", "cell_members", "ratings", "floods")}


def _rows(bureau: Bureau, table: str, *but: str) -> list[str]:
    rows = bureau.rows(f"SELECT * FROM {table}")
    return sorted(repr({name: _plain(row[name]) for name in row if name not in but}) for row in rows)


def _plain(value: Any) -> Any:
    """Counts are the same in whatever order they were written."""
    return sorted(json.loads(value).items()) if str(value).startswith('{"') else value
