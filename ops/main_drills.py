"""`lasomi drill`: exercises, from the script to the after-action report."""

from pathlib import Path
from typing import Annotated

import typer

from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
drill = group(words.ui("Les exercices: préparer, suivre, terminer, faire le bilan, effacer."))
Number = Annotated[str, typer.Argument(metavar="EX-03", help=words.ui("Le numéro de l'exercice."))]


@drill.command(
    "prepare", help=words.ui("Vérifie un scénario et le garde; une deuxième personne le lance à la console.")
)
def drill_prepare(
    number: Number,
    script: Annotated[Path, typer.Option(help=words.ui("Le scénario, en YAML."))],
    by: Annotated[str, typer.Option(help=words.ui("Le compte de la première personne."))] = "",
    as_json: AsJson = False,
) -> None:
    from ops.desk import opened_desk
    from ops.drills import prepare
    from ops.persons import Person, asked

    person = Person(by, asked()) if by else None
    with opened_desk() as desk:
        show(prepare(desk, number, script, person), as_json)


@drill.command("list", help=words.ui("Tous les exercices."))
def drill_list(as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.drills import listed

    with opened_desk() as desk:
        show(listed(desk), as_json)


@drill.command("show", help=words.ui("Où en est un exercice."))
def drill_show(number: Number, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.drills import shown

    with opened_desk() as desk:
        show(shown(desk, number), as_json)


@drill.command("end", help=words.ui("Termine un exercice; il faut deux personnes, dont un coordinateur."))
def drill_end(
    number: Number,
    by: Annotated[str, typer.Option(help=words.ui("Le compte de qui le demande."))],
    as_json: AsJson = False,
) -> None:
    from ops.desk import opened_desk
    from ops.drills import end
    from ops.persons import Person, asked

    person = Person(by, asked())
    with opened_desk() as desk:
        show(end(desk, number, person), as_json)


@drill.command("report", help=words.ui("Écrit le bilan en Markdown, ou en JSON."))
def drill_report(number: Number, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.drill_report import markdown
    from ops.drills import report

    with opened_desk() as desk:
        told = report(desk, number)
    if as_json:
        show([told], as_json=True)
    else:
        print(markdown(told))


@drill.command("purge", help=words.ui("Efface un exercice terminé; restent le bilan et les engagements."))
def drill_purge(number: Number, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.drills import purge

    with opened_desk() as desk:
        show(purge(desk, number), as_json)
