"""`lasomi flow`: our conversations for other platforms."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from core.errors import LasomiError
from ops.room import group
from ops.wording import wording

words = wording()
flow = group(words.ui("Les conversations, pour d'autres plateformes."))


@flow.command("export", help=words.ui("Écrit les conversations du public dans un format d'échange."))
def export(
    floip: Annotated[
        bool,
        typer.Option("--floip", help=words.ui("Un conteneur de la Flow Interoperability Specification.")),
    ] = False,
    out: Annotated[Path | None, typer.Option(help=words.ui("Le fichier à écrire; sinon la sortie."))] = None,
    country: Annotated[str, typer.Option(help=words.ui("Le pays."), envvar="LASOMI_COUNTRY")] = "ml",
) -> None:
    import flows
    from core.country import load_country
    from flows.definition import load_flows
    from ops.floip.container import container

    if not floip:
        raise LasomiError("no_format", words.ui("Dites le format: --floip."))
    folder = Path(flows.__file__).parent
    made = container(load_flows(load_country(country)), folder, country)
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
