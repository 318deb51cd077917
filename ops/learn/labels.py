"""Labelled messages: the development sample, our own, and what verifiers corrected (`languages.md` §10)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from core.errors import Fault, Misconfigured
from core.reports import Intent

INTENTS: Final[tuple[str, ...]] = get_args(Intent)
INCIDENT: Final = "incident"
PROTECTED: Final = "gbv"
SAMPLE: Final = "corpus/messages.tsv"
_NEEDED: Final = frozenset({"id", "text", "lang", "intent", "code"})
_ATTRIBUTION: Final = "Messages written for this project: every event in them is invented."


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what a person says of it. `code` is empty for every intent but incident and gbv.

    `alternatives`: codes that a careful coder could also give. `weight`: what it counts when it is learnt.
    """

    id: str
    text: str
    language: str
    intent: str
    code: str
    alternatives: tuple[str, ...] = ()
    weight: float = 1.0

    @property
    def codes(self) -> frozenset[str]:
        return frozenset((self.code, *self.alternatives))


def sample(data: Path) -> list[Labelled]:
    """The development sample in the folder of the data. Raises Misconfigured when it is missing or faulty."""
    return list(read(data / SAMPLE))


def own(folder: Path) -> list[Labelled]:
    """The messages in `training/` of a pack; none when there is no such folder."""
    return [row for path in sorted(folder.glob("*.tsv")) for row in read(path)]


def read(path: Path) -> Iterator[Labelled]:
    """The rows of a table with `id text lang intent code` in its header, and `alt_codes` where it has them.

    Raises Misconfigured for the first line at fault; what stands there is not shown.
    """
    try:
        head, *lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        raise Misconfigured(
            Fault(path.name, "the file", "cannot be read: name a TSV file in UTF-8")
        ) from None
    if missing := sorted(_NEEDED.difference(head)):
        raise Misconfigured(Fault(path.name, "line 1", f"add the columns {', '.join(missing)}"))
    for number, cells in enumerate(lines, 2):
        row = dict(zip(head, cells, strict=False))
        if row.keys() < _NEEDED or row["intent"] not in INTENTS:
            raise Misconfigured(Fault(path.name, f"line {number}", "correct the cells or the intent"))
        others = tuple(row.get("alt_codes", "").split())
        yield Labelled(row["id"], row["text"], row["lang"], row["intent"], row["code"], others)


def corrections(rows: Iterable[Labelled]) -> list[Labelled]:
    """What verifiers said, without the protected lane, of which there are no labels (P35)."""
    return [row for row in rows if row.intent != PROTECTED and not row.code.startswith("6")]


def sources(name: str, files: Sequence[Path], rows: Sequence[Labelled]) -> dict[str, Any]:
    """A row of the manifest's `data`: `messages` or `corrections`."""
    hashes = {path.name: f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files}
    return {
        "name": name,
        "files": hashes or {"rows": f"sha256 {_digest(rows)}"},
        "rows": len(rows),
        "licence": "Apache-2.0",
        "attribution": _ATTRIBUTION,
    }


def _digest(rows: Iterable[Labelled]) -> str:
    told = "\n".join(f"{row.id}\t{row.language}\t{row.intent}\t{row.code}" for row in rows)
    return hashlib.sha256(told.encode()).hexdigest()
