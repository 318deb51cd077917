"""`lasomi audit`: what an auditor reads."""

from typing import Annotated

import typer

from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
audit = group(words.ui("Ce que lit l'auditeur."))


@audit.command(
    "queries", help=words.ui("Ce que chaque clé a demandé au flux de données, et ce qui se recoupe.")
)
def audit_queries(
    days: Annotated[int, typer.Option(min=1, max=90, help=words.ui("Depuis combien de jours."))] = 31,
    key: Annotated[str, typer.Option(help=words.ui("Une seule clé, par son identifiant."))] = "",
    as_json: AsJson = False,
) -> None:
    from ops.desk import opened_desk
    from ops.querylog import asked

    with opened_desk() as desk:
        show(asked(desk, days, key or None), as_json)
