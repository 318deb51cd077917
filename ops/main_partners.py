"""`lasomi partner`: who outside the house receives released alerts."""

from typing import Annotated

import typer

from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
partner = group(words.ui("Les partenaires qui reçoivent les alertes qu'une personne a laissées partir."))


@partner.command("add", help=words.ui("Inscrit un partenaire; le secret d'un webhook est montré une fois."))
def partner_add(
    name: str,
    *,
    area: Annotated[list[str], typer.Option(help=words.ui("Un p-code comme ML0701, ou ML; à répéter."))],
    webhook: Annotated[str, typer.Option(help=words.ui("Une adresse https qui reçoit les documents."))] = "",
    email: Annotated[str, typer.Option(help=words.ui("Une adresse de courriel."))] = "",
    as_json: AsJson = False,
) -> None:
    from ops.desk import opened_desk
    from ops.partners import Asked, add

    with opened_desk() as desk:
        show([add(desk, Asked(name, tuple(area), webhook, email), desk.clock())], as_json)


@partner.command("list", help=words.ui("Les partenaires, sans leur adresse, et ce qui leur est parvenu."))
def partner_list(as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.partners import listed

    with opened_desk() as desk:
        show(listed(desk), as_json)


@partner.command("disable", help=words.ui("N'envoie plus rien à un partenaire; son adresse est effacée."))
def partner_disable(name: str) -> None:
    from ops.desk import opened_desk
    from ops.partners import disable

    with opened_desk() as desk:
        disable(desk, name, desk.clock())
