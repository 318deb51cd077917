"""A lock as what pip reads in it: name, version, where it applies, hashes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PIN: Final = re.compile(r"(?P<name>[\w.-]+)(\[[^]]*])?==(?P<version>\S+)(\s*;\s*(?P<marker>.*))?")
_HASH: Final = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pinned:
    """One package. `marker`: on which machines, empty for all of them."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_lock(path: Path) -> tuple[Pinned, ...]:
    """Raises ValueError at a line that pins no version: an option, an address, a range."""
    return tuple(_pinned(line) for line in _lines(path.read_text("utf-8")))


def _lines(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        if bare := line.split("#")[0].strip():
            yield bare


def _pinned(line: str) -> Pinned:
    found = _PIN.fullmatch(line.split("--hash=", maxsplit=1)[0].strip())
    if not found:
        raise ValueError(f"{line.split(maxsplit=1)[0]} pins no version")
    marker = (found["marker"] or "").strip()
    return Pinned(found["name"], found["version"], marker, tuple(_HASH.findall(line)))
