"""From the language data to the words of a country: of the field, frequent ones, and common ones.

What was added by hand stays: a word whose source does not begin with `lexicon` is kept as it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.files import load_yaml
from ops.word_counts import COUNTED, FREQUENT, common_words, frequent_words

_WIDTH = 150
_NAMES = {
    "gun, weapon": "gun", "soldier, army": "soldier", "war, fight, conflict": "war",
    "arrest, prison": "arrest", "rape": "sexual", "fear": "afraid", "governor, prefect": "prefect",
    "government, state": "state", "authority, power": "authorities", "justice": "judge",
    "election": "politics", "town": "village",
    "bribe": "corruption", "hatred": "hate", "injustice": "impunity", "gold": "gold_mine",
    "danger": "trouble", "problem": "trouble", "help": "aid", "house": "village", "camp": "village",
}  # fmt: skip
"""Concepts of the lexicon that the rules know by another name; the others go by their own first word."""
_AUTHORITIES = {
    "mayor": "1", "commune": "1", "chief": "2", "prefect": "3", "police": "4", "gendarme": "4",
    "soldier": "5", "judge": "6", "school": "7", "hospital": "7", "doctor": "7",
}  # fmt: skip
_LEFT_OUT = frozenset(
    {"north", "where", "who", "how many", "yes", "no", "none", "name", "place", "day", "tomorrow"}
)
"""Compass words turn with the dialect; days and numbers have tables of their own; the rest says nothing."""


_ONE_OF_TWO = frozenset({("robbery", "binkanni")})
"""Listed under two concepts: it is an attack first, for danger to people comes before the act."""
_EXACT = frozenset({"bana"})
"""Forms that another word sounds like: *bana* is illness, *banna* is finished."""


@dataclass(frozen=True, slots=True)
class _Row:
    concept: str
    codes: tuple[str, ...]
    language: str
    form: str
    use: str
    attested: str


def build(data: Path, folder: Path) -> list[Path]:
    """Writes the word files of a pack from `data` (its `language/` and `places/`) and returns them."""
    rows = [row for row in _rows(data / "language" / "lexicon.tsv") if row.use in {"match", "cue"}]
    written = [
        _language(folder / f"{code}.yaml", [row for row in rows if row.language == code])
        for code in ("bm", "taq")
    ]
    frequent = {language: " ".join(frequent_words(data, language)) for language in COUNTED}
    written.append(_write(folder / "frequent.yaml", frequent, FREQUENT))
    written.append(_write(folder / "common.yaml", common_words(data), COMMON))
    return written


COMMON = """\
Names of places that are also words, counted in text that may be used (places.md §2): `never` does not
count, units beside a word of place excepted; `guarded` counts only beside a word of place. Written by
`lasomi build words`.
"""
_HEAD = """\
{name}: words of the field. From lexicon.tsv (CC BY-SA 4.0), made from OLDI Seed (CC BY-SA 4.0), GATITOS by
Google (CC BY 4.0), Bayelemabaga (CC BY-SA 4.0), SIB-200 on FLORES-200 (CC BY-SA 4.0), and single words of
other places; see the pack's README. No native speaker has read it: a report that rests on these words alone
goes before a person. Add a word with its source (line, page or reviewer); words whose source begins with
`lexicon` are written anew by `lasomi build words`.
"""


def _rows(path: Path) -> Iterable[_Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines[0].split("\t")
    for line in lines[1:]:
        cells = dict(zip(head, line.split("\t"), strict=False))
        concept = cells["concept"]
        if (
            concept not in _LEFT_OUT
            and (concept, cells["form"]) not in _ONE_OF_TWO
            and cells.get("kind") not in {"time", "number", "direction"}
        ):
            codes = tuple(cells["codes"].split())
            form = cells["form"].lower()
            written = f"={form}" if form in _EXACT else form
            yield _Row(_slug(concept), codes, cells["lang"], written, cells["use"], cells["attested"])


def _slug(concept: str) -> str:
    return _NAMES.get(concept) or re.split(r",| \(", concept, maxsplit=1)[0].replace(" ", "_")


def _language(path: Path, rows: Iterable[_Row]) -> Path:
    content: dict[str, Any] = (
        load_yaml(path) if path.exists() else {"about": {"language": path.stem, "reviewed": "no"}}
    )
    concepts = {name: _own(entry) for name, entry in content.get("concepts", {}).items()}
    for row in rows:
        _add(concepts.setdefault(row.concept, {}), row)
    kept = {name: _tidy(name, entry) for name, entry in sorted(concepts.items()) if entry.get("source")}
    name = {"bm": "Bambara", "taq": "Tamasheq"}[path.stem]
    return _write(path, {**content, "concepts": kept}, _HEAD.format(name=name))


def _own(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an entry that somebody wrote."""
    source = {
        word: said for word, said in entry.get("source", {}).items() if not str(said).startswith("lexicon")
    }
    lists = {use: [word for word in entry.get(use, ()) if word in source] for use in ("match", "cue")}
    return {**entry, **lists, "source": source}


def _add(entry: dict[str, Any], row: _Row) -> None:
    if row.form in entry.setdefault("source", {}):
        return
    entry["source"][row.form] = f"lexicon: {row.attested}"
    entry.setdefault(row.use, []).append(row.form)
    if row.codes:
        entry.setdefault("codes", list(row.codes))


def _tidy(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    order = ("codes", "authority", "match", "cue", "reviewed", "source")
    known = {**entry, **({"authority": _AUTHORITIES[name]} if name in _AUTHORITIES else {})}
    return {key: known[key] for key in order if known.get(key)}


def _write(path: Path, content: object, head: str) -> Path:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=None)
    path.write_text("".join(f"# {line}\n" for line in head.splitlines()) + text, encoding="utf-8")
    return path
