"""`lasomi export` writes what the feed serves: the same bytes, for two persons where rows leave, marked."""

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.errors import LasomiError
from gateway.feeds.table import Manner
from ops.exporting import Asked, export
from store.database import Database
from store.keys import Keys
from store.tables import audit
from tests.gateway.rooms import NOON, Room, incident, moment, room


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir)
    for each in ("i-1", "i-2"):
        made.keep(incident(each, state="verified"), released_at=NOON)
    made.keep(incident("i-3"))
    made.ratings("ML070101", "2026-Q3", yes=18, no=22)
    made.clock.at = moment("2026-10-17T12:00")
    return made


def test_figures_are_the_rows_of_the_feed(here: Room, tmp_path: Path) -> None:
    question = {"level": "adm2", "period": "2026-Q3"}
    asked = Asked("indicators", "csv", tmp_path / "g.csv", question, Manner("1", bom=True))
    assert export(here.house, asked) == {
        "path": str(tmp_path / "g.csv"),
        "rows": 1,
        "sensitivity": "moderate",
    }
    lines = list(csv.reader((tmp_path / "g.csv").read_text("utf-8-sig").splitlines()))
    assert (lines[0][0], lines[1][0], lines[2][13]) == ("indicator", "#indicator+code", "0.4500")
    assert (tmp_path / "g.csv").stat().st_mode & 0o777 == 0o600


def of(here: Room, *scopes: str, **more: Any) -> str:
    """The id of a key; of two persons, unless told otherwise."""
    return here.key(*scopes, **more).split("_")[1]


@pytest.mark.parametrize("more", [None, {"approved_by": None}, {"scope": "sessions"}, {"days": 91}])
def test_rows_need_two_persons(here: Room, tmp_path: Path, more: dict[str, Any] | None) -> None:
    told = dict(more or {})
    key = (
        of(here, told.pop("scope", "events"), **{k: v for k, v in told.items() if k != "days"})
        if more
        else "x"
    )
    here.clock.at += timedelta(days=told.get("days", 0))
    with pytest.raises(LasomiError) as refused:
        export(here.house, Asked("incidents", "csv", tmp_path / "x.csv", key=key))
    assert refused.value.code == "two_persons"
    assert not list(tmp_path.glob("*.csv"))


def test_rows_are_noted_and_their_file_is_marked(here: Room, tmp_path: Path) -> None:
    asked = Asked("incidents", "json", tmp_path / "x.json", {"place": "ML07"}, key=of(here, "events"))
    told = export(here.house, asked)
    assert told == {"path": str(tmp_path / "x-high.json"), "rows": 2, "sensitivity": "high"}
    body = json.loads((tmp_path / "x-high.json").read_text("utf-8"))
    assert [row["event_id"] for row in body["data"]] == ["i-1", "i-2"]
    assert body["meta"]["sensitivity"] == "high"
    with here.house.database.read() as conn:
        noted = conn.execute(select(audit.c.action, audit.c.object, audit.c.reason)).all()
    assert ("export_rows", "incidents", "place=ML07") in {tuple(row) for row in noted}


@pytest.mark.parametrize("shape", ["csv", "xlsx", "geojson", "json", "acled", "parquet"])
def test_a_folder_takes_the_name_of_the_feed(here: Room, tmp_path: Path, shape: str) -> None:
    out = tmp_path / "high" if shape == "parquet" else tmp_path
    told = export(here.house, Asked("incidents", shape, out, key=of(here, "events")))
    names = {"parquet": "high", "acled": "lasomi-incidents-high-acled.csv"}
    assert told["path"] == str(tmp_path / names.get(shape, f"lasomi-incidents-high.{shape}"))
    assert Path(str(told["path"])).exists()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked("indicators", "csv", Path("x"), {"level": "adm9"}), "bad_parameter"),
        (Asked("indicators", "csv", Path("x"), {"period": "2026-Q4"}), "bad_parameter"),
        (Asked("indicators", "acled", Path("x")), "bad_format"),
        (Asked("indicators", "csv", Path("/nowhere/x.csv")), "not_written"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(here: Room, asked: Asked, code: str) -> None:
    with pytest.raises(LasomiError) as refused:
        export(here.house, asked)
    assert refused.value.code == code
