"""A text as a QR code, drawn as one path of SVG: dark squares of side 1 (ISO/IEC 18004)."""

from dataclasses import dataclass
from typing import Final

import segno

QUIET: Final = 4
"""The light squares around it that readers need."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """`size`: the side, quiet zone included; `path`: what stands in `d`."""

    size: int
    path: str


def drawn(text: str) -> Drawn:
    rows = segno.make_qr(text, error="m").matrix
    dark = [(x, y) for y, row in enumerate(rows, QUIET) for x, bit in enumerate(row, QUIET) if bit]
    return Drawn(len(rows) + 2 * QUIET, "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
