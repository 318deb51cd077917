"""`lasomi play`: plays conversations as they were written down, and says where they differ now."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import httpx

from core.country import Country, load_country
from core.errors import LasomiError
from flows.definition import load_flows
from flows.nodes import Flows
from ops.playing import Difference, Line, OnFlows, OnTelco, differences
from ops.sims import strangers
from ops.wording import wording
from sandbox.phone import NoNetworkError, Phone
from sandbox.transcript import CALLER, Step, steps


@dataclass(frozen=True, slots=True)
class Played:
    """What became of one file. `calls` are its callers, `skipped` those that cannot be played here."""

    file: str
    calls: int
    skipped: int
    differences: tuple[Difference, ...]


def play(paths: Sequence[Path], *, telco: str = "", country: str = "ml", as_json: bool) -> int:
    """0 when every line is as it was; 1 when one is not, or when nothing could be played.

    LasomiError when a file is not UTF-8.
    """
    texts = {path: _text(path) for path in _files(paths)}
    with _stage(telco, country) as line:
        played = [_played(path, tuple(steps(text)), line()) for path, text in texts.items()]
    print(_as_json(played) if as_json else _as_text(played))
    return int(any(one.differences for one in played) or not any(one.calls > one.skipped for one in played))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("*.txt")) if path.is_dir() else [path]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        sentence = wording().ui("{path}: ce n'est pas de l'UTF-8; enregistrez-le en UTF-8.", path=path)
        raise LasomiError("not_utf8", sentence) from None


def _played(path: Path, lines: Sequence[Step], line: Line) -> Played:
    found = tuple(differences(lines, line))
    return Played(str(path), sum(step.mark == CALLER for step in lines), line.skipped, found)


@contextmanager
def _stage(telco: str, country: str) -> Iterator[Callable[[], Line]]:
    """What one file is played on: the flows, or a telco with new phones in a drawer."""
    if not telco:
        yield lambda: OnFlows(*spoken(country))
        return
    drawer = iter(strangers(country))
    with httpx.Client(base_url=telco, timeout=20, trust_env=False) as client:
        try:
            yield lambda: OnTelco(lambda: Phone(client, next(drawer, "")))
        except (NoNetworkError, httpx.HTTPError) as fault:
            raise LasomiError("no_network", f"{telco}: {fault}") from None


@cache
def spoken(country: str) -> tuple[Country, Flows]:
    """A country and the conversations that are held there, read once."""
    pack = load_country(country)
    return pack, load_flows(pack)


def _as_json(played: Sequence[Played]) -> str:
    return json.dumps([asdict(one) for one in played], ensure_ascii=False)


def _as_text(played: Sequence[Played]) -> str:
    words = wording()
    lines = [
        words.ui(
            "{file}, ligne {line}: écrit «{expected}», maintenant «{found}»",
            file=one.file,
            **asdict(difference),
        )
        for one in played
        for difference in one.differences
    ]
    lines.append(
        words.ui(
            "Conversations: {files}; appels: {calls}, dont sautés: {skipped}; différences: {differences}.",
            files=len(played),
            calls=sum(one.calls for one in played),
            skipped=sum(one.skipped for one in played),
            differences=len(lines),
        )
    )
    return "\n".join(lines)
