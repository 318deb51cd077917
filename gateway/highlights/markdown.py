"""The highlights as Markdown. Drawings are files beside it; every number of theirs is in a table too."""

from collections.abc import Iterable, Iterator, Sequence

from gateway.highlights.blocks import Block, Bullets, Document, Drawing, Table


def text(said: Document, prefix: str) -> str:
    """`prefix` is how the files of the drawings begin."""
    parts = [f"# {_plain(said.title)}", f"*{_plain(said.state)}*"]
    for section in said.sections:
        parts.append(f"## {_plain(section.title)}")
        parts.extend(_block(block, prefix) for block in section.blocks)
    return "\n\n".join(parts) + "\n"


def _block(block: Block, prefix: str) -> str:
    if isinstance(block, Table):
        return "\n".join(_table(block))
    if isinstance(block, Drawing):
        return f"![{_plain(block.alt)}]({prefix}-{block.name}.svg)"
    if isinstance(block, Bullets):
        return "\n".join(f"* {_plain(line)}" for line in block.lines)
    return _plain(block)


def _table(table: Table) -> Iterator[str]:
    yield f"**{_plain(table.caption)}**"
    yield ""
    yield _row(table.head)
    yield _row(["---"] * len(table.head))
    yield from (_row(row) for row in _padded(table.rows, len(table.head)))


def _padded(rows: Iterable[Sequence[str]], size: int) -> Iterator[Sequence[str]]:
    for row in rows:
        yield [*row, *[""] * (size - len(row))]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_plain(cell) if cell != '---' else cell for cell in cells)} |"


def _plain(text_: str) -> str:
    """What Markdown would read as a sign of its own stays a letter."""
    flat = " ".join(text_.split())
    for sign in "\\`*_[]<>|#":
        flat = flat.replace(sign, f"\\{sign}")
    return flat
