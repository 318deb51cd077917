"""Whatever stands in a name or a text: no cell that is run, no document that is ill-formed (P79)."""

import csv
import io
import json
import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pyarrow.dataset as ds
import pytest

from core.cap import write
from gateway.drawings.sheet import label, sheet, written
from gateway.feeds import released
from gateway.feeds.atom import _feed
from gateway.feeds.flowresults.documents import _row
from gateway.feeds.formats import dataset
from gateway.feeds.pieces import Piece, write_pieces
from gateway.highlights import markdown, markup
from gateway.highlights.blocks import Block, Bullets, Document, Drawing, Section, Table
from store.cap import Message
from store.packages import Response
from tests.core.test_cap import ALERT, INFO
from tests.gateway.rooms import csv_bytes, event, incident, mali
from tests.gateway.test_formats import CORPUS, TRIGGERS, table
from tests.gateway.test_formats import written as file_of

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
VOID = frozenset({"meta", "img"})


def bites(cell: str) -> bool:
    """Whether a spreadsheet would run it: as it stands, or after what it drops before it reads."""
    bare = cell.lstrip(" \ufeff\x00\x0b\u200b\x85")
    return bare[:1] in tuple(TRIGGERS) and bare != "" and not NUMBER.fullmatch(cell)


def row(text: str) -> dict[str, Any]:
    """A released incident of which every text is this."""
    told = released.row(event(incident(code="12", severity=3, state="verified")), mali(), own_area=False)
    kept = {"acled_candidate", "verification", "date_occurred", "date_reported", "geo_precision", "code"}
    return {
        name: text if isinstance(value, str) and name not in kept else value for name, value in told.items()
    }


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("form", ["csv", "acled"])
def test_no_cell_of_a_file_is_run(form: str, text: str) -> None:
    written_ = file_of(form, table([row(text)], released.COLUMNS, product="incidents")).decode()
    cells = [cell for line in csv.reader(io.StringIO(written_, newline="")) for cell in line]
    assert [cell for cell in cells if bites(cell)] == []
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", written_)


@pytest.mark.parametrize("text", CORPUS)
def test_the_stream_of_pieces_writes_the_same(text: str) -> None:
    cells = {column.name: text for column in released.COLUMNS}
    first, *rest = cells
    file = io.BytesIO()
    write_pieces(file, released.COLUMNS, [(text, (Piece(dict.fromkeys(rest, text)),))])
    assert file.getvalue() == csv_bytes(released.COLUMNS, [{first: text} | cells])


@pytest.mark.parametrize("text", CORPUS)
def test_json_stays_json(text: str) -> None:
    told = table([row(text)], released.COLUMNS, product="incidents")
    assert json.loads(file_of("json", told))["meta"]["count"] == 1
    (feature,) = json.loads(file_of("geojson", told))["features"] or [{}]
    assert feature["type"] == "Feature"
    at = ("r-1", "c-1", "s-1", "2026-07-14", "day")
    json.dumps(_row(Response(*at, "G1", text))).encode()


def test_parquet_takes_them_all(tmp_path: Path) -> None:
    told = table([row(text) for text in CORPUS], released.COLUMNS, product="incidents")
    dataset.write(tmp_path / "out", told)
    assert ds.dataset(tmp_path / "out", partitioning="hive").count_rows() == len(CORPUS)


@pytest.mark.parametrize("text", CORPUS)
def test_xml_stays_xml(text: str) -> None:
    """CAP, Atom, and a drawing: read back, with no element that is not ours."""
    said = replace(INFO, headline=text, description=text, area=text, sender_name=text, event=text)
    document = replace(ALERT, incident=text, exercise=text, source=text, restriction=text, infos=(said,))
    message = Message("m", "a1", 1, "partners", document, ())
    assert len(fromstring(write(document)).findall(".//{*}info")) == 1
    assert len(fromstring(_feed("https://example.org", [message])).findall("{*}entry")) == 1
    root = sheet(100, 100, text, text)
    label(root, 1, 1, text)
    assert [each.tag.partition("}")[2] for each in fromstring(written(root)).iter()] == [
        *("svg", "title", "desc", "rect", "text")
    ]


class Strict(HTMLParser):
    """Raises AssertionError for a tag that is not closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.seen.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("text", CORPUS)
def test_the_highlights_stay_a_page(text: str) -> None:
    drawing = sheet(10, 10, text, text)
    blocks: list[Block] = [
        text,
        Table(text, [text], [[text], [text]]),
        Bullets([text]),
        Drawing("x", text, written(drawing)),
    ]
    said = Document("fr", "2026-W29", text, text, [Section(text, blocks)])
    page = Strict()
    page.feed(markup.page(said))
    assert page.open == []
    ours = "html head meta title body h1 p em h2 table caption thead tr th tbody td ul li img"
    assert page.seen <= set(ours.split())
    (picture,) = page.links
    assert isinstance(fromstring(b64decode(picture.partition("base64,")[2])), Element)
    assert not re.search(r"(?<!\\)[<`]", markdown.text(said, "x"))
    assert not re.search(r"(?<!\\)\]\(javascript", markdown.text(said, "x"))
