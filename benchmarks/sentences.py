"""Our own labelled sentences (`tests/cases/sentences/own_*.yaml`) as rows with the columns of the sample."""

from pathlib import Path
from typing import Any, Final

from core.country import Country
from core.errors import Fault, Misconfigured
from core.files import load_yaml
from ops.scoring.labelled import Labelled, Row, check, read

_HEARSAY: Final = {True: "yes", False: "no", None: "unknown"}
_PLAIN: Final = {
    "id": "",
    "lang": "",
    "intent": "",
    "code": "",
    "occurred": "unknown",
    "killed": "",
    "injured": "",
}


def read_sentences(path: Path, country: Country) -> Labelled:
    """A TSV, or a YAML list of {text, lang, intent, code, alt, place, occurred, killed, injured, hearsay}."""
    if path.suffix != ".yaml":
        return read(path, country.taxonomy)
    cases = load_yaml(path)
    if not isinstance(cases, list):
        raise Misconfigured(Fault(str(path), "is no list", "write one sentence an item"))
    rows = [_row(path, case, at, country) for at, case in enumerate(cases, 1)]
    check(path, rows, country.taxonomy)
    return Labelled(frozenset(rows[0]) if rows else frozenset(), tuple(rows))


def _row(path: Path, case: Any, at: int, country: Country) -> Row:
    if not isinstance(case, dict) or "text" not in case:
        raise Misconfigured(Fault(str(path), f"item {at}", "give it a text"))
    told = {name: "" if value is None else str(value) for name, value in case.items()}
    plain = {name: told.get(name) or default for name, default in _PLAIN.items()}
    hearsay = case.get("hearsay")
    return {
        **plain,
        **_place(path, told.get("place", ""), country),
        "id": told.get("id") or f"{path.stem} {at}",
        "line": str(at),
        "text": told["text"],
        "alt_codes": " ".join(map(str, case.get("alt") or ())),
        "hearsay": hearsay if isinstance(hearsay, str) else _HEARSAY[hearsay],
    }


def _place(path: Path, code: str, country: Country) -> dict[str, str]:
    """The units that a p-code lies in, by their names; empty when no place is named."""
    place = country.gazetteer.get(code) if code else None
    if code and place is None:
        raise Misconfigured(Fault(str(path), code, "is no place of the pack"))
    units = {"place_adm1": place.adm1, "place_adm2": place.adm2} if place else {}
    names = {column: _name(unit, country) for column, unit in units.items()}
    return {"place_text": code, "place_adm1": "", "place_adm2": "", **names}


def _name(code: str | None, country: Country) -> str:
    unit = country.gazetteer.get(code) if code else None
    return unit.name if unit else ""
