"""The formats of the feed, by the name that is asked for: all read the same rows, so all say the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from gateway.feeds.csvtable import write_csv
from gateway.feeds.formats import acled, documents, workbook
from gateway.feeds.pieces import write_pieces
from gateway.feeds.table import Manner, Table

CSV = "text/csv; charset=utf-8; header=present"


@dataclass(frozen=True, slots=True)
class Format:
    """How a table becomes a file. `ending` is empty where the answer is no file to be saved.

    `write` takes the rows one by one and keeps none of them.
    """

    media: str
    write: Callable[[BinaryIO, Table, Manner], None]
    ending: str = ""


def _csv(file: BinaryIO, table: Table, manner: Manner) -> None:
    if table.pieces is None:
        write_csv(file, table.columns, table.rows, hxl=manner.hxl, bom=manner.bom)
    else:
        write_pieces(file, table.columns, table.pieces, hxl=manner.hxl, bom=manner.bom)


FORMATS: Mapping[str, Format] = {
    "json": Format("application/json", documents.write_json),
    "csv": Format(CSV, _csv, ".csv"),
    "xlsx": Format(workbook.MEDIA, workbook.write, ".xlsx"),
    "geojson": Format("application/geo+json", documents.write_geojson),
    "acled": Format(CSV, acled.write, "-acled.csv"),
}
