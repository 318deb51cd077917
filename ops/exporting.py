"""`lasomi export`: what the feed serves, to a file, row by row.

The rows are those of a partner's key: suppressed, coarse and late. Rows of incidents need a key that two
persons stand for, are noted in the audit log with the question, and bear their mark in the name of the file
(`protection.md` P55).
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import Progress, TextColumn

from core.errors import LasomiError
from gateway import rowlog
from gateway.auth import Reader, reader_of
from gateway.feeds import commitments, incidents, indicators
from gateway.feeds.errors import Faulty
from gateway.feeds.formats import FORMATS, dataset
from gateway.feeds.table import Manner, Table
from gateway.house import House
from ops.wording import wording
from store import access
from store.strides import Went, stride

SCOPE: Final = "figures"
SCOPES: Final = {"incidents": "events"}
"""What opens the rows of a product."""
MARKED: Final = frozenset({"high", "severe"})
ENDINGS: Final = {name: each.ending or f".{name}" for name, each in FORMATS.items()} | {"parquet": ""}
Question = Mapping[str, Any]
_Passing = TypeVar("_Passing")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted, and where to. `key` is the id of a key of rows, `question` is as in an address."""

    product: str
    format: str
    out: Path
    question: Question = field(default_factory=dict)
    manner: Manner = field(default_factory=Manner)
    key: str = ""


def export(house: House, asked: Asked) -> Mapping[str, Any]:
    """Writes the file, or the folder of a data set, and says where it is and what it holds.

    Raises LasomiError when two persons are needed, a value is none, or the file cannot be written.
    """
    table = _table(house, asked)
    _check(asked, table)
    if table.sensitivity in MARKED:
        _note(house, asked)
    path = _marked(asked.out, table, ENDINGS[asked.format])
    going = stride(house.settings.data_dir, f"export {asked.product}", house.clock)
    with going as went, _counted(table, went) as (counting, rows):
        _write(path, counting, asked, replace(asked.manner, credit=house.country.attribution))
    return {"path": str(path), "rows": rows(), "sensitivity": table.sensitivity}


def _table(house: House, asked: Asked) -> Table:
    try:
        return TABLES[asked.product](house, asked.question)
    except (ValidationError, Faulty) as error:
        name = error.values.get("name", "") if isinstance(error, Faulty) else error.errors()[0]["loc"][-1]
        sentence = wording().ui(
            "{name}: cette valeur n'est pas valable, ou n'est pas encore publiée", name=name
        )
        raise LasomiError("bad_parameter", sentence) from error


def _check(asked: Asked, table: Table) -> None:
    """Raises LasomiError for a format that this product has not."""
    if (asked.format == "acled" and asked.product != "incidents") or (
        asked.format == "geojson" and table.feature is None
    ):
        raise LasomiError("bad_format", wording().ui("{name}: pas dans ce format", name=asked.product))


def _incidents(house: House, question: Question) -> Table:
    reader = Reader("export", frozenset({"events"}))
    return incidents.streamed(house, reader, _query(incidents.IncidentQuery, question))


def _indicators(house: House, question: Question) -> Table:
    return indicators.table(house, _query(indicators.IndicatorQuery, question), SCOPE)


def _commitments(house: House, question: Question) -> Table:
    return commitments.table(house, _query(commitments.CommitmentQuery, question), SCOPE)


TABLES: Final[Mapping[str, Callable[[House, Question], Table]]] = {
    "incidents": _incidents,
    "indicators": _indicators,
    "commitments": _commitments,
}


def _query(kind: type[BaseModel], question: Question) -> Any:
    return kind.model_validate({name: value for name, value in question.items() if value})


def _note(house: House, asked: Asked) -> None:
    """Two persons, by the key that one asked for and the other approved. Raises LasomiError."""
    with house.database.write() as conn:
        key = access.key_by_id(conn, asked.key)
        if (
            key is None
            or not key.is_alive(house.clock())
            or SCOPES[asked.product] not in reader_of(key).scopes
        ):
            said = wording().ui("Ces lignes demandent deux personnes: --key, une clé approuvée (lasomi key).")
            raise LasomiError("two_persons", said)
        about = " ".join(f"{name}={value}" for name, value in sorted(asked.question.items()) if value)
        of = {"account": key.id, "role": rowlog.READER, "action": "export_rows", "object": asked.product}
        rowlog.note(house, conn, **of, reason=about)


def _marked(out: Path, table: Table, ending: str) -> Path:
    """Where it goes: a folder's file has the name of the feed's, and what must be marked is."""
    if out.is_dir() and ending:
        return out / f"{table.filename}{ending}"
    if table.sensitivity in MARKED and table.sensitivity not in out.name:
        return out.with_name(f"{out.stem}-{table.sensitivity}{out.suffix}")
    return out


def _write(path: Path, table: Table, asked: Asked, manner: Manner) -> None:
    """Whole or not at all, and for nobody else to read. Raises LasomiError."""
    try:
        if asked.format == "parquet":
            dataset.write(path, table)
            return
        made = path.with_name(f".{path.name}.part")
        with open(os.open(made, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            FORMATS[asked.format].write(file, table, manner)
        made.replace(path)
    except OSError as error:
        raise LasomiError("not_written", f"{path}: {error.strerror or error}") from error


@contextmanager
def _counted(table: Table, went: Went) -> Iterator[tuple[Table, Callable[[], int]]]:
    """The table with its rows counted as they pass, on a terminal before everybody's eyes."""
    console = Console(stderr=True)
    shown = TextColumn("{task.completed:,.0f}")
    with Progress(shown, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(table.product)
        passed = [0]

        def passing(rows: Iterable[_Passing]) -> Iterator[_Passing]:
            for row in rows:
                passed[0] += 1
                if passed[0] % 1_000 == 0:
                    progress.update(task, completed=passed[0])
                    went(passed[0])
                yield row

        pieces = None if table.pieces is None else passing(table.pieces)
        yield replace(table, rows=passing(table.rows), pieces=pieces), lambda: passed[0]
