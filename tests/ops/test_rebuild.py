"""`lasomi rebuild --figures`: what several processes find and mend is what one does."""

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from benchmarks.history import load
from core.country import Country, load_country
from core.errors import LasomiError
from gateway.clock import open_clock
from gateway.settings import read_settings
from ops import parallel
from ops.desk import Counter
from ops.rebuild import Row, rebuilt
from store.database import Database
from store.keys import Keys
from store.recount import Drift
from store.vault import Vault

REPORTS = 500
SINCE = date(2026, 3, 1)
WEEKS, QUARTERS = 18, 2
SUMS = {
    "cells": "indicator, place, period, authority, grp",
    "cell_members": "indicator, place, period, authority, grp, member",
}
SPOILT = (
    "DELETE FROM cells WHERE indicator = 'incidents' AND period = '2026-W20'",
    "DELETE FROM observations WHERE period = '2026-Q1'",
    "UPDATE cell_members SET n = 7 WHERE indicator = 'G1' AND place = 'ML' AND period = '2026-Q2'",
)


MALI = load_country("ml")


@dataclass(frozen=True)
class Reader(Counter):
    """A desk that notes how often somebody asked it to read the country, which takes a second."""

    reads: list[str] = field(default_factory=list)

    @property
    def country(self) -> Country:
        self.reads.append(self.settings.country)
        return MALI


@pytest.fixture
def desk(database: Database, keys: Keys, data_dir: Path) -> Reader:
    """Two years of history, of which nothing is counted yet."""
    database.close()  # a load wants the file for itself
    load(database.url, MALI, REPORTS, 1)
    settings = read_settings({"LASOMI_DATA_DIR": str(data_dir), "LASOMI_KEYS_FILE": str(keys.path)})
    return Reader(settings, open_clock(settings), database, keys, Vault(keys))


def counted(desk: Reader, *, jobs: int, dry_run: bool = False) -> tuple[list[Row], Row]:
    *found, last = rebuilt(desk, SINCE, figures=True, dry_run=dry_run, jobs=jobs)
    return found, last


def everything(desk: Reader) -> list[Sequence[object]]:
    with desk.database.read() as conn:
        return [conn.execute(sql(f"SELECT * FROM {table} ORDER BY {by}")).all() for table, by in SUMS.items()]


def spoil(desk: Reader, *statements: str) -> None:
    with desk.database.write() as conn:
        for statement in statements:
            conn.execute(sql(statement))


def test_two_processes_are_one(desk: Reader) -> None:
    """From nothing, looked at again, and where three tables were spoilt."""
    fresh, last = counted(desk, jobs=2)
    assert (last["periods"], last["differing"], last["mended"]) == (WEEKS + QUARTERS, WEEKS + QUARTERS, True)
    assert {row["table"] for row in fresh} == {"incidents", "observations", "cells", "cell_members"}
    assert not [row for row in fresh if row["surplus"]]
    running = everything(desk)
    assert counted(desk, jobs=1, dry_run=True)[0] == []
    spoil(desk, *SPOILT)
    one, two = (counted(desk, jobs=jobs, dry_run=True)[0] for jobs in (1, 2))
    assert one == two
    assert [(row["table"], row["period"]) for row in two if row["period"] != "2026-Q1"] == [
        ("cell_members", "2026-Q2"),
        ("cells", "2026-W20"),
    ]
    assert counted(desk, jobs=2)[1]["differing"] == 3
    assert everything(desk) == running


def test_what_one_process_begins_from_nothing_is_what_it_would_have_mended(desk: Reader) -> None:
    """A period without any observation is written as it comes; its cells may stand all the same."""
    fresh, _ = counted(desk, jobs=1)
    assert desk.reads == ["ml"]
    running = everything(desk)
    spoil(desk, "DELETE FROM observations", "DELETE FROM cells WHERE period = '2026-W20'")
    again, _ = counted(desk, jobs=1)
    assert _told(again, "observations") == _told(fresh, "observations")
    assert [row["period"] for row in again if row["table"] == "cells"] == ["2026-W20"]
    assert everything(desk) == running


def _told(rows: list[Row], table: str) -> list[Row]:
    return [row for row in rows if row["table"] == table]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_that_is_ended_is_told_in_a_sentence(desk: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it had not yet mended is mended by the next run."""
    monkeypatch.setattr(parallel, "_counted", ended)
    with pytest.raises(LasomiError, match="--jobs"):
        counted(desk, jobs=2)
    monkeypatch.undo()
    assert counted(desk, jobs=1)[1]["differing"] == WEEKS + QUARTERS


def ended(period: str, *, mend: bool) -> list[Drift]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []
