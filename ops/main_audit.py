"""`lasomi audit`: the chain of what was done, and what was asked of the feed."""

from pathlib import Path
from typing import Annotated

import typer

from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
audit = group(words.ui("Le journal de ce qui a été fait, et par qui: une chaîne."))
HeadFile = Annotated[
    Path | None, typer.Option("--head", help=words.ui("Un courriel gardé par l'auditeur, ou plusieurs."))
]


@audit.command("verify", help=words.ui("Parcourt la chaîne et nomme la première ligne qui n'est pas juste."))
def audit_verify(head: HeadFile = None, as_json: AsJson = False) -> None:
    from ops.audit import complaint, verify
    from ops.desk import opened_desk

    with opened_desk() as desk:
        verdict = verify(desk, head)
    show([verdict.facts()], as_json)
    if not verdict.stands:
        raise complaint(verdict, words)


@audit.command("head", help=words.ui("Écrit la tête signée de la chaîne, à garder hors de la machine."))
def audit_head() -> None:
    from ops.audit import head
    from ops.desk import opened_desk

    with opened_desk() as desk:
        print(head(desk))


@audit.command(
    "figures", help=words.ui("Ce qui a été publié et que les règles d'aujourd'hui ne publieraient pas.")
)
def audit_figures(
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help=words.ui("Le retire: ces chiffres ne sont plus donnés."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    from gateway.house import open_house
    from gateway.settings import read_settings
    from workers.withdrawing import looked_through

    house = open_house(read_settings())
    try:
        found = looked_through(house, house.clock(), withdraw=withdraw)
    finally:
        house.close()
    show([each._asdict() for each in found], as_json)
    if found and not withdraw:
        raise typer.Exit(1)


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
