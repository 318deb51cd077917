"""Rows on pages: cut between lines, and numbered anew on every page where there is something to choose."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.text import fits as holds
from core.text import room, septets

SHORTEST_NAME = 4
_IN_UNIT = re.compile(r"(.+) \(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Page:
    """One screen of a list: its text, and which of the options (from, to) its keys 1, 2, … choose."""

    text: str
    first: int
    last: int


def fits(rows: Iterable[str], limit: int) -> bool:
    return holds("\n".join(rows), limit)


def paginated(rows: Sequence[str], limit: int, more_row: str) -> tuple[str, ...]:
    """Rows on as few pages as they need; every page but the last ends with the key of the next."""
    if fits(rows, limit):
        return ("\n".join(rows),)
    shown: list[list[str]] = [[]]
    for row in rows:
        if shown[-1] and not fits([*shown[-1], row, more_row], limit):
            shown.append([])
        shown[-1].append(row)
    turned = ["\n".join([*page, more_row]) for page in shown[:-1]]
    return (*turned, "\n".join(shown[-1]))


def listed(
    above: Sequence[str], labels: Sequence[str], below: Sequence[str], limit: int, more_row: str, most: int
) -> tuple[Page, ...]:
    """Labels numbered from 1 on each page, so many at most; one too long to stand below `above` is cut."""
    free = max(SHORTEST_NAME, room("\n".join([*above, "1 ", more_row]), limit))
    names = [cut(label, free) for label in labels]
    whole = [*above, *(f"{number} {name}" for number, name in enumerate(names, start=1)), *below]
    if len(names) <= most and fits(whole, limit):
        return (Page("\n".join(whole), 0, len(names)),)
    return _parted(above, names, below, limit, more_row, most)


def _parted(
    above: Sequence[str], names: Sequence[str], below: Sequence[str], limit: int, more_row: str, most: int
) -> tuple[Page, ...]:
    pages: list[tuple[list[str], list[int]]] = [([], [])]
    entries = [*((row, None) for row in above), *((name, at) for at, name in enumerate(names))]
    for text, at in [*entries, *((row, None) for row in below)]:
        rows, chosen = pages[-1]
        row = text if at is None else f"{len(chosen) + 1} {text}"
        if rows and ((len(chosen) == most and at is not None) or not fits([*rows, row, more_row], limit)):
            rows, chosen = [], []
            pages.append((rows, chosen))
            row = text if at is None else f"1 {text}"
        rows.append(row)
        chosen += [] if at is None else [at]
    last = len(pages) - 1
    return tuple(
        _page(rows if number == last else [*rows, more_row], chosen)
        for number, (rows, chosen) in enumerate(pages)
    )


def _page(rows: Sequence[str], chosen: Sequence[int]) -> Page:
    return Page("\n".join(rows), chosen[0] if chosen else 0, chosen[-1] + 1 if chosen else 0)


def cut(name: str, room: int) -> str:
    """A name within so many septets, with a full stop where it was cut."""
    while (over := septets(name) - room) > 0:
        name = shorter(name, over + 1)
    return name


def shorter(name: str, by: int = 3) -> str:
    """A name so many letters shorter, never below four."""
    return name[: max(SHORTEST_NAME - 1, len(name) - by)].rstrip(" .-'(") + "."


def narrower(name: str) -> str:
    """A name three letters shorter while it can be; of a name with its unit, the longer of the two."""
    if found := _IN_UNIT.fullmatch(name):
        own, unit = found.groups()
        return f"{own} ({narrower(unit)})" if len(unit) > len(own) else f"{narrower(own)} ({unit})"
    return shorter(name) if len(name) > SHORTEST_NAME else name
