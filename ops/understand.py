"""`lasomi understand`: messages in, what they say out; nothing is stored (`contract.md` §3)."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, TextIO, TypeVar

from core.country import Country, load_country
from core.errors import LasomiError
from core.reports import Located, Understanding
from ops.wording import wording
from workers.pipeline import understand as read_text

_Read = TypeVar("_Read")
_ID, _TEXT = "id", "text"
_PATIENCE_SECONDS = 2.0


def understand(country: str = "ml", stdin: BinaryIO | None = None, stdout: TextIO | None = None) -> int:
    """Reads TSV with a header that has `id` and `text`, writes one JSON object a line; the exit code is 0.

    Raises LasomiError when the header lacks a column, Misconfigured when the country's pack is faulty.
    """
    pack = load_country(country)
    out = stdout or sys.stdout
    for count, (key, text) in enumerate(counted(rows(stdin or sys.stdin.buffer)), 1):
        out.write(json.dumps(record(key, read_text(text, pack), pack), ensure_ascii=False) + "\n")
        if count % 100 == 0:
            out.flush()
    out.flush()
    return 0


def rows(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Id and text of every row. Bytes that are no UTF-8 are shown as such, a short row has an empty text."""
    table = (line.decode("utf-8", "replace").rstrip("\r\n").split("\t") for line in lines)
    head = [name.removeprefix("\ufeff") for name in next(table, [])]
    if _ID not in head or _TEXT not in head:
        sentence = wording().ui(
            "L'entrée doit commencer par une ligne d'en-tête avec id et text, séparés par une tabulation."
        )
        raise LasomiError("bad_header", sentence)
    id_at, text_at = head.index(_ID), head.index(_TEXT)
    for cells in table:
        if cells != [""]:
            yield (_cell(cells, id_at), _cell(cells, text_at))


def _cell(cells: list[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def record(key: str, said: Understanding, country: Country) -> dict[str, Any]:
    """One message as the contract writes it. Units are given by their names."""
    return {
        "id": key,
        "language": said.language,
        "language_confidence": round(said.language_confidence, 3),
        "intent": said.intent,
        "code": said.code,
        "code_confidence": round(said.code_confidence, 3),
        "method": said.method,
        "severity": said.severity,
        "place": place_record(said.place, country) if said.place else None,
        "candidates": [place_record(each, country) for each in said.candidates],
        "place_reason": said.place_reason,
        "occurred": said.occurred,
        "killed": said.killed,
        "injured": said.injured,
        "hearsay": said.hearsay,
        "accepted": said.accepted,
        "alternatives": [{"code": each.code, "confidence": each.confidence} for each in said.alternatives],
        "ratings": [{"authority": authority, "score": score} for authority, score in said.ratings],
        "redacted": said.redacted,
        "why": list(said.why),
    }


def place_record(place: Located, country: Country) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.name,
        "level": place.level,
        "adm1": _name(place.adm1, country),
        "adm2": _name(place.adm2, country),
        "adm3": _name(place.adm3, country),
        "lat": place.lat,
        "lon": place.lon,
        "confidence": place.confidence,
    }


def _name(code: str | None, country: Country) -> str | None:
    place = country.gazetteer.get(code) if code else None
    return place.name if place else None


def counted(read: Iterable[_Read]) -> Iterator[_Read]:
    """The rows, with their number on a terminal's last line when it takes longer than two seconds."""
    began = time.monotonic()
    shown = False
    for count, row in enumerate(read, 1):
        yield row
        if sys.stderr.isatty() and time.monotonic() - began > _PATIENCE_SECONDS:
            shown = True
            print(f"\r{count}", end="", file=sys.stderr, flush=True)
    if shown:
        print(file=sys.stderr)
