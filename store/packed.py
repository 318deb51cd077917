"""Rows as they lie in a cube: in blocks, of which each is unpacked when one of its rows is read.

What all rows of a block have in common is written once. A head says where the blocks end, and tells the first
and the last row, so that whoever merges several tables unpacks only what they show.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import Any, Final

Row = Mapping[str, Any]
BLOCK: Final = 500
"""Rows: a page of the feed has a thousand."""
AT_HAND: Final = 16
"""Blocks that stay unpacked: some megabyte and a half each."""
MARK: Final = b"{"
"""With which a body begins that is packed so: one that is compressed as a whole never does."""


class Packed:
    """Rows of one part in their order, from its body. They are shared: not to be changed."""

    def __init__(self, body: bytes) -> None:
        head, _, rest = body.partition(b"\n")
        told = json.loads(head)
        self._ends: dict[int, Row] = {0: told["first"], told["rows"] - 1: told["last"]}
        self._rows: int = told["rows"]
        self._blocks = [rest[begun:end] for begun, end in pairwise((0, *accumulate(told["sizes"])))]

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, at: int) -> Row:
        at = range(self._rows)[at]
        known = self._ends.get(at)
        return _block(self._blocks[at // BLOCK])[at % BLOCK] if known is None else known

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(map(_block, self._blocks))


def packed(rows: Sequence[Row]) -> bytes:
    """The body of a part; there is at least one row."""
    blocks = [_written(rows[at : at + BLOCK]) for at in range(0, len(rows), BLOCK)]
    head = {"rows": len(rows), "sizes": list(map(len, blocks)), "first": rows[0], "last": rows[-1]}
    return b"\n".join((dumped(head), b"".join(blocks)))


def dumped(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _written(rows: Sequence[Row]) -> bytes:
    """Rows of the same names share a shape: those names in order, with what is said in all of them."""
    shapes: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        shapes.setdefault(tuple(row), []).append(row)
    told = [(_shared(names, alike), _varying(names, alike)) for names, alike in shapes.items()]
    at = {names: number for number, names in enumerate(shapes)}
    lines = [[shape, *(row[name] for name in told[shape][1])] for row in rows for shape in [at[tuple(row)]]]
    return zlib.compress(dumped({"shapes": told, "rows": lines}))


def _shared(names: Sequence[str], rows: Sequence[Row]) -> dict[str, Any]:
    varying = set(_varying(names, rows))
    return {name: None if name in varying else rows[0][name] for name in names}


def _varying(names: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """By how it is written: 1, 1.0 and true are equal and not the same."""
    return [name for name in names if len({repr(row[name]) for row in rows}) > 1]


@lru_cache(AT_HAND)
def _block(body: bytes) -> tuple[Row, ...]:
    told = json.loads(zlib.decompress(body))
    shapes = told["shapes"]
    return tuple(_row(shapes[shape], values) for shape, *values in told["rows"])


def _row(shape: Sequence[Any], values: Sequence[Any]) -> Row:
    shared, varying = shape
    return {**shared, **dict(zip(varying, values, strict=True))}
