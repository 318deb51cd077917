"""`lasomi rebuild`: what is kept, said again, and what that changes."""

from datetime import datetime
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
    jobs: Annotated[int, typer.Option(min=0, help=words.ui("Processus à la fois ; 0 : un par cœur."))] = 0,
    as_json: AsJson = False,
) -> None:
    """Without `--figures` the texts that are still kept are read again; the last row counts both kinds."""
    from ops.desk import opened_desk
    from ops.rebuild import rebuilt

    day = since.date() if since else None
    with opened_desk() as desk:
        show(rebuilt(desk, day, figures=figures, dry_run=dry_run, jobs=jobs), as_json)
