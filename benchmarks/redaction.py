"""How well redaction keeps P32: `python -m benchmarks.redaction [--missed]`.

The corpus (`tests/cases/redaction/`) is frozen. By the crc32 of its text a case belongs to the half
that the redactor may be improved on, or to the half that is only counted. The exit code is 1 when a target is
missed in either.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zlib import crc32

from rich.console import Console
from rich.table import Table

from core.country import load_country
from core.files import load_yaml
from core.text import plain_digits
from ops.scoring.measures import Share
from workers.pipeline import prepare

CORPUS: Final = Path("tests/cases/redaction")
KEPT: Final = "kept"
_MARK: Final = re.compile(r"\[[A-Z]+\]")
_PART: Final = re.compile(r"\d|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Case:
    """A text with the passages that must go and those that must stay. `kind`: the file that it is of."""

    kind: str
    text: str
    hide: tuple[str, ...]
    keep: tuple[str, ...]

    @property
    def shown(self) -> bool:
        """Whether the redactor may be improved on it."""
        return crc32(self.text.encode()) % 2 == 0


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the report. `most`: the share of `keep` that may be lost; else the least share of `hide`."""

    name: str
    kinds: tuple[str, ...]
    bound: float
    most: bool = False

    def holds(self, share: Share) -> bool:
        value = share.value or 0.0
        return value <= self.bound if self.most else value >= self.bound


TARGETS: Final = (
    Target("telephone numbers hidden", ("phones",), 0.995),
    Target("personal names hidden", ("names",), 0.95),
    Target("NINA, e-mail, URL, coordinates, plates hidden", ("others",), 0.95),
    Target("places, amounts, dates, counts lost", (KEPT,), 0.03, most=True),
    Target("the same, beside something hidden, lost", ("phones", "names", "others"), 0.03, most=True),
)


def read_cases(folder: Path = CORPUS) -> list[Case]:
    """The whole corpus, file by file."""
    return [
        Case(path.stem, case["text"], tuple(case.get("hide", ())), tuple(case.get("keep", ())))
        for path in sorted(folder.glob("*.yaml"))
        for case in load_yaml(path)
    ]


def hidden(case: Case, redacted: str) -> list[bool]:
    """For each passage that must go, whether nothing of it is left: no word, no digit.

    A word that stands elsewhere in the text too may stay there.
    """
    rest = case.text
    for passage in case.hide:
        rest = rest.replace(passage, " ", 1)
    left = _parts(_MARK.sub(" ", redacted)) - _parts(rest)
    return [not (_parts(passage) & left) for passage in case.hide]


def kept(case: Case, redacted: str) -> list[bool]:
    """For each passage that must stay, whether it does."""
    return [passage in redacted for passage in case.keep]


def _parts(text: str) -> Counter[str]:
    return Counter(_PART.findall(plain_digits(text)))


def counted(target: Target, cases: Iterable[Case], redact: Callable[[str], str]) -> Share:
    """How much of what the target asks for was hidden, or lost."""
    of_kind = [case for case in cases if case.kind in target.kinds]
    judged = [
        verdict for case in of_kind for verdict in (kept if target.most else hidden)(case, redact(case.text))
    ]
    return Share(sum(verdict != target.most for verdict in judged), len(judged))


def missed(cases: Iterable[Case], redact: Callable[[str], str]) -> Iterator[tuple[Case, str]]:
    """The cases that are not as they must be, with what the redactor makes of them."""
    for case in cases:
        redacted = redact(case.text)
        if not all((*hidden(case, redacted), *kept(case, redacted))):
            yield case, redacted


def cell(target: Target, share: Share) -> str:
    """The share, its count, Wilson's 95 % interval, and a mark when it misses the target."""
    low, high = share.interval or (0.0, 0.0)
    mark = "" if target.holds(share) else " !"
    value = f"{100 * (share.value or 0):.1f} % {share.right}/{share.of}"
    return f"{value} ({100 * low:.1f} – {100 * high:.1f}){mark}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redaction", description=__doc__)
    parser.add_argument("--country", default="ml")
    parser.add_argument("--half", choices=("shown", "counted", "both"), default="both")
    parser.add_argument(
        "--missed", action="store_true", help="print what is missed in the half that is shown"
    )
    asked = parser.parse_args()
    redact = prepare(load_country(asked.country)).redactor.redact
    cases = read_cases()
    halves = {"shown": [c for c in cases if c.shown], "counted": [c for c in cases if not c.shown]}
    halves = halves if asked.half == "both" else {asked.half: halves[asked.half]}
    good = _print(halves, redact)
    for case, redacted in missed(halves.get("shown", ()), redact) if asked.missed else ():
        print(f"{case.kind}: {case.text}\n     -> {redacted}")
    return 0 if good else 1


def _print(halves: dict[str, list[Case]], redact: Callable[[str], str]) -> bool:
    table = Table("share", "target", *halves, title="redaction (P32), Wilson 95 %")
    good = True
    for target in TARGETS:
        shares = [counted(target, cases, redact) for cases in halves.values()]
        good = good and all(map(target.holds, shares))
        bound = f"{'≤' if target.most else '≥'} {100 * target.bound:g} %"
        table.add_row(target.name, bound, *(cell(target, share) for share in shares))
    Console(width=150 if not sys.stdout.isatty() else None).print(table)
    return good


if __name__ == "__main__":
    sys.exit(main())
