"""A file of the feed: its two header rows to the letter, CRLF, and no cell that a spreadsheet would run."""

import io
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.disclosure import at_least
from core.indicators import figure
from gateway.feeds import incidents, released, shapes
from gateway.feeds.csvtable import Column
from gateway.feeds.pieces import Piece, merged, write_pieces
from store.database import ms
from tests.gateway.rooms import csv_bytes, event, incident, mali, moment

CASES = Path(__file__).parent.parent / "cases" / "feeds"

FILES = yaml.safe_load((CASES / "files.yaml").read_text(encoding="utf-8"))
NAME = "Satisfaction à l'égard du travail de l'autorité"


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["label"]) for case in found]


def lines(file: bytes) -> list[str]:
    text = file.decode("utf-8")
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n")
    return text.split("\r\n")[:-1]


@pytest.mark.parametrize("case", cases("cells.yaml"))
def test_a_cell_cannot_bite(case: dict[str, Any]) -> None:
    column = Column("x", "#x", case.get("numeric", False), case.get("decimals"))
    assert column.text(case["value"]) == case["text"]


def test_the_incident_of_the_standard_to_the_letter() -> None:
    told = incident(
        state="verified",
        killed=0,
        injured=0,
        opened_at=moment("2026-07-14T09:00"),
        updated_at=moment("2026-07-15T09:00"),
    )
    row = released.row(event(told), mali(), own_area=False)
    assert lines(csv_bytes(released.COLUMNS, [row], hxl="1")) == FILES["incidents"]


def test_the_indicators_of_the_standard_to_the_letter() -> None:
    series = shapes.Series("G1", NAME, "2026-Q3", "1")
    seen = shapes.row(mali(), mali().gazetteer.get("ML0701"), series, figure(18, 40))
    hidden = shapes.row(mali(), mali().gazetteer.get("ML0702"), series, figure(5, 8))
    assert lines(csv_bytes(shapes.COLUMNS, [seen, hidden], hxl="1")) == FILES["indicators"]


def test_two_columns_more_at_the_level_of_communes() -> None:
    names = [column.name for column in shapes.columns_for(3)]
    assert len(names) == 28
    assert names[7:12] == ["adm2_code", "adm2_name", "adm3_code", "adm3_name", "authority"]
    assert len(shapes.columns_for(2)) == 26


def test_strict_tags_change_three_columns_and_nothing_else() -> None:
    plain, strict = (lines(csv_bytes(shapes.COLUMNS, [], hxl=how))[1] for how in ("1", "strict"))
    assert strict == plain.replace("#population", "#group")
    assert strict.count("#group") == 3


def test_the_byte_order_mark_is_for_excel_only() -> None:
    assert csv_bytes(shapes.COLUMNS, [], bom=True).startswith(b"\xef\xbb\xbfindicator,")
    assert csv_bytes(shapes.COLUMNS, []).startswith(b"indicator,")


def test_pieces_are_the_same_file() -> None:
    """To the byte, also where a text would run, needs quotes, or is all there is of a piece."""
    shown = [Column(name, f"#{name}") for name in "abcd"]
    two, one = Piece({"b": 'say "=x",\n', "c": None, "beside": 1}), Piece({"d": None})
    rows = [(name, (two, one)) for name in ("a1", "=cmd", "-1", 'q"', "", "é")]
    file = io.BytesIO()
    write_pieces(file, shown, rows, hxl="1", bom=True)
    assert file.getvalue() == csv_bytes(shown, [merged("a", each) for each in rows], hxl="1", bom=True)
    assert merged("a", rows[0])["beside"] == 1


def test_an_incident_is_cut_in_the_order_of_its_columns() -> None:
    _, pieces = released.cutter(mali())(event(incident(state="verified")), False)
    beside = {column.name for column in incidents.BESIDE}
    names = [each for piece in pieces for each in piece if each not in beside]
    assert [released.FIRST, *names] == [column.name for column in released.COLUMNS]


@pytest.mark.parametrize("case", cases("released.yaml"))
def test_what_may_leave_the_circle(case: dict[str, Any]) -> None:
    told = event(incident(**case["incident"]), moment(case["released"]) if case["released"] else None)
    if not released.is_public(told, ms(moment(case["now"]))):
        assert case["shown"] is None
        return
    row = released.row(told, mali(), own_area=False)
    assert {name: row[name] for name in case["shown"]} == case["shown"]


@pytest.mark.parametrize(
    ("exact", "banded"),
    [(0.1, 0.2), (0.399, 0.2), (0.4, 0.4), (0.6, 0.6), (0.79, 0.6), (0.8, 0.8), (0.99, 0.8)],
)
def test_confidence_comes_in_four_bands(exact: float, banded: float) -> None:
    assert released.band(exact) == banded


@pytest.mark.parametrize(("exact", "told"), [(0, 1), (1, 1), (4, 1), (5, 5), (9, 5), (10, 10), (40, 10)])
def test_sources_are_told_as_at_least(exact: int, told: int) -> None:
    assert at_least(exact) == told
