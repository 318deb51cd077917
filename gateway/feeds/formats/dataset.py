"""Parquet: a folder of files, one part for each period or month, as Arrow, DuckDB and Spark read it.

Columns of numbers are doubles, all others texts. The library is large (168 MB on disk), and only whoever
wants this format needs it: `pip install 'lasomi[parquet]'`.
"""

from collections.abc import Callable, Iterator, Mapping
from errno import EEXIST
from itertools import islice
from os import strerror
from pathlib import Path
from typing import Any, Final

from core.errors import LasomiError
from gateway.feeds.csvtable import Row
from gateway.feeds.table import Table

_BATCH: Final = 20_000
MOST_PARTS: Final = 10_000
PARTED: Final[Mapping[str, tuple[str, Callable[[Row], str]]]] = {
    "incidents": ("month", lambda row: str(row["date_reported"])[:7]),
    "indicators": ("period", lambda row: str(row["period"])),
    "commitments": ("framework", lambda row: str(row["framework"])),
}
"""The column that names the folders of a product, and where it comes from."""


def write(folder: Path, table: Table) -> None:
    """`folder/period=2026-Q3/part-0.parquet` and its neighbours, row by row.

    Raises LasomiError `no_parquet` where the library is missing, FileExistsError where there is something.
    """
    try:
        import pyarrow as pa
        import pyarrow.dataset as ds
    except ModuleNotFoundError:
        raise LasomiError("no_parquet", "pip install 'lasomi[parquet]'") from None

    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise FileExistsError(EEXIST, strerror(EEXIST), str(folder))
    shape = pa.schema(
        [pa.field(name, pa.float64() if numeric else pa.string()) for name, numeric in _kinds(table)]
    )
    shape = shape.with_metadata({"sensitivity": table.sensitivity, "product": table.product})
    batches = (pa.RecordBatch.from_pylist(part, schema=shape) for part in _parts(table))
    ds.write_dataset(
        batches,
        folder,
        schema=shape,
        format="parquet",
        partitioning=[PARTED[table.product][0]],
        partitioning_flavor="hive",
        existing_data_behavior="error",
        max_partitions=MOST_PARTS,
        file_options=ds.ParquetFileFormat().make_write_options(compression="zstd"),
    )


def _kinds(table: Table) -> Iterator[tuple[str, bool]]:
    shown = (*table.columns, *table.beside)
    yield from ((column.name, column.numeric) for column in shown)
    part = PARTED[table.product][0]
    if part not in {column.name for column in shown}:
        yield part, False


def _parts(table: Table) -> Iterator[list[dict[str, Any]]]:
    shown = (*table.columns, *table.beside)
    name, of = PARTED[table.product]

    def cells(row: Row) -> dict[str, Any]:
        told = {column.name: column.value(row.get(column.name)) for column in shown}
        texts = {each.name: str(told[each.name]) for each in shown if _is_text(each.numeric, told[each.name])}
        return told | texts | {name: of(row)}

    rows = iter(table.rows)
    while part := [cells(row) for row in islice(rows, _BATCH)]:
        yield part


def _is_text(numeric: bool, value: Any) -> bool:
    return not numeric and value is not None
