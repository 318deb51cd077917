"""`lasomi channels`: by which doors messages come and leave, and whether one of them works."""

from typing import Annotated

import typer

from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
channels = group(words.ui("Les canaux: par où les messages entrent et sortent."))


@channels.command(
    "list", help=words.ui("Les canaux réglés: entrée, sortie, débit, budget et dépense du jour.")
)
def channels_list(as_json: AsJson = False) -> None:
    from ops.channels import listed
    from ops.desk import opened_desk

    with opened_desk() as desk:
        show(listed(desk), as_json)


@channels.command("test", help=words.ui("Envoie un essai à un téléphone nommé et montre chaque étape."))
def channels_test(
    number: str,
    channel: Annotated[
        str, typer.Option(help=words.ui("Le canal; sans lui, celui que prendrait une alerte."))
    ] = "",
    wait: Annotated[int, typer.Option(min=0, max=600, help=words.ui("Secondes d'attente d'un accusé."))] = 60,
    as_json: AsJson = False,
) -> None:
    from ops.channels import tried
    from ops.desk import opened_desk

    with opened_desk() as desk:
        show(list(tried(desk, number, channel, wait)), as_json)


@channels.command("cost", help=words.ui("Ce que coûte un texte aux relais d'un lieu, avant qu'il parte."))
def channels_cost(area: str, text: str, as_json: AsJson = False) -> None:
    from ops.channels import costs
    from ops.desk import opened_desk

    with opened_desk() as desk:
        show(costs(desk, area, text), as_json)
