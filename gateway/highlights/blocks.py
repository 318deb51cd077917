"""What a document is made of, before it is Markdown or HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """`caption` says what the rows are; a cell is written as it stands."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG with what it shows in words; `name` is that of its file."""

    name: str
    alt: str
    svg: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bullets:
    lines: Sequence[str]


Block = str | Table | Drawing | Bullets
"""A string is a paragraph."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """One language of the highlights. `state` says whether it may be passed on, and who said so."""

    lang: str
    week: str
    title: str
    state: str
    sections: Sequence[Section]

    @property
    def drawings(self) -> list[Drawing]:
        return [block for section in self.sections for block in section.blocks if isinstance(block, Drawing)]
