"""`lasomi import`: files that people made in a spreadsheet."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ops.room import AsJson, group, show
from ops.wording import wording

words = wording()
imports = group(words.ui("Reprend un fichier CSV ou XLSX: tout, ou rien, chaque faute par ligne et colonne."))
File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True)]
Country = Annotated[str, typer.Option(help=words.ui("Le pays."), envvar="LASOMI_COUNTRY")]


@imports.command("commitments", help=words.ui("Des engagements, et ce qui en est déjà connu."))
def commitments(path: File, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.importing import import_commitments

    with opened_desk() as desk:
        done = import_commitments(desk, path)
    for warning in done.warnings:
        print(warning, file=sys.stderr)
    counted = {"commitments": done.commitments, "updates": done.updates, "warnings": len(done.warnings)}
    show([counted], as_json)


@imports.command("updates", help=words.ui("Où en sont des engagements déjà connus; rien n'est remplacé."))
def updates(path: File, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.import_updates import import_updates

    with opened_desk() as desk:
        done = import_updates(desk, path)
    for warning in done.warnings:
        print(warning, file=sys.stderr)
    show([{"updates": done.updates, "warnings": len(done.warnings)}], as_json)


@imports.command("places", help=words.ui("Des lieux, dans la table du pays; relancez ensuite le service."))
def places(path: File, country: Country = "ml", as_json: AsJson = False) -> None:
    from ops.import_places import import_places

    done = import_places(path, country)
    show([{"added": done.added, "changed": done.changed}], as_json)


@imports.command("contacts", help=words.ui("Des personnes de l'équipe; leurs numéros sont scellés."))
def contacts(path: File, as_json: AsJson = False) -> None:
    from ops.desk import opened_desk
    from ops.import_contacts import import_contacts

    with opened_desk() as desk:
        show([{"contacts": import_contacts(desk, path)}], as_json)
