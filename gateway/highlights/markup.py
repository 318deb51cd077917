"""The highlights as one page of HTML, for pasting into a word processor: headings, tables, pictures.

The drawings are pictures inside the page (`data:`), so the file needs nothing beside it and asks nobody.
"""

from base64 import b64encode
from html import escape

from core.text import legal
from gateway.highlights.blocks import Block, Bullets, Document, Drawing, Table


def page(said: Document) -> str:
    body = "\n".join(
        [f"<h1>{escape(said.title)}</h1>", f"<p><em>{escape(said.state)}</em></p>", sections(said)]
    )
    return legal(
        f'<!doctype html>\n<html lang="{said.lang}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(said.title)}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def sections(said: Document, *, inline: bool = False) -> str:
    """The nine sections. `inline`: drawings as SVG in the page, which the console's own rules let in."""
    return "\n".join(
        "\n".join(
            [f"<h2>{escape(section.title)}</h2>", *(_block(block, inline=inline) for block in section.blocks)]
        )
        for section in said.sections
    )


def _block(block: Block, *, inline: bool) -> str:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Drawing):
        return f"<p>{block.svg}</p>" if inline else f"<p>{_picture(block)}</p>"
    if isinstance(block, Bullets):
        return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in block.lines) + "</ul>"
    return f"<p>{escape(block)}</p>"


def _table(table: Table) -> str:
    """Borders as attributes: word processors keep them."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in table.rows
    )
    return (
        f'<table border="1" cellpadding="4" cellspacing="0">\n<caption>{escape(table.caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>"
    )


def _picture(drawing: Drawing) -> str:
    data = b64encode(drawing.svg.encode()).decode()
    return f'<img alt="{escape(drawing.alt)}" src="data:image/svg+xml;base64,{data}" width="640">'
