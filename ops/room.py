"""What the commands share: their shape, and how facts are printed."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from ops.wording import wording

AsJson = Annotated[bool, typer.Option("--json", help=wording().ui("Écrit du JSON."))]


def group(help_text: str) -> typer.Typer:
    return typer.Typer(
        help=help_text,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


def show(rows: Sequence[Mapping[str, object]], as_json: bool) -> None:
    """One row a line, `name=value`; or one JSON list."""
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, default=str))
        return
    for row in rows:
        print("  ".join(f"{name}={value}" for name, value in row.items() if value != ""))
