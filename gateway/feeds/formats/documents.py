"""JSON in the one success shape, and GeoJSON (RFC 7946): row by row, the count at the end."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Final

from gateway.feeds.csvtable import Column, Row
from gateway.feeds.table import Manner, Table

_WRITER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def write_json(file: BinaryIO, table: Table, manner: Manner) -> None:
    """`{"data", "meta", "links"}`: rows whole, also what a file has no column for."""
    numbers = [column for column in table.columns if column.decimals is not None]
    file.write(b'{"data":[')
    count = _listed(file, (_rounded(numbers, row) for row in table.rows))
    _ended(file, meta(table, manner, count), manner)


def write_geojson(file: BinaryIO, table: Table, manner: Manner) -> None:
    """A FeatureCollection with our meta and links as members of its own."""
    file.write(b'{"type":"FeatureCollection","features":[')
    count = _listed(file, features(table))
    _ended(file, meta(table, manner, count), manner)


def features(table: Table) -> Iterator[Row]:
    """Each row as a feature: properties are named as the columns, and as what stands beside them."""
    if table.feature is None:
        return
    shown = (*table.columns, *table.beside)
    for row in table.rows:
        placed = table.feature(row)
        where = None if placed.point is None else {"type": "Point", "coordinates": list(placed.point)}
        properties = {column.name: column.value(row.get(column.name)) for column in shown}
        yield {"type": "Feature", "id": placed.id, "geometry": where, "properties": properties}


def meta(table: Table, manner: Manner, count: int) -> Mapping[str, Any]:
    credit = dict(manner.credit)
    return {
        "count": count,
        "sensitivity": table.sensitivity,
        "attribution": credit,
        **table.meta,
        **table.follows(None),
    }


def dumped(data: Any) -> bytes:
    """The one way our JSON is written: no space, letters as they are; half a letter is none."""
    return _WRITER.encode(data).encode("utf-8", "ignore")


def linked(links: Mapping[str, str | None]) -> dict[str, str]:
    return {name: link for name, link in links.items() if link}


def _rounded(numbers: Sequence[Column], row: Row) -> Row:
    return {
        **row,
        **{column.name: column.value(row[column.name]) for column in numbers if column.name in row},
    }


def _listed(file: BinaryIO, things: Iterable[Row]) -> int:
    count = 0
    for count, thing in enumerate(things, start=1):
        file.write(b"," * (count > 1) + dumped(thing))
    return count


def _ended(file: BinaryIO, meta: Mapping[str, Any], manner: Manner) -> None:
    file.write(b'],"meta":' + dumped(meta) + b',"links":' + dumped(linked(manner.links)) + b"}")
