"""`lasomi switch` and `lasomi glass`: what takes two persons, or stops a place at once."""

from typing import Annotated

import typer

from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
switch = group(words.ui("Les cercles coupés: rien n'en est gardé qu'un compte."))
glass = group(words.ui("Briser la vitre: d'un récit vers un numéro, à deux, pendant qu'il existe."))
Cercle = Annotated[str, typer.Argument(metavar="ML0701", help=words.ui("Le cercle."))]
By = Annotated[str, typer.Option(help=words.ui("Le compte de qui le demande."))]
Report = Annotated[str, typer.Argument(metavar="RECIT", help=words.ui("L'identifiant du récit."))]


@switch.command("on", help=words.ui("Coupe un cercle, tout de suite."))
def switch_on(cercle: Cercle, by: By = "", as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.switch import turn_on

    with opened_desk() as desk:
        show([turn_on(desk, cercle, by)], as_json)


@switch.command("off", help=words.ui("Rétablit un cercle: deux personnes, l'une après l'autre."))
def switch_off(cercle: Cercle, by: By, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.persons import asked
    from ops.switch import turn_off

    proof = asked()
    with opened_desk() as desk:
        show([turn_off(desk, cercle, by, proof)], as_json)


@switch.command("list", help=words.ui("Les cercles coupés."))
def switch_list(as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.switch import listed

    with opened_desk() as desk:
        show(listed(desk), as_json)


@glass.command("ask", help=words.ui("Un vérificateur demande, avec une raison."))
def glass_ask(
    report: Report,
    by: By,
    reason: Annotated[
        str, typer.Option(help=words.ui("Pourquoi: danger (une vie), help (la personne l'a demandé)."))
    ],
    as_json: AsJson = False,
) -> None:
    from ops.desk import opened_desk
    from ops.glass import ask
    from ops.persons import asked

    proof = asked()
    with opened_desk() as desk:
        show([ask(desk, report, by, proof, reason)], as_json)


@glass.command("break", help=words.ui("L'auditeur consent; le numéro est montré une seule fois."))
def glass_break(report: Report, by: By, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.glass import break_
    from ops.persons import asked

    proof = asked()
    with opened_desk() as desk:
        show([break_(desk, report, by, proof)], as_json)
