"""`make licences`: the licence of every package that runs with us, in docs/licences.csv; none that binds us.

`python -m ops.supply.licences` writes the list; with `--check` it writes nothing, and says what is out of
date, not allowed or unknown. A licence is read where the package says it; what it does not say is in
licences.yaml.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from io import StringIO
from pathlib import Path
from typing import Final

from core.files import fill, load_yaml
from ops.supply import LOCK, ROOT
from ops.supply.lock import Pinned, read_lock

RULES: Final = Path(__file__).parent / "licences.yaml"
LIST: Final = ROOT / "docs" / "licences.csv"


@dataclass(frozen=True, slots=True)
class Rules:
    """`allowed`: SPDX names; `spelt`: other spellings of them; `by_hand`: what a person read there."""

    allowed: frozenset[str]
    spelt: Mapping[str, str]
    by_hand: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Licensed:
    """`licence` is an SPDX expression without brackets, empty when nobody knows it."""

    name: str
    versions: str
    licence: str
    read: str


def load_rules(path: Path = RULES) -> Rules:
    """Raises Misconfigured."""
    return fill(Rules, load_yaml(path), path.name)


def licensed(lock: Iterable[Pinned], rules: Rules) -> tuple[Licensed, ...]:
    """One row for each package, with every version that some machine gets."""
    versions: dict[str, list[str]] = {}
    for each in lock:
        versions.setdefault(each.name, []).append(each.version)
    return tuple(_licensed(name, " or ".join(found), rules) for name, found in sorted(versions.items()))


def _licensed(name: str, versions: str, rules: Rules) -> Licensed:
    if told := rules.by_hand.get(name):
        return Licensed(name, versions, told, "licence file")
    told = _told(name)
    return Licensed(name, versions, rules.spelt.get(told, told), "metadata")


def _told(name: str) -> str:
    try:
        found = metadata(name).json
    except PackageNotFoundError:
        return ""
    whole = found.get("license_expression") or found.get("license") or ""
    return str(whole).strip().split("\n", maxsplit=1)[0]


def is_allowed(licence: str, allowed: frozenset[str]) -> bool:
    """An `OR` leaves the choice; an `AND` does not."""
    return any(all(part in allowed for part in choice.split(" AND ")) for choice in licence.split(" OR "))


def faults(rows: Iterable[Licensed], rules: Rules) -> Iterator[str]:
    for row in rows:
        if not is_allowed(row.licence, rules.allowed):
            yield f"{row.name}: `{row.licence or 'no licence'}` may not run beside us"


def table(rows: Iterable[Licensed]) -> str:
    written = StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(("package", "versions", "licence", "read_in"))
    lines.writerows((row.name, row.versions, row.licence, row.read) for row in rows)
    return written.getvalue()


def main(arguments: Iterable[str]) -> int:
    rules = load_rules()
    rows = licensed(read_lock(LOCK), rules)
    found = list(faults(rows, rules))
    if "--check" not in tuple(arguments):
        LIST.write_text(table(rows), "utf-8")
    elif not LIST.exists() or LIST.read_text("utf-8") != table(rows):
        found.append("docs/licences.csv is out of date: run `make licences`")
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
