"""`lasomi rebuild`: what is kept, said again, and what that changes."""

from datetime import datetime
from sys import stderr
from typing import Annotated

import typer

from ops.room import AsJson, show
from ops.wording import wording

words = wording()
Since = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help=words.ui("Seulement les périodes qui finissent ce jour-là ou après."),
    ),
]
Figures = Annotated[
    bool, typer.Option("--figures", help=words.ui("Part de ce qui avait été compris des messages."))
]


def rebuild(
    figures: Figures = False,
    since: Since = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=words.ui("Dit ce qui changerait, et ne change rien."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Without `--figures` it says that no text is read again; the last row counts the reports taken so."""
    from ops.desk import opened_desk
    from ops.rebuild import rebuilt

    if not figures:
        print(
            words.ui("Aucun texte n'est relu: les messages restent comme ils avaient été compris."),
            file=stderr,
        )
    day = since.date() if since else None
    with opened_desk() as desk:
        show(rebuilt(desk, day, dry_run=dry_run), as_json)
